import { BinXml, type Library } from "./binxml.ts";
import { CHUNK_SIGNATURE, type ChunkHeader, readChunkHeader } from "./chunk-header.ts";
import { Damage } from "./damage.ts";
import { JsonWriter } from "./json.ts";
import { CHUNK_HEADER_BYTES, RECORD_BYTES_MIN, RECORD_HEADER_BYTES } from "./limits.ts";
import { holds, uint32, uint64 } from "./little-endian.ts";
import { type EvtxFault, EvtxRecord } from "./record.ts";
import type { Utf8Out } from "./utf8-out.ts";

/** "**", NUL, NUL: every record begins with it (libevtx EVTX §4.2). */
const RECORD_SIGNATURE = Uint8Array.from([0x2a, 0x2a, 0x00, 0x00]);

/** What is kept from chunk to chunk. */
export type Workshop = Library & { readonly out: Utf8Out };

/** Reads the records of one chunk, or of the rest of one: `bytes` are at most 64 KiB and begin at `offset` of the file. Never throws. */
export function readChunk(bytes: Uint8Array, offset: number, workshop: Workshop): (EvtxRecord | EvtxFault)[] {
  const header = readChunkHeader(bytes);
  const found = stretches(bytes, header);
  const given: (EvtxRecord | EvtxFault)[] = [...headerFaults(header, bytes, offset)];
  const reader = new RecordReader(bytes, offset, workshop);
  for (const stretch of found) {
    const { at, to, reason } = stretch;
    if (reason === undefined) reader.read(at, to, given);
    else given.push({ kind: "fault", offset: offset + at, length: to - at, bytes: bytes.subarray(at, to), reason });
  }
  return given;
}

const CUT_OFF = "a chunk is cut off in its header";
const NO_CHUNK = "no chunk begins here: its signature is missing";

/** Where the checksum of its records stands in a chunk's header. */
const RECORDS_SUM_AT = 52;

function* headerFaults(header: ChunkHeader | undefined, bytes: Uint8Array, offset: number): Generator<EvtxFault> {
  const seen = bytes.subarray(0, 128);
  const fault = (at: number, reason: string): EvtxFault => ({
    kind: "fault",
    offset: offset + at,
    length: 0,
    bytes: seen,
    reason,
  });
  if (header?.isWhole === false) yield fault(0, "the header of a chunk does not match its checksum");
  else if (header?.recordsAreWhole === false) yield fault(RECORDS_SUM_AT, "the records of a chunk do not match its checksum");
}

/** A whole record from `at` to `to`; with a reason, bytes that are none. */
type Stretch = { readonly at: number; readonly to: number; readonly reason: string | undefined };

/**
 * Where records stand. They end where the header says, if it can be trusted, but a whole record right behind that with the next number is
 * one that the header does not know yet. After what is no record, reading goes on at the next that is whole.
 */
function* stretches(bytes: Uint8Array, header: ChunkHeader | undefined): Generator<Stretch> {
  const limit = header?.isWhole === true ? header.freeSpaceOffset : bytes.length;
  let at = CHUNK_HEADER_BYTES;
  let lastId = -1n;
  if (header === undefined) {
    at = nextRecord(bytes, 1, limit);
    yield { at: 0, to: at, reason: holds(bytes, 0, CHUNK_SIGNATURE) ? CUT_OFF : NO_CHUNK };
  }
  while (at < bytes.length) {
    const size = recordBytes(bytes, at);
    const isNext = size !== undefined && (at < limit || uint64(bytes, at + 8) === lastId + 1n);
    if (isNext) {
      yield { at, to: at + size, reason: undefined };
      lastId = uint64(bytes, at + 8);
      at += size;
      continue;
    }
    if (at >= limit) return;
    const next = nextRecord(bytes, at + 1, limit);
    if (hasContent(bytes, at, next)) yield { at, to: next, reason: whyNone(bytes, at) };
    at = next;
  }
}

/** Bytes of the whole record at `at`: signature, and its length at both ends; undefined when none stands there. */
function recordBytes(bytes: Uint8Array, at: number): number | undefined {
  if (!holds(bytes, at, RECORD_SIGNATURE)) return undefined;
  const size = uint32(bytes, at + 4);
  const fits = size >= RECORD_BYTES_MIN && size <= bytes.length - at;
  return fits && uint32(bytes, at + size - 4) === size ? size : undefined;
}

function nextRecord(bytes: Uint8Array, from: number, limit: number): number {
  for (let at = bytes.indexOf(RECORD_SIGNATURE[0] as number, from); at >= 0 && at < limit; ) {
    if (recordBytes(bytes, at) !== undefined) return at;
    at = bytes.indexOf(RECORD_SIGNATURE[0] as number, at + 1);
  }
  return limit;
}

function hasContent(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== 0) return true;
  return false;
}

function whyNone(bytes: Uint8Array, at: number): string {
  if (!holds(bytes, at, RECORD_SIGNATURE)) return "no record begins here: its signature is missing";
  const size = uint32(bytes, at + 4);
  if (size < RECORD_BYTES_MIN) return "a record says that it has fewer bytes than any has";
  return size > bytes.length - at ? "a record is cut off" : "a record says two different lengths";
}

class RecordReader {
  readonly #binXml: BinXml;
  readonly #writer: JsonWriter;
  readonly #out: Utf8Out;
  readonly #offset: number;

  constructor(bytes: Uint8Array, offset: number, workshop: Workshop) {
    this.#binXml = new BinXml(bytes, workshop);
    this.#writer = new JsonWriter(workshop.out, this.#binXml.spend);
    this.#out = workshop.out;
    this.#offset = offset;
  }

  /** Adds the record from `at` to `to`, or what is wrong with it, to `given`. */
  read(at: number, to: number, given: (EvtxRecord | EvtxFault)[]): void {
    const { bytes } = this.#binXml;
    const recordId = uint64(bytes, at + 8);
    const place = { offset: this.#offset + at, length: to - at, recordId, fileTime: uint64(bytes, at + 16) };
    const fault = (reason: string, stoppedAt: number): void => {
      const { offset, length } = place;
      given.push({
        kind: "fault",
        offset,
        length,
        bytes: bytes.subarray(at, to),
        reason,
        recordId,
        stoppedAt: this.#offset + stoppedAt,
      });
    };
    const start = at + RECORD_HEADER_BYTES;
    try {
      const [root, ...others] = this.#binXml.fragment({ start, size: to - 4 - start }, 0);
      if (root === undefined) return fault("a record without an event", start);
      if (others.length > 0) return fault("a record with more than one event", start);
      this.#writer.root(root);
      const json = this.#out.take();
      this.#binXml.spend(json.length, start);
      given.push(new EvtxRecord(place, root, json));
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      this.#out.drop();
      fault(`a record cannot be read: ${error.message}`, error.at);
    }
  }
}
