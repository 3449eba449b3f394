import { CLOSE_OBJECT, isMark, isSpace, LINE_BYTES_MAX, NEWLINE, OPEN_ARRAY, OPEN_OBJECT, QUOTE } from "./framer-limits.ts";
import { RecordsHead } from "./framer-records.ts";
import { JsonScanner } from "./framer-scan.ts";

type State = "start" | "brace" | "bracket" | "first" | "after";
type Answer = "line" | "document" | undefined;

/**
 * Tells from the beginning of a source how to cut it. Lines, unless it begins with a JSON document that goes on past its first
 * line, with a second document on that line, with an array of objects or with CloudTrail's head.
 */
export class ModeDetector {
  readonly #scanner = new JsonScanner();
  readonly #head = new RecordsHead();
  #state: State = "start";
  #offset = 0;
  #newlineSeen = false;

  /** Takes the next bytes; undefined while more are needed. */
  feed(chunk: Uint8Array): Answer {
    for (let at = 0; at < chunk.length; ) {
      const answer = this.#take(chunk, at);
      if (typeof answer !== "number") return answer;
      at = answer;
    }
    this.#offset += chunk.length;
    if (this.#offset <= LINE_BYTES_MAX) return undefined;
    return this.#state === "first" ? "document" : "line";
  }

  #take(chunk: Uint8Array, at: number): Exclude<Answer, undefined> | number {
    if (this.#state === "first") return this.#scanFirst(chunk, at);
    const byte = chunk[at] as number;
    if (isSpace(byte)) {
      if (byte === NEWLINE && this.#state === "after") return "line";
      if (byte === NEWLINE && this.#state !== "start") this.#newlineSeen = true;
      if (this.#state === "brace") this.#scanHead(chunk, at);
      return at + 1;
    }
    return this.#token(chunk, at);
  }

  #token(chunk: Uint8Array, at: number): Exclude<Answer, undefined> | number {
    const byte = chunk[at] as number;
    switch (this.#state) {
      case "start":
        return this.#open(chunk, at);
      case "bracket":
        return byte === OPEN_OBJECT || this.#newlineSeen ? "document" : "line";
      case "brace":
        if (byte !== QUOTE && byte !== CLOSE_OBJECT) return "line";
        if (this.#newlineSeen) return "document";
        this.#state = "first";
        return at;
      default:
        return byte === OPEN_OBJECT || byte === OPEN_ARRAY ? "document" : "line";
    }
  }

  #open(chunk: Uint8Array, at: number): "line" | number {
    const byte = chunk[at] as number;
    if (isMark(byte, this.#offset + at)) return at + 1;
    if (byte !== OPEN_OBJECT && byte !== OPEN_ARRAY) return "line";
    this.#state = byte === OPEN_OBJECT ? "brace" : "bracket";
    this.#scanner.start();
    this.#head.start();
    this.#scanHead(chunk, at);
    return at + 1;
  }

  #scanHead(chunk: Uint8Array, at: number): boolean {
    this.#scanner.scan(chunk, at, at + 1);
    return this.#head.step(chunk[at] as number);
  }

  #scanFirst(chunk: Uint8Array, at: number): "line" | "document" | number {
    if (this.#head.possible && chunk[at] !== NEWLINE) {
      if (this.#scanHead(chunk, at)) return "document";
      return this.#afterScan(at + 1);
    }
    const newline = chunk.indexOf(NEWLINE, at);
    const to = newline < 0 ? chunk.length : newline;
    const next = this.#scanner.scan(chunk, at, to);
    if (next === newline && !this.#scanner.closed) return this.#scanner.inString ? "line" : "document";
    return this.#afterScan(next);
  }

  #afterScan(next: number): "line" | number {
    if (this.#scanner.broken !== undefined) return "line";
    if (this.#scanner.closed) this.#state = "after";
    return next;
  }
}
