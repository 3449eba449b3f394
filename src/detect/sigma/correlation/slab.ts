const CHUNK_BYTES = 1 << 20;

type Chunk = { readonly bytes: Uint8Array; used: number; live: number };

/**
 * Small pieces of bytes outside the heap, in chunks of a megabyte. A piece's place is a number; a chunk is given back when none of its pieces
 * lives, and `isSparse` says when it is time to move the rest together.
 */
export class Slab {
  readonly #chunks: (Chunk | undefined)[] = [];
  #current = -1;
  #held = 0;
  #live = 0;

  /** Keeps a copy of the bytes; gives its place. */
  add(bytes: Uint8Array): number {
    const current = this.#chunks[this.#current];
    const chunk =
      current !== undefined && current.used + bytes.length <= current.bytes.length ? current : this.#open(bytes.length);
    const at = chunk.used;
    chunk.bytes.set(bytes, at);
    chunk.used += bytes.length;
    chunk.live += bytes.length;
    this.#live += bytes.length;
    return this.#current * CHUNK_BYTES + at;
  }

  read(place: number, size: number): Uint8Array {
    const chunk = this.#chunks[Math.floor(place / CHUNK_BYTES)];
    return chunk === undefined ? new Uint8Array(0) : chunk.bytes.slice(place % CHUNK_BYTES, (place % CHUNK_BYTES) + size);
  }

  remove(place: number, size: number): void {
    const number = Math.floor(place / CHUNK_BYTES);
    const chunk = this.#chunks[number];
    if (chunk === undefined) return;
    chunk.live -= size;
    this.#live -= size;
    if (chunk.live > 0 || number === this.#current) return;
    this.#held -= chunk.bytes.length;
    this.#chunks[number] = undefined;
  }

  /** True when more than half of what is held is dead. */
  get isSparse(): boolean {
    return this.#held > 8 * CHUNK_BYTES && this.#held > 2 * this.#live;
  }

  #open(size: number): Chunk {
    const chunk = { bytes: new Uint8Array(Math.max(CHUNK_BYTES, size)), used: 0, live: 0 };
    this.#held += chunk.bytes.length;
    this.#current = this.#chunks.push(chunk) - 1;
    return chunk;
  }
}
