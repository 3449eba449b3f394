import { type Checked, no, parseBase64, parseCount, textOf, toBase64, utf8, wholeLines, yes } from "../lib/index.ts";
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
    const line = readPlainLine(raw, first + lines.length) ?? parseLine(raw);
    if (line === undefined) return no({ kind: "bad-batch", line: lines.length, expected: "an envelope line" });
    if (line.index !== first + lines.length)
      return no({ kind: "bad-batch", line: lines.length, expected: `index ${first + lines.length}` });
    lines.push(line);
  }
  return yes(lines);
}

const NEWLINE = 0x0a;

/**
 * The lines of a batch file from entry `from` on, each read when it is asked for: who wants one of thousands does not read the others. Input is
 * untrusted, as for parseEnvelopeBatch; after a fault nothing follows.
 */
export function* envelopeLines(bytes: Uint8Array, first: number, from: number): Generator<Checked<EnvelopeLine, BatchFault>> {
  let start = 0;
  for (let index = first; start < bytes.length; index++) {
    const end = bytes.indexOf(NEWLINE, start);
    if (index >= from || end < 0) {
      const raw = end < 0 ? undefined : textOf(bytes.subarray(start, end));
      const line = raw === undefined ? undefined : (readPlainLine(raw, index) ?? parseLine(raw));
      if (line?.index !== index) {
        yield no({ kind: "bad-batch", line: index - first, expected: `the envelope line of entry ${index}` });
        return;
      }
      yield yes(line);
    }
    start = end + 1;
  }
}

const PLAIN_BEGIN = '{"envelope":"';
const SALT_UNITS = 44;

/** A line that opens entry `index`, written as formatLine writes it; undefined for all else, which parseLine looks at. */
function readPlainLine(raw: string, index: number): EnvelopeLine | undefined {
  const middle = `","index":${index},"salt":"`;
  const end = raw.length - middle.length - SALT_UNITS - 2;
  if (!raw.startsWith(PLAIN_BEGIN) || !raw.startsWith(middle, end) || !raw.endsWith('"}')) return undefined;
  const envelope = parseBase64(raw.slice(PLAIN_BEGIN.length, end));
  const salt = parseBase64(raw.slice(-SALT_UNITS - 2, -2));
  if (!envelope.ok || envelope.value.length === 0 || !salt.ok || salt.value.length !== SALT_BYTES) return undefined;
  return { index, salt: salt.value, envelope: envelope.value };
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
