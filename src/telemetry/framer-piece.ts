import { Gather } from "./framer-gather.ts";
import { DOCUMENT_BYTES_MAX, NEWLINE, REFUSED_BYTES_MAX } from "./framer-limits.ts";

/** The piece being cut and the lines that began since the last one, over chunks: positions are indexes into the present chunk. */
export class Piece {
  readonly #gather = new Gather(DOCUMENT_BYTES_MAX, REFUSED_BYTES_MAX);
  #chunk: Uint8Array = new Uint8Array(0);
  /** Source offset of the present chunk's first byte. */
  #base: number;
  /** Where the open piece begins in the present chunk; undefined between pieces. */
  #from: number | undefined;
  #start = 0;
  #counted = 0;
  #lineStarts = 0;
  #afterNewline: boolean;

  /** A source's first byte begins a line; wherever reading is resumed the line has begun before. */
  constructor(offset: number) {
    this.#base = offset;
    this.#afterNewline = offset === 0;
  }

  /** Takes the next chunk; `index` in what follows counts from its first byte. */
  enter(chunk: Uint8Array): void {
    this.#chunk = chunk;
    this.#counted = 0;
    if (this.#from !== undefined) this.#from = 0;
  }

  /** Ends the chunk; what an open piece has of it is kept. */
  leave(): void {
    this.#countTo(this.#chunk.length);
    if (this.#from !== undefined) this.#gather.add(this.#chunk.subarray(this.#from));
    if (this.#from !== undefined) this.#from = 0;
    this.#base += this.#chunk.length;
    this.#chunk = new Uint8Array(0);
    this.#counted = 0;
  }

  /** The offset in the source, in bytes, of a place in the chunk. */
  offsetOf(index: number): number {
    return this.#base + index;
  }

  get offset(): number {
    return this.#start;
  }

  /** Opens a piece there. */
  begin(index: number): void {
    this.#from = index;
    this.#start = this.#base + index;
  }

  /** Gives the open piece up; its lines stay counted. */
  drop(): void {
    this.#gather.take();
    this.#from = undefined;
  }

  /** Bytes of the piece before `index`. */
  lengthTo(index: number): number {
    return this.#base + index - this.#start;
  }

  /** True when the byte before `index` is a newline. */
  afterNewline(index: number): boolean {
    return index > this.#counted ? this.#chunk[index - 1] === NEWLINE : this.#afterNewline;
  }

  /** The piece up to `index`, or its first bytes when it is over the limit or `refused`. */
  take(index: number, refused: boolean): Uint8Array {
    this.#gather.add(this.#chunk.subarray(this.#from ?? index, index));
    this.#from = undefined;
    return refused ? this.#gather.takeHead() : this.#gather.take();
  }

  /** Lines that began before `index` and were not asked for yet. */
  takeLines(index: number): number {
    this.#countTo(index);
    const lines = this.#lineStarts;
    this.#lineStarts = 0;
    return lines;
  }

  #countTo(index: number): void {
    if (index <= this.#counted) return;
    if (this.#afterNewline) this.#lineStarts++;
    for (
      let at = this.#chunk.indexOf(NEWLINE, this.#counted);
      at >= 0 && at < index - 1;
      at = this.#chunk.indexOf(NEWLINE, at + 1)
    ) {
      this.#lineStarts++;
    }
    this.#afterNewline = this.#chunk[index - 1] === NEWLINE;
    this.#counted = index;
  }
}
