import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  DOCUMENT_DEPTH_MAX,
  isSpace,
  NEWLINE,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
} from "./framer-limits.ts";

const BACKSLASH = 0x5c;
const COLON = 0x3a;

/**
 * Finds the end of one JSON object or array, byte by byte, over any number of chunks. It knows strings, escapes and nesting, and as
 * much of the grammar as shows that a document was cut off and another begins inside it; the rest is the reader's to judge.
 */
export class JsonScanner {
  readonly #stack = new Uint8Array(DOCUMENT_DEPTH_MAX);
  #depth = 0;
  #inString = false;
  #escaped = false;
  #previous = 0;
  /** Why this cannot be one JSON document; undefined while it can. */
  broken: string | undefined;

  /** Begins before the first bracket, or, with `open`, just after that bracket. */
  start(open?: number): void {
    this.#depth = 0;
    this.#inString = false;
    this.#escaped = false;
    this.#previous = 0;
    this.broken = undefined;
    if (open !== undefined) this.#open(open);
  }

  get closed(): boolean {
    return this.#depth === 0 && !this.#inString && this.#previous !== 0;
  }

  get inString(): boolean {
    return this.#inString;
  }

  /** Reads chunk[at, to). Gives the index after the closing bracket, or of the byte that breaks the document, or `to`. */
  scan(chunk: Uint8Array, at: number, to: number): number {
    let index = at;
    while (index < to) {
      if (this.#inString) {
        index = this.#scanString(chunk, index, to);
        if (this.broken !== undefined) return index;
        continue;
      }
      const byte = chunk[index] as number;
      if (!isSpace(byte) && !this.#step(byte)) return index;
      index++;
      if (this.#depth === 0 && !this.#inString) return index;
    }
    return index;
  }

  #scanString(chunk: Uint8Array, at: number, to: number): number {
    let index = at;
    for (; index < to; index++) {
      const byte = chunk[index];
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) {
        this.#inString = false;
        this.#previous = QUOTE;
        return index + 1;
      }
      // RFC 8259 §7: a string holds no raw newline, so the document was cut off inside it.
      if (byte === NEWLINE) {
        this.broken = "JSON string that its line does not end";
        return index;
      }
    }
    return index;
  }

  #step(byte: number): boolean {
    if (byte === QUOTE) this.#inString = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) return this.#open(byte);
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) return this.#close(byte);
    else this.#previous = byte;
    return true;
  }

  #open(byte: number): boolean {
    const previous = this.#previous;
    const inArray = this.#depth > 0 && this.#stack[this.#depth - 1] === OPEN_ARRAY;
    const fits = this.#depth === 0 || previous === COLON || (inArray && (previous === OPEN_ARRAY || previous === COMMA));
    if (!fits) this.broken = "JSON document cut off where another begins";
    else if (this.#depth === DOCUMENT_DEPTH_MAX) this.broken = `JSON nested deeper than ${DOCUMENT_DEPTH_MAX}`;
    if (this.broken !== undefined) return false;
    this.#stack[this.#depth++] = byte;
    this.#previous = byte;
    return true;
  }

  #close(byte: number): boolean {
    const open = byte === CLOSE_OBJECT ? OPEN_OBJECT : OPEN_ARRAY;
    if (this.#depth === 0 || this.#stack[this.#depth - 1] !== open) {
      this.broken = "JSON brackets that do not match";
      return false;
    }
    this.#depth--;
    this.#previous = byte;
    return true;
  }
}
