import { readChunk, type Workshop } from "./chunk.ts";
import { CHUNK_SIGNATURE } from "./chunk-header.ts";
import { type Block, ChunkCutter } from "./cutter.ts";
import { type EvtxHeader, readEvtxHeader } from "./file-header.ts";
import { CHUNK_BYTES } from "./limits.ts";
import { holds } from "./little-endian.ts";
import { Lexicon } from "./names.ts";
import type { EvtxFault, EvtxRecord } from "./record.ts";
import { Utf8Out } from "./utf8-out.ts";

/** Bytes that are asked of a source at once. */
const READ_BYTES = 65_536;

/** Bytes that can be read at any place: a file, or a part of memory. `read` may give fewer bytes than asked for, none only at the end. */
export type EvtxSource = { readonly read: (offset: number, length: number) => Uint8Array };

/** Takes the bytes of an .evtx file in order, as they come, and gives its records and what is damaged among them. */
export type EvtxDecoder = {
  /** Takes the next bytes; gives the records of the chunks that they complete. */
  readonly push: (bytes: Uint8Array) => Generator<EvtxRecord | EvtxFault>;
  /** The file is over: gives what its last bytes hold. */
  readonly end: () => Generator<EvtxRecord | EvtxFault>;
};

/**
 * A decoder of one file. Only chunks that hold a byte at or behind `from` are read, and only what begins there is given. Bytes are
 * untrusted: it never throws, holds less than two chunks (128 KiB) and their records, and does at most CHUNK_WORK_MAX steps a chunk.
 */
export function createEvtxDecoder(from = 0): EvtxDecoder {
  const cutter = new ChunkCutter();
  const workshop: Workshop = { lexicon: new Lexicon(), out: new Utf8Out() };
  let head: Uint8Array | undefined = new Uint8Array(0);
  let unusedFrom = Number.POSITIVE_INFINITY;

  function* headFaults(bytes: Uint8Array, isOver: boolean): Generator<EvtxFault> {
    if (head === undefined) return;
    const joined: Uint8Array =
      head.length === 0 ? bytes.subarray(0, 128) : Uint8Array.from([...head, ...bytes.subarray(0, 128 - head.length)]);
    head = joined.length < 128 && !isOver ? joined : undefined;
    if (head !== undefined) return;
    const header = readEvtxHeader(joined);
    if (header !== undefined) unusedFrom = unusedOffset(header);
    if (from > 0) return;
    const fault = (reason: string): EvtxFault => ({ kind: "fault", offset: 0, length: 0, reason });
    if (header === undefined) yield fault("no .evtx file begins here: its header is missing");
    else if (!header.checksumHolds) yield fault("the header of the file does not match its checksum");
  }
  function* read(blocks: readonly Block[]): Generator<EvtxRecord | EvtxFault> {
    for (const { bytes, offset } of blocks) {
      if (offset + bytes.length <= from || bytes.every((byte) => byte === 0)) continue;
      if (offset >= unusedFrom && !holds(bytes, 0, CHUNK_SIGNATURE)) continue;
      for (const found of readChunk(bytes, offset, workshop)) if (found.offset >= from) yield found;
    }
  }
  return {
    *push(bytes) {
      yield* headFaults(bytes, false);
      yield* read(cutter.push(bytes));
    },
    *end() {
      yield* headFaults(new Uint8Array(0), true);
      yield* read(cutter.end());
    },
  };
}

/** Where a log that was closed holds nothing any more: Windows makes files larger than they need to be, and does not clear what it took. */
function unusedOffset({ checksumHolds, isDirty, chunkCount, chunksBeginAt }: EvtxHeader): number {
  return checksumHolds && !isDirty ? chunksBeginAt + chunkCount * CHUNK_BYTES : Number.POSITIVE_INFINITY;
}

/**
 * The records of an .evtx file in the order in which they stand there, and what is damaged among them, one by one as they are asked for.
 * `source` is the file's bytes or what reads them; it is untrusted, and this never throws but what `source` throws.
 */
export function* readEvtx(source: Uint8Array | EvtxSource): Generator<EvtxRecord | EvtxFault> {
  const decoder = createEvtxDecoder();
  const read =
    source instanceof Uint8Array ? (offset: number, length: number) => source.subarray(offset, offset + length) : source.read;
  for (let offset = 0; ; ) {
    const bytes = read(offset, READ_BYTES);
    if (bytes.length === 0) break;
    offset += bytes.length;
    yield* decoder.push(bytes);
  }
  yield* decoder.end();
}
