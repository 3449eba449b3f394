import { type Checked, no, parseBase64, parseCount, toBase64, utf8, wholeLines, yes } from "../lib/index.ts";
import { SALT_BYTES } from "../model/index.ts";

/** One entry's opening: what its commitment commits to; or the index of the statement under which that was erased. */
export type EnvelopeLine =
  | { readonly index: number; readonly salt: Uint8Array; readonly envelope: Uint8Array; readonly erased?: never }
  | { readonly index: number; readonly erased: number };

export type BatchFault = { readonly kind: "bad-batch"; readonly line: number; readonly expected: string };

/** A batch file: one canonical JSON line an entry (spec/statement.md §Envelope batch). */
export function formatEnvelopeBatch(lines: readonly EnvelopeLine[]): Uint8Array<ArrayBuffer> {
  return utf8(lines.map(formatLine).join(""));
}

function formatLine(line: EnvelopeLine): string {
  if (line.erased !== undefined) return `{"erased":${line.erased},"index":${line.index}}\n`;
  return `{"envelope":"${toBase64(line.envelope)}","index":${line.index},"salt":"${toBase64(line.salt)}"}\n`;
}

const WHOLE = /^\{"envelope":"([A-Za-z0-9+/=]+)","index":([0-9]{1,16}),"salt":"([A-Za-z0-9+/=]{44})"\}$/;
const ERASED = /^\{"erased":([0-9]{1,16}),"index":([0-9]{1,16})\}$/;

/**
 * Reads a batch file whose first entry is `first`. Input is untrusted: any spelling that formatEnvelopeBatch would not write, a gap
 * in the indices and a missing last newline are refused.
 */
export function parseEnvelopeBatch(bytes: Uint8Array, first: number): Checked<readonly EnvelopeLine[], BatchFault> {
  const raws = wholeLines(bytes);
  if (raws === undefined || raws.length === 0) return no({ kind: "bad-batch", line: 0, expected: "whole lines of UTF-8" });
  const lines: EnvelopeLine[] = [];
  for (const raw of raws) {
    const line = parseLine(raw);
    if (line === undefined) return no({ kind: "bad-batch", line: lines.length, expected: "an envelope line" });
    if (line.index !== first + lines.length)
      return no({ kind: "bad-batch", line: lines.length, expected: `index ${first + lines.length}` });
    lines.push(line);
  }
  return yes(lines);
}

function parseLine(raw: string): EnvelopeLine | undefined {
  const erased = ERASED.exec(raw);
  if (erased !== null) {
    const [by, index] = [parseCount(erased[1] ?? ""), parseCount(erased[2] ?? "")];
    return by.ok && index.ok ? { index: index.value, erased: by.value } : undefined;
  }
  const whole = WHOLE.exec(raw);
  if (whole === null) return undefined;
  const [envelope, index, salt] = [parseBase64(whole[1] ?? ""), parseCount(whole[2] ?? ""), parseBase64(whole[3] ?? "")];
  if (!envelope.ok || !index.ok || !salt.ok || salt.value.length !== SALT_BYTES) return undefined;
  return { index: index.value, salt: salt.value, envelope: envelope.value };
}
