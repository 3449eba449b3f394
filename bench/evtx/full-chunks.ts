import { readFileSync } from "node:fs";
import { filesUnder } from "../../test/evtx/support/files.ts";
import { logFile, seal } from "../../test/evtx/support/writer.ts";

const HEADER_BYTES = 4_096;
const CHUNK_BYTES = 65_536;
const RECORDS_AT = 512;
const RECORD_HEADER_BYTES = 24;

/** The chunks of every sample under `root` that hold a record. */
export function sampleChunks(root: string): Uint8Array[] {
  return filesUnder(root, ".evtx").map((path) =>
    new Uint8Array(readFileSync(path)).slice(HEADER_BYTES, HEADER_BYTES + CHUNK_BYTES),
  );
}

/** A log file of these chunks again and again, at least `bytes` long. */
export function logOf(chunks: readonly Uint8Array[], bytes: number): Uint8Array {
  const count = Math.ceil(bytes / CHUNK_BYTES);
  return logFile(Array.from({ length: count }, (_, index) => chunks[index % chunks.length] as Uint8Array));
}

/**
 * The chunk with its records again and again until it is full: a sample holds one or a few, a log in use about forty. As Windows does, a
 * record that comes again has no template of its own but the offset of the first one's.
 */
export function fullChunk(chunk: Uint8Array): Uint8Array {
  const full = chunk.slice();
  const view = new DataView(full.buffer);
  let at = view.getUint32(48, true);
  const records = recordsOf(chunk, at);
  let id = view.getBigUint64(32, true);
  for (let index = 0; ; index++) {
    const record = withoutTemplates(chunk, records[index % records.length] as number);
    if (at + record.length > CHUNK_BYTES) break;
    full.set(record, at);
    id += 1n;
    view.setBigUint64(at + 8, id, true);
    at += record.length;
  }
  view.setUint32(48, at, true);
  view.setBigUint64(16, id, true);
  view.setBigUint64(32, id, true);
  seal(full);
  return full;
}

function recordsOf(chunk: Uint8Array, end: number): number[] {
  const view = new DataView(chunk.buffer, chunk.byteOffset);
  const records: number[] = [];
  for (let at = RECORDS_AT; at < end; at += view.getUint32(at + 4, true)) records.push(at);
  return records;
}

function withoutTemplates(chunk: Uint8Array, at: number): Uint8Array {
  const fragment = shortened(chunk, at + RECORD_HEADER_BYTES);
  const length = Math.ceil((RECORD_HEADER_BYTES + fragment.length + 4) / 8) * 8;
  const record = new Uint8Array(length);
  record.set(chunk.subarray(at, at + RECORD_HEADER_BYTES));
  record.set(fragment, RECORD_HEADER_BYTES);
  const view = new DataView(record.buffer);
  view.setUint32(4, length, true);
  view.setUint32(length - 4, length, true);
  return record;
}

/** The fragment at `at`, an instance of a template, without the definition, and so the fragments among its values. */
function shortened(chunk: Uint8Array, at: number): Uint8Array {
  const view = new DataView(chunk.buffer, chunk.byteOffset);
  const head = chunk.slice(at, at + 14);
  let from = at + 14;
  if (view.getUint32(at + 10, true) === from) from += 24 + view.getUint32(from + 20, true);
  const count = view.getUint32(from, true);
  const descriptors = chunk.slice(from + 4, from + 4 + 4 * count);
  const sizes = new DataView(descriptors.buffer);
  let valueAt = from + 4 + 4 * count;
  const values: Uint8Array[] = [];
  for (let index = 0; index < count; index++) {
    const size = sizes.getUint16(4 * index, true);
    const isFragment = descriptors[4 * index + 2] === 0x21 && size > 0;
    const value = isFragment ? shortened(chunk, valueAt) : chunk.subarray(valueAt, valueAt + size);
    sizes.setUint16(4 * index, value.length, true);
    values.push(value);
    valueAt += size;
  }
  return new Uint8Array(Buffer.concat([head, chunk.subarray(from, from + 4), descriptors, ...values, Uint8Array.of(0)]));
}
