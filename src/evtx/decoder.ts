import { concat } from "../lib/index.ts";
import { readChunk, type Workshop } from "./chunk.ts";
import { CHUNK_SIGNATURE } from "./chunk-header.ts";
import { type Block, ChunkCutter } from "./cutter.ts";
import { readEvtxHeader } from "./file-header.ts";
import { CHUNK_BYTES } from "./limits.ts";
import { holds } from "./little-endian.ts";
import { Lexicon } from "./names.ts";
import type { EvtxFault, EvtxRecord } from "./record.ts";
import { TemplateStore } from "./template-store.ts";
import { Utf8Out } from "./utf8-out.ts";

/** Bytes that are asked of a source at once. */
const READ_BYTES = 65_536;

/** Bytes that can be read at any place: a file, or a part of memory. `read` may give fewer bytes than asked for, none only at the end. */
export type EvtxSource = { readonly read: (offset: number, length: number) => Uint8Array };

/** Where reading begins. */
export type DecoderOptions = {
  /** Where the first byte that will be pushed stands in the file: 0, or where a chunk begins, such as the `offset` of an EvtxChunk. */
  readonly at?: number;
  /** Only what begins here or behind is given. */
  readonly from?: number;
};

/** Takes the bytes of an .evtx file in order, as they come, and gives its records and what is damaged among them. */
export type EvtxDecoder = {
  /** Takes the next bytes, which may be used again afterwards; gives what the chunks hold that they complete. */
  readonly push: (bytes: Uint8Array) => readonly EvtxChunk[];
  /** The file is over: gives what its last bytes hold. */
  readonly end: () => readonly EvtxChunk[];
};

/** A chunk, or a stretch of the file where one should be: where it begins, and what it holds, in order. */
export type EvtxChunk = { readonly offset: number; readonly found: readonly (EvtxRecord | EvtxFault)[] };

/**
 * A decoder of one file. Bytes are untrusted: it never throws, holds less than two chunks (128 KiB) and what they hold, and does at most
 * CHUNK_WORK_MAX steps a chunk. Chunks that hold nothing, or nothing behind `from`, are passed over.
 */
export function createEvtxDecoder({ at = 0, from = 0 }: DecoderOptions = {}): EvtxDecoder {
  const cutter = new ChunkCutter(at);
  const head = new FileHead(at);
  const workshop: Workshop = { lexicon: new Lexicon(), templates: new TemplateStore(), out: new Utf8Out() };
  const read = (blocks: readonly Block[]): EvtxChunk[] => {
    const chunks: EvtxChunk[] = [];
    for (const { bytes, offset } of blocks) {
      if (offset + bytes.length <= from || head.isUnused(bytes, offset)) continue;
      chunks.push({ offset, found: readChunk(bytes, offset, workshop).filter((each) => each.offset >= from) });
    }
    return chunks;
  };
  const withHead = (faults: readonly EvtxFault[], chunks: readonly EvtxChunk[]): readonly EvtxChunk[] => {
    return faults.length === 0 || from > 0 ? chunks : [{ offset: 0, found: faults }, ...chunks];
  };
  let size = at;
  return {
    push(bytes) {
      size += bytes.length;
      return withHead(head.push(bytes), read(cutter.push(bytes)));
    },
    end() {
      const chunks = withHead(head.end(), read(cutter.end()));
      const offset = Math.max(0, size - 1);
      if (size >= head.expectedBytes || offset < from) return chunks;
      return [...chunks, { offset, found: [{ kind: "fault", offset, length: 0, bytes: new Uint8Array(0), reason: CUT_OFF }] }];
    },
  };
}

const HEAD_BYTES = 128;
const CUT_OFF = "the file is cut off: its header tells of more chunks";

/** The header of the file, of which nothing is needed to read it. */
class FileHead {
  #bytes = new Uint8Array(0);
  #isRead: boolean;
  #unusedFrom = Number.POSITIVE_INFINITY;
  /** Bytes that a log has which was closed in good order; 0 when nobody can tell. */
  expectedBytes = 0;

  constructor(at: number) {
    this.#isRead = at > 0;
  }

  push(bytes: Uint8Array): EvtxFault[] {
    if (this.#isRead) return [];
    this.#bytes = concat(this.#bytes, bytes.subarray(0, HEAD_BYTES - this.#bytes.length));
    return this.#bytes.length < HEAD_BYTES ? [] : this.end();
  }

  end(): EvtxFault[] {
    if (this.#isRead) return [];
    this.#isRead = true;
    const bytes = this.#bytes;
    const header = readEvtxHeader(bytes);
    const fault = (reason: string): EvtxFault[] => [{ kind: "fault", offset: 0, length: 0, bytes, reason }];
    if (header === undefined) return fault("no .evtx file begins here: its header is missing");
    const chunksEnd = header.chunksBeginAt + header.chunkCount * CHUNK_BYTES;
    if (header.checksumHolds && !header.isDirty) {
      this.#unusedFrom = chunksEnd;
      this.expectedBytes = chunksEnd;
    }
    return header.checksumHolds ? [] : fault("the header of the file does not match its checksum");
  }

  /** True for a block that holds nothing, or is no part of a log that was closed: Windows makes files longer, and does not clear what it took. */
  isUnused(bytes: Uint8Array, offset: number): boolean {
    if (holds(bytes, 0, CHUNK_SIGNATURE)) return false;
    return offset >= this.#unusedFrom || bytes.every((byte) => byte === 0);
  }
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
    for (const { found } of decoder.push(bytes)) yield* found;
  }
  for (const { found } of decoder.end()) yield* found;
}
