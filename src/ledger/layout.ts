import { parseCount } from "../lib/index.ts";
import type { SegmentId } from "../model/index.ts";

/** Where everything stands in a ledger's directory (spec/statement.md §Files, spec/segment.md §Files). */
export const CHECKPOINT = "checkpoint";
export const LOCK = "lock";
export const ENVELOPES = "envelopes";
export const SEGMENTS = "segments";
export const VIEWS = "views";

/** Envelope batches whose first entry falls into one stretch of this many stand in one directory. */
export const ENVELOPE_FOLDER_ENTRIES = 10_000;

/** The folder of the batch that begins at entry `first`. */
export function envelopeFolder(first: number): string {
  return `${ENVELOPES}/${String(Math.floor(first / ENVELOPE_FOLDER_ENTRIES)).padStart(6, "0")}`;
}

/** The file of the batch that begins at entry `first`. */
export function envelopePath(first: number): string {
  return `${envelopeFolder(first)}/${String(first).padStart(12, "0")}.ndjson`;
}

/** The first entry of the batch in a file of this name; undefined for any other name. */
export function batchFirst(name: string): number | undefined {
  return /^[0-9]{12}\.ndjson$/.test(name) ? Number(name.slice(0, 12)) : undefined;
}

/** `seg-` and the ordinal, 1 for the first. */
export function segmentId(ordinal: number): SegmentId {
  return `seg-${String(ordinal).padStart(6, "0")}` as SegmentId;
}

/** The ordinal of a segment id; undefined when segmentId would not write it so. */
export function segmentOrdinal(id: string): number | undefined {
  const ordinal = parseCount(id.replace(/^seg-0*/, ""));
  return ordinal.ok && segmentId(ordinal.value) === id ? ordinal.value : undefined;
}

/** The record lines of a segment, zstd (spec/segment.md §Record line). */
export function recordsPath(id: SegmentId): string {
  return `${SEGMENTS}/${id}.ndjson.zst`;
}

/** The leaves of a segment's records, 64 bytes each, in order (spec/segment.md §Leaf). */
export function leavesPath(id: SegmentId): string {
  return `${SEGMENTS}/${id}.leaves`;
}

/** The lines that the nth erasure of a segment keeps (spec/segment.md §Kept file). */
export function keptPath(id: SegmentId, erasures: number): string {
  return `${SEGMENTS}/${id}.kept${erasures === 1 ? "" : `-${erasures}`}.ndjson`;
}

/** Whether a file of the segments' folder is of this segment's records, kept or whole, or its leaves. */
export function isSegmentFile(id: SegmentId, path: string): boolean {
  const rest = path.startsWith(`${SEGMENTS}/${id}`) ? path.slice(`${SEGMENTS}/${id}`.length) : "";
  return rest === ".ndjson.zst" || rest === ".leaves" || /^\.kept(-[1-9][0-9]*)?\.ndjson$/.test(rest);
}
