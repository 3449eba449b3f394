import { formatJson, parseBase64, parseJson, shape, toBase64 } from "../lib/index.ts";

/** What an erasure keeps of a record: its record line, and its proof in the segment. */
export type KeptLine = { readonly line: string; readonly proof: readonly Uint8Array[] };

/** One line of a kept file, with its newline (spec/segment.md §Kept file). */
export function formatKeptLine({ line, proof }: KeptLine): string {
  return `${formatJson({ line, proof: proof.map(toBase64) })}\n`;
}

const keptShape = shape.record({ line: shape.text(512 * 1024 * 1024), proof: shape.list(shape.text(44), 63) });

/** Reads a kept line, without its newline. Input is untrusted; undefined when formatKeptLine would not write it. */
export function parseKeptLine(raw: string): KeptLine | undefined {
  const json = parseJson(raw);
  const read = json.ok ? keptShape(json.value, "kept") : json;
  if (!read.ok) return undefined;
  const proof: Uint8Array[] = [];
  for (const hash of read.value.proof) {
    const bytes = parseBase64(hash);
    if (!bytes.ok || bytes.value.length !== 32) return undefined;
    proof.push(bytes.value);
  }
  const kept = { line: read.value.line, proof };
  return formatKeptLine(kept) === `${raw}\n` ? kept : undefined;
}
