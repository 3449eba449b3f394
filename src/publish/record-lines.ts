import { formatJson, type Json, textOf, toBase64, toHex, utf8 } from "../lib/index.ts";
import { bySegmentAndIndex, type Digest, type RecordLine, readingIn } from "../model/index.ts";
import type { CitedEvidence } from "./input.ts";

/**
 * The lines of `data/records.ndjson` (spec/dossier.md §Payload), sorted by segment and index. `withhold` gives the reason for each
 * record name that may not be shown.
 */
export function recordLines(evidence: readonly CitedEvidence[], withhold: ReadonlyMap<string, string>): readonly RecordLine[] {
  return evidence.map((item) => recordLine(item, withhold)).sort(bySegmentAndIndex);
}

function recordLine(item: CitedEvidence, withhold: ReadonlyMap<string, string>): RecordLine {
  const { index, name, segment } = item.cited;
  const place = { index, name, segment } as Pick<RecordLine, "index" | "name" | "segment">;
  const proof = item.proof.map(toBase64);
  const committed = toHex(readingIn(item.leaf)) as Digest;
  if ("erased" in item) return { ...place, proof, reading: committed, erased: item.erased };
  const withheld = withhold.get(name);
  if (withheld !== undefined) return { ...place, proof, reading: committed, withheld };
  const { salt, bytes, origin, reading } = item.record;
  const text = textOf(bytes);
  return {
    ...place,
    proof,
    salt: toBase64(salt),
    content: text === undefined ? { base64: toBase64(bytes) } : { text },
    origin: { source: origin.source, offset: origin.offset, lines: origin.lines },
    reading: {
      format: reading.format,
      readAtMs: reading.readAtMs,
      utcOffsetMinutes: reading.utcOffsetMinutes,
      host: reading.host,
      context: reading.context,
    },
  };
}

/** The bytes of `data/records.ndjson`: one canonical JSON line a record (spec/dossier.md §Payload). */
export function formatRecordLines(lines: readonly RecordLine[]): Uint8Array<ArrayBuffer> {
  return utf8(lines.map((line) => `${formatJson(line as unknown as Json)}\n`).join(""));
}
