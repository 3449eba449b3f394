import type { FrameMode } from "./frame.ts";
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  DOCUMENT_BYTES_MAX,
  isMark,
  isSpace,
  LINE_BYTES_MAX,
  NEWLINE,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  RETURN,
} from "./framer-limits.ts";
import { type Cutter, FrameOutput } from "./framer-output.ts";
import { Piece } from "./framer-piece.ts";
import { RecordsHead } from "./framer-records.ts";
import { JsonScanner } from "./framer-scan.ts";

type State = "top" | "opening" | "value" | "line" | "between" | "scalar" | "closed" | "skip";

const BACKSLASH = 0x5c;
const TOO_LONG = `JSON document longer than ${DOCUMENT_BYTES_MAX} bytes`;
const NEVER_ENDS = "JSON document that never ends";
const BESIDE = "JSON beside the array of records";

/**
 * Cuts concatenated or pretty-printed JSON documents, and the members of top-level arrays and of CloudTrail's "Records". Text
 * between documents becomes a frame for each line. After a document that cannot end, reading goes on at the next line that begins
 * with a bracket. A frame always ends inside its last line, so that lines are counted alike after a resume.
 */
export class DocumentCutter implements Cutter {
  readonly output = new FrameOutput();
  readonly #piece: Piece;
  readonly #scanner = new JsonScanner();
  readonly #head = new RecordsHead();
  #state: State;
  #inArray = false;
  #quoted = false;
  #escaped = false;
  #refusal: string | undefined;

  constructor(offset: number, mode: FrameMode) {
    this.#piece = new Piece(offset);
    this.#state = mode === "array" && offset > 0 ? "between" : "top";
  }

  push(chunk: Uint8Array): void {
    this.#piece.enter(chunk);
    for (let at = 0; at < chunk.length; ) at = this.#step(chunk, at);
    this.#piece.leave();
  }

  end(): void {
    const mode = this.#state === "between" || this.#state === "scalar" ? "array" : "document";
    // A last newline stays unread, so that a resume begins inside a line here too.
    const unread = this.#piece.offsetOf(0) > 0 && this.#piece.afterNewline(0) ? 1 : 0;
    if (this.#state === "line") this.#finishLine(0);
    else if (this.#state === "scalar") this.#emit(0, "array");
    else if (this.#state === "value" || this.#state === "opening" || this.#state === "skip") {
      this.#refusal ??= NEVER_ENDS;
      this.#emit(0, "document", unread);
    }
    this.output.close(this.#piece.takeLines(0), this.#piece.offsetOf(0) - unread, mode);
  }

  #step(chunk: Uint8Array, at: number): number {
    switch (this.#state) {
      case "value":
        return this.#scanValue(chunk, at);
      case "line":
        return this.#scanLine(chunk, at);
      case "scalar":
        return this.#scanScalar(chunk, at);
      case "skip":
        return this.#resync(chunk, at);
      default:
        return this.#structure(chunk[at] as number, at);
    }
  }

  /** One byte between pieces: white space, or what opens, separates and closes them. */
  #structure(byte: number, at: number): number {
    if (isSpace(byte)) return at + 1;
    switch (this.#state) {
      case "top":
        return isMark(byte, this.#piece.offsetOf(at)) ? at + 1 : this.#openTop(byte, at);
      case "opening":
        return this.#openArray(byte, at);
      case "between":
        return this.#openMember(byte, at);
      default:
        return this.#afterArray(byte, at);
    }
  }

  #openTop(byte: number, at: number): number {
    this.#piece.begin(at);
    this.#inArray = false;
    if (byte === OPEN_ARRAY) {
      this.#state = "opening";
      return at + 1;
    }
    this.#state = byte === OPEN_OBJECT ? "value" : "line";
    this.#scanner.start();
    this.#head.start();
    return at;
  }

  /** An array of objects is cut into its members; any other is one document. */
  #openArray(byte: number, at: number): number {
    if (byte === OPEN_OBJECT) {
      this.#piece.drop();
      this.#state = "between";
      return at;
    }
    this.#scanner.start(OPEN_ARRAY);
    this.#head.stop();
    this.#state = "value";
    return at;
  }

  #openMember(byte: number, at: number): number {
    if (byte === COMMA) return at + 1;
    if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
      this.#state = byte === CLOSE_ARRAY ? "closed" : "top";
      return at + 1;
    }
    this.#piece.begin(at);
    this.#inArray = true;
    this.#quoted = false;
    this.#state = byte === OPEN_OBJECT || byte === OPEN_ARRAY ? "value" : "scalar";
    this.#scanner.start();
    this.#head.stop();
    return at;
  }

  #afterArray(byte: number, at: number): number {
    if (byte !== COMMA) {
      this.#state = "top";
      return byte === CLOSE_OBJECT ? at + 1 : at;
    }
    this.#piece.begin(at);
    this.#inArray = false;
    this.#refusal = BESIDE;
    this.#scanner.start(OPEN_OBJECT);
    this.#head.stop();
    this.#state = "value";
    return at;
  }

  #scanValue(chunk: Uint8Array, at: number): number {
    const room = this.#inArray ? chunk.length : DOCUMENT_BYTES_MAX - this.#piece.lengthTo(at);
    const watching = this.#head.possible;
    const next = this.#scanner.scan(chunk, at, watching ? at + 1 : Math.min(chunk.length, at + room));
    if (this.#scanner.broken !== undefined) return this.#skip(this.#scanner.broken, next);
    if (watching && this.#head.step(chunk[at] as number)) {
      this.#piece.drop();
      this.#state = "between";
      return next;
    }
    const length = this.#piece.lengthTo(next);
    if (this.#scanner.closed) this.#finishValue(next, length);
    else if (!this.#inArray && length >= DOCUMENT_BYTES_MAX) return this.#skip(TOO_LONG, next);
    return next;
  }

  #finishValue(index: number, length: number): void {
    if (length > DOCUMENT_BYTES_MAX) this.#refusal = TOO_LONG;
    this.#state = this.#inArray ? "between" : "top";
    this.#emit(index, this.#inArray ? "array" : "document");
  }

  #scanLine(chunk: Uint8Array, at: number): number {
    const newline = chunk.indexOf(NEWLINE, at);
    if (newline < 0) return chunk.length;
    this.#finishLine(newline);
    return newline;
  }

  #finishLine(index: number): void {
    if (this.#piece.lengthTo(index) > LINE_BYTES_MAX) this.#refusal = `line longer than ${LINE_BYTES_MAX} bytes`;
    this.#state = "top";
    this.#emit(index, "document");
  }

  #scanScalar(chunk: Uint8Array, at: number): number {
    for (let index = at; index < chunk.length; index++) {
      const byte = chunk[index] as number;
      if (this.#escaped) this.#escaped = false;
      else if (this.#quoted && byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#quoted = !this.#quoted;
      else if (byte === NEWLINE || (!this.#quoted && endsScalar(byte))) {
        this.#finishValue(index, this.#piece.lengthTo(index));
        return index;
      }
    }
    return chunk.length;
  }

  #skip(reason: string, at: number): number {
    this.#refusal = reason;
    this.#state = "skip";
    return at;
  }

  #resync(chunk: Uint8Array, at: number): number {
    for (let index = at; index < chunk.length; ) {
      const byte = chunk[index];
      if ((byte === OPEN_OBJECT || byte === OPEN_ARRAY) && this.#piece.afterNewline(index)) {
        this.#state = "top";
        this.#emit(index, "document", 1);
        return index;
      }
      const newline = chunk.indexOf(NEWLINE, index);
      if (newline < 0) break;
      index = newline + 1;
    }
    return chunk.length;
  }

  /** Lets the piece before `index` go, less `newlineBytes` at its end. */
  #emit(index: number, mode: FrameMode, newlineBytes = 0): void {
    const refused = this.#refusal;
    const offset = this.#piece.offset;
    const length = this.#piece.lengthTo(index) - newlineBytes;
    const piece = this.#piece.take(index, refused !== undefined);
    const bytes = withoutReturn(piece.subarray(0, Math.min(length, piece.length)));
    const lines = Math.max(1, this.#piece.takeLines(index));
    const end = { offset: this.#piece.offsetOf(index) - newlineBytes, mode };
    this.#refusal = undefined;
    this.output.emit(refused === undefined ? { bytes, offset, lines, end } : { bytes, offset, lines, end, refused });
  }
}

function endsScalar(byte: number): boolean {
  return byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT || isSpace(byte);
}

function withoutReturn(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === RETURN ? bytes.subarray(0, -1) : bytes;
}
