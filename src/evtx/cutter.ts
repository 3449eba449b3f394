import { concat } from "../lib/index.ts";
import { CHUNK_SIGNATURE } from "./chunk-header.ts";
import { readEvtxHeader } from "./file-header.ts";
import { CHUNK_BYTES, FILE_HEADER_BYTES } from "./limits.ts";
import { holds } from "./little-endian.ts";

/** The bytes of one chunk, or what stands where one should. */
export type Block = { readonly bytes: Uint8Array; readonly offset: number };

/** More bytes than a block that must be seen where no chunk begins: a signature may begin at its very end. */
const LOOK_AHEAD = CHUNK_SIGNATURE.length - 1;

/** Cuts the bytes of a file into its header and chunks, as they come. Holds back less than two chunks. */
export class ChunkCutter {
  #pieces: Uint8Array[] = [];
  #length = 0;
  /** Where what waits begins in the file. */
  #offset: number;
  #headerSeen: boolean;

  /** `offset` is where the first byte that will be pushed stands: 0, or where a chunk begins. */
  constructor(offset: number) {
    this.#offset = offset;
    this.#headerSeen = offset > 0;
  }

  /** Takes the next bytes of the file, which may be used again afterwards; gives the chunks that they complete. */
  push(bytes: Uint8Array): Block[] {
    this.#length += bytes.length;
    const isEnough = this.#length >= (this.#headerSeen ? CHUNK_BYTES : FILE_HEADER_BYTES);
    // Either copies: the caller may use its bytes again.
    if (isEnough) return this.#cut(concat(...this.#pieces, bytes), false);
    this.#pieces.push(bytes.slice());
    return [];
  }

  /** The file is over: gives what is left, a chunk that was cut off. */
  end(): Block[] {
    return this.#cut(concat(...this.#pieces), true);
  }

  #cut(bytes: Uint8Array, isOver: boolean): Block[] {
    let waiting = bytes;
    const blocks: Block[] = [];
    const take = (length: number): Block => {
      const block = { bytes: waiting.subarray(0, length), offset: this.#offset };
      waiting = waiting.subarray(length);
      this.#offset += length;
      return block;
    };
    if (!this.#headerSeen) take(headerBytes(waiting));
    this.#headerSeen = true;
    for (let length = blockBytes(waiting, isOver); length > 0; length = blockBytes(waiting, isOver)) blocks.push(take(length));
    this.#pieces = [waiting];
    this.#length = waiting.length;
    return blocks;
  }
}

/** Bytes before the first chunk. */
function headerBytes(bytes: Uint8Array): number {
  if (holds(bytes, 0, CHUNK_SIGNATURE)) return 0;
  return Math.min(readEvtxHeader(bytes)?.chunksBeginAt ?? FILE_HEADER_BYTES, bytes.length);
}

/** Bytes of the next chunk, or of what stands before the next one that begins: a file can be torn at any byte. 0: more must be seen. */
function blockBytes(bytes: Uint8Array, isOver: boolean): number {
  const isChunk = holds(bytes, 0, CHUNK_SIGNATURE);
  if (!isOver && bytes.length < CHUNK_BYTES + (isChunk ? 0 : LOOK_AHEAD)) return 0;
  const within = isChunk ? -1 : indexOfSignature(bytes.subarray(0, CHUNK_BYTES + LOOK_AHEAD));
  return within > 0 ? within : Math.min(bytes.length, CHUNK_BYTES);
}

function indexOfSignature(bytes: Uint8Array): number {
  const [first] = CHUNK_SIGNATURE;
  for (let at = bytes.indexOf(first as number); at >= 0; at = bytes.indexOf(first as number, at + 1)) {
    if (holds(bytes, at, CHUNK_SIGNATURE)) return at;
  }
  return -1;
}
