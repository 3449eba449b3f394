import { concat } from "../../lib/index.ts";

/**
 * A body that is read piece by piece. It ends where its source ends, breaks off, or goes beyond `bytesMax`: a request that was cut
 * short is told apart from a whole one by what its protocol expects, never by how it ended.
 */
export class ByteStream {
  readonly #source: AsyncIterator<Uint8Array>;
  #left: number;
  #held: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(source: AsyncIterable<Uint8Array>, bytesMax: number) {
    this.#source = source[Symbol.asyncIterator]();
    this.#left = bytesMax;
  }

  /** The next `count` bytes; undefined when the body ends before. */
  async take(count: number): Promise<Uint8Array | undefined> {
    if (this.#held.length - this.#at < count && !(await this.#fill(count))) return undefined;
    this.#at += count;
    return this.#held.subarray(this.#at - count, this.#at);
  }

  /** The next bytes as a big-endian number of `bytes`, 1, 2 or 8. */
  async number(bytes: 1 | 2 | 8): Promise<bigint | undefined> {
    const taken = await this.take(bytes);
    return taken?.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  }

  /** Tells the source that nothing more is read of it. */
  async close(): Promise<void> {
    await this.#source.return?.().catch(() => undefined); // it has broken off already, and nobody waits for it
  }

  async #fill(count: number): Promise<boolean> {
    const parts = [this.#held.subarray(this.#at)];
    for (let have = this.#held.length - this.#at; have < count; ) {
      const piece = await this.#piece();
      if (piece === undefined) return false;
      parts.push(piece);
      have += piece.length;
    }
    this.#held = concat(...parts);
    this.#at = 0;
    return true;
  }

  async #piece(): Promise<Uint8Array | undefined> {
    try {
      const next = await this.#source.next();
      if (next.done === true || next.value.length > this.#left) return undefined;
      this.#left -= next.value.length;
      return next.value;
    } catch {
      return undefined; // the connection broke, or what came is no gzip: the request ends here
    }
  }
}
