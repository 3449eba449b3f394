import type { ByteSource } from "../blobs.ts";

/** How much is read at once while something is walked through. */
const WINDOW_BYTES = 262_144;

/** Small reads, mostly forward, out of large ones. */
export class Window {
  readonly #source: ByteSource;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array();

  constructor(source: ByteSource) {
    this.#source = source;
  }

  get size(): number {
    return this.#source.bytes;
  }

  /** `length` bytes from `offset`; undefined when the source ends before. */
  async take(offset: number, length: number): Promise<Uint8Array | undefined> {
    if (length > WINDOW_BYTES || !Number.isSafeInteger(offset) || offset < 0 || offset + length > this.size) return undefined;
    if (offset < this.#start || offset + length > this.#start + this.#bytes.length) {
      this.#bytes = await this.#source.readAt(offset, WINDOW_BYTES);
      this.#start = offset;
    }
    const at = offset - this.#start;
    return at + length <= this.#bytes.length ? this.#bytes.subarray(at, at + length) : undefined;
  }
}

/** The bytes as numbers of either byte order. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Printable ASCII up to the first NUL. */
export function asciiOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return String.fromCharCode(...(end === -1 ? bytes : bytes.subarray(0, end)));
}

/** A number of 8 bytes; undefined beyond 2^53−1, which no file reaches. */
export function safeUint64(view: DataView, at: number, littleEndian: boolean): number | undefined {
  const value = view.getBigUint64(at, littleEndian);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : undefined;
}
