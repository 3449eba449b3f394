import {
  assert,
  type Checked,
  formatJson,
  type JsonFault,
  no,
  parseBase64,
  parseJson,
  type Sha256,
  type Shape,
  type ShapeFault,
  shape,
  textOf,
  toBase64,
  utf8,
  wholeLines,
  yes,
} from "../lib/index.ts";
import { type EvidenceRecord, recordCommitment, recordNameShape, SALT_BYTES } from "../model/index.ts";

/** One line of a segment: a record's bytes, salt and reading, canonical JSON with its newline (spec/segment.md §Record line). */
export function formatRecordLine(record: EvidenceRecord, index: number): string {
  const { origin, reading } = record;
  assert(Number.isSafeInteger(reading.readAtMs) && reading.readAtMs >= 0, "a record's reading time is whole milliseconds");
  const text = textOf(record.bytes);
  const bytes = text === undefined ? `"bytes":"${toBase64(record.bytes)}",` : "";
  const context = reading.context.length === 0 ? "" : `"context":${formatJson(reading.context)},`;
  const host = reading.host === null ? "" : `"host":${formatJson(reading.host)},`;
  const rejected = record.rejected === null ? "" : `"rejected":${formatJson(record.rejected)},`;
  return (
    `{${bytes}${context}"format":${formatJson(reading.format)},${host}"index":${index},"lines":${origin.lines},"offset":${origin.offset},` +
    `"readAtMs":${reading.readAtMs},${rejected}"salt":"${toBase64(record.salt)}","source":${formatJson(origin.source)},` +
    `${text === undefined ? "" : `"text":${formatJson(text)},`}"utcOffsetMinutes":${reading.utcOffsetMinutes}}\n`
  );
}

const whole: Shape<number> = (json, path) =>
  typeof json === "number" && Number.isSafeInteger(json) && !Object.is(json, -0)
    ? yes(json)
    : no({ kind: "bad-shape", path, expected: "a whole number" });

/** The lines of a record file or kept file, without their newlines. Throws when the bytes are not whole lines of UTF-8. */
export function expectLines(bytes: Uint8Array): readonly string[] {
  const lines = wholeLines(bytes);
  if (lines === undefined) throw new Error("expected whole lines of UTF-8");
  return lines;
}

const optional =
  <Value>(inner: Shape<Value>): Shape<Value | undefined> =>
  (json, path) =>
    json === undefined ? yes(undefined) : inner(json, path);

const TEXT_UNITS_MAX = 256 * 1024 * 1024;

const lineShape = shape.record({
  bytes: optional(shape.text(TEXT_UNITS_MAX)),
  context: optional(shape.list(recordNameShape, 10_000)),
  format: shape.text(200),
  host: optional(shape.text(4096)),
  index: shape.count,
  lines: shape.count,
  offset: shape.count,
  readAtMs: shape.count,
  rejected: optional(shape.text(10_000)),
  salt: shape.text(44),
  source: shape.text(4096),
  text: optional(shape.text(TEXT_UNITS_MAX)),
  utcOffsetMinutes: whole,
});

export type LineFault = JsonFault | ShapeFault | { readonly kind: "bad-base64" | "not-canonical" };
export type RecordLine = { readonly index: number; readonly record: EvidenceRecord };

/** Reads one line, without its newline. Input is untrusted: a line that formatRecordLine would not write is refused. Hashes the record. */
export function parseRecordLine(line: string, sha256: Sha256): Checked<RecordLine, LineFault> {
  const json = parseJson(line);
  if (!json.ok) return json;
  const read = lineShape(json.value, "record");
  if (!read.ok) return read;
  const { value } = read;
  if ((value.text === undefined) === (value.bytes === undefined)) return no({ kind: "not-canonical" });
  const [salt, bytes] = [
    parseBase64(value.salt),
    value.text === undefined ? parseBase64(value.bytes ?? "") : yes(utf8(value.text)),
  ];
  if (!salt.ok) return salt;
  if (!bytes.ok) return bytes;
  if (salt.value.length !== SALT_BYTES) return no({ kind: "bad-base64" });
  const record: EvidenceRecord = {
    commitment: recordCommitment(sha256, salt.value, bytes.value),
    salt: salt.value,
    bytes: bytes.value,
    origin: { source: value.source, offset: value.offset, lines: value.lines },
    reading: {
      format: value.format,
      readAtMs: value.readAtMs,
      utcOffsetMinutes: value.utcOffsetMinutes,
      host: value.host ?? null,
      context: value.context ?? [],
    },
    rejected: value.rejected ?? null,
  };
  return formatRecordLine(record, value.index) === `${line}\n`
    ? yes({ index: value.index, record })
    : no({ kind: "not-canonical" });
}
