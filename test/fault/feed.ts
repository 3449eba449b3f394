import type { Addition, SealableUnit } from "../../src/ledger/index.ts";
import { sha256 } from "../../src/ledger/io/index.ts";
import { utf8 } from "../../src/lib/index.ts";
import {
  type Accounting,
  type Detection,
  type Digest,
  type Event,
  type EvidenceRecord,
  NOTHING_READ,
  type Position,
  recordCommitment,
  SALT_BYTES,
} from "../../src/model/index.ts";

/** Every line of the feeds has this many bytes, its newline counted, so that an offset tells a line number. */
export const LINE_BYTES = 24;
/** Lines in a unit. */
export const UNIT_LINES = 5;

/** Line `index` of a source, without its newline. */
export function lineOf(source: string, index: number): string {
  return `${source} ${index} `.padEnd(LINE_BYTES - 1, "x");
}

/** Where a source stands before line `index`. */
function positionBefore(source: string, index: number): Position {
  const fileId = { device: "1", inode: String(source.length), headBytes: 4, headSha256: "00".repeat(32) };
  return { kind: "file", fileId, offset: index * LINE_BYTES, mode: "line", cursor: null };
}

/** The unit of `count` lines from line `from` on, with one detection on its first line and one on that and an earlier line. */
export function additionOf(
  source: string,
  { from, count }: { from: number; count: number },
  { randomBytes, earlier }: { randomBytes: (bytes: number) => Uint8Array; earlier?: Event | undefined },
): Addition & { readonly unit: SealableUnit } {
  const records = Array.from({ length: count }, (_, at) => recordOf(source, from + at, randomBytes));
  const events = records.map((record): Event => ({ time: { fromMs: 0, toMs: 0 }, logsource: {}, fields: {}, records: [record] }));
  const accounting: Accounting = { ...NOTHING_READ, linesIn: count, evaluated: count };
  const [first] = events;
  const detections = first === undefined ? [] : [detectionOn("first line", [first])];
  if (first !== undefined && earlier !== undefined) detections.push(detectionOn("two lines", [earlier, first]));
  return {
    source,
    name: source,
    unit: { records, events, accounting },
    position: positionBefore(source, from + count),
    detections,
  };
}

function recordOf(source: string, index: number, randomBytes: (bytes: number) => Uint8Array): EvidenceRecord {
  const salt = randomBytes(SALT_BYTES);
  const bytes = utf8(lineOf(source, index));
  return {
    commitment: recordCommitment(sha256, salt, bytes),
    salt,
    bytes,
    origin: { source, offset: index * LINE_BYTES, lines: 1 },
    reading: { format: "plain", readAtMs: 1_795_343_175_000, utcOffsetMinutes: 0, host: null, context: [] },
    rejected: null,
  };
}

function detectionOn(title: string, events: readonly Event[]): Detection {
  const digest = "ab".repeat(32) as Digest;
  const rule = { id: title, title, author: "A. N. Author", version: "2026-01-01", level: "low" as const, tags: [], digest };
  return { rule, time: { fromMs: 0, toMs: 0 }, events, why: [{ selection: "selection", field: null, pattern: "*x*" }] };
}
