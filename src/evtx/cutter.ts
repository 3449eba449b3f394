import { concat } from "../lib/index.ts";
import { CHUNK_SIGNATURE } from "./chunk-header.ts";
import { readEvtxHeader } from "./file-header.ts";
import { CHUNK_BYTES, FILE_HEADER_BYTES } from "./limits.ts";
import { holds } from "./little-endian.ts";

/** The bytes of one chunk, or what stands where one should. */
export type Block = { readonly bytes: Uint8Array; readonly offset: number };

/** Cuts the bytes of a file into its header and chunks, as they come. Holds back less than two chunks. */
export class ChunkCutter {
  #waiting = new Uint8Array(0);
  /** Where `#waiting` begins in the file. */
  #offset = 0;
  #headerSeen = false;

  /** Takes the next bytes of the file, which may be used again afterwards; gives the chunks that they complete. */
  push(bytes: Uint8Array): Block[] {
    this.#waiting = concat(this.#waiting, bytes);
    return [...this.#cut(false)];
  }

  /** The file is over: gives what is left, a chunk that was cut off. */
  end(): Block[] {
    return [...this.#cut(true)];
  }

  *#cut(isOver: boolean): Generator<Block> {
    if (!this.#headerSeen) {
      if (this.#waiting.length < FILE_HEADER_BYTES && !isOver) return;
      const header = readEvtxHeader(this.#waiting);
      this.#headerSeen = true;
      const begin = holds(this.#waiting, 0, CHUNK_SIGNATURE) ? 0 : (header?.chunksBeginAt ?? FILE_HEADER_BYTES);
      this.#take(Math.min(begin, this.#waiting.length));
    }
    while (this.#waiting.length >= CHUNK_BYTES || (isOver && this.#waiting.length > 0)) yield this.#block();
  }

  /** The next 64 KiB, or what stands before the chunk that begins within them: a file can be torn at any byte. */
  #block(): Block {
    const { length } = this.#waiting;
    const isChunk = holds(this.#waiting, 0, CHUNK_SIGNATURE);
    const within = isChunk ? -1 : indexOfSignature(this.#waiting.subarray(0, CHUNK_BYTES));
    return this.#take(within > 0 ? within : Math.min(length, CHUNK_BYTES));
  }

  #take(length: number): Block {
    const block = { bytes: this.#waiting.subarray(0, length), offset: this.#offset };
    this.#waiting = this.#waiting.subarray(length);
    this.#offset += length;
    return block;
  }
}

function indexOfSignature(bytes: Uint8Array): number {
  const [first] = CHUNK_SIGNATURE;
  for (let at = bytes.indexOf(first as number); at >= 0; at = bytes.indexOf(first as number, at + 1)) {
    if (holds(bytes, at, CHUNK_SIGNATURE)) return at;
  }
  return -1;
}
