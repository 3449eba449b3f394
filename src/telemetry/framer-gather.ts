import { concat } from "../lib/index.ts";

/** Collects the parts of one piece that runs over several chunks. Above `bytesMax` it keeps the first `keptMax` bytes and only counts. */
export class Gather {
  readonly #bytesMax: number;
  readonly #keptMax: number;
  #parts: Uint8Array[] = [];
  /** All bytes of the piece, kept or not. */
  total = 0;

  constructor(bytesMax: number, keptMax: number) {
    this.#bytesMax = bytesMax;
    this.#keptMax = keptMax;
  }

  add(part: Uint8Array): void {
    if (part.length === 0) return;
    const before = this.total;
    this.total += part.length;
    if (before <= this.#bytesMax) this.#parts.push(part);
    if (this.total > this.#bytesMax && before <= this.#bytesMax) this.#parts = [this.#head()];
  }

  /** The piece, or its first bytes when it is over the limit; empties the collection. Without a copy when it is one part. */
  take(): Uint8Array {
    const bytes = this.total > this.#bytesMax ? this.#head() : this.#joined();
    this.#parts = [];
    this.total = 0;
    return bytes;
  }

  /** As take(), but never more than what is kept of a refused piece, and copied, so that nothing larger stays in memory. */
  takeHead(): Uint8Array {
    const bytes = this.#head();
    this.#parts = [];
    this.total = 0;
    return bytes;
  }

  #joined(): Uint8Array {
    return this.#parts.length === 1 ? (this.#parts[0] as Uint8Array) : concat(...this.#parts);
  }

  #head(): Uint8Array {
    return this.#joined().slice(0, this.#keptMax);
  }
}
