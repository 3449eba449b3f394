import type { FileHandle } from "node:fs/promises";
import { HEAD_BYTES_MAX, readHead } from "./head.ts";
import type { Compression } from "./source.ts";

/** Where the first chunk begins, and how long each is (libevtx EVTX §3 and §4). */
const FIRST_CHUNK_AT = 4_096;
const CHUNK_BYTES = 65_536;
/** Where the first record of a chunk begins. */
const RECORD_AT = 512;
const RECORD_MARK = 0x2a;

/**
 * The first record of an event log, at most HEAD_BYTES_MAX bytes of it: what stands before it changes whenever the log is written to, and
 * the record itself only when the log has gone round and begins to write over its oldest. Empty while there is none.
 */
export async function readEventLogHead(file: FileHandle, compression: Compression): Promise<Uint8Array> {
  const at = FIRST_CHUNK_AT + RECORD_AT;
  const record = (await readHead(file, compression, at + HEAD_BYTES_MAX)).subarray(at);
  const length = record.length < 8 ? 0 : new DataView(record.buffer, record.byteOffset).getUint32(4, true);
  return isRecord(record) ? record.subarray(0, length) : new Uint8Array(0);
}

/** Where the last chunk of a log ends that holds a record now: Windows makes the file longer before it fills it. */
export async function lastChunkEnd(file: FileHandle, sizeBytes: number): Promise<number> {
  const chunks = Math.ceil((sizeBytes - FIRST_CHUNK_AT) / CHUNK_BYTES);
  const mark = new Uint8Array(2);
  for (let at = FIRST_CHUNK_AT + (chunks - 1) * CHUNK_BYTES; at >= FIRST_CHUNK_AT; at -= CHUNK_BYTES) {
    const { bytesRead } = await file.read(mark, 0, mark.length, at + RECORD_AT);
    if (isRecord(mark.subarray(0, bytesRead))) return at + CHUNK_BYTES;
  }
  return FIRST_CHUNK_AT;
}

function isRecord(bytes: Uint8Array): boolean {
  return bytes[0] === RECORD_MARK && bytes[1] === RECORD_MARK;
}
