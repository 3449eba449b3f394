import { isSpace } from "./framer-limits.ts";

const HEAD = Uint8Array.from('{"Records":[', (letter) => letter.charCodeAt(0));
const NAME_FROM = 1;
const NAME_TO = 9;

/** Recognises the start of a CloudTrail log file, `{"Records":[`, with white space between its tokens, one byte at a time. */
export class RecordsHead {
  #at = -1;

  start(): void {
    this.#at = 0;
  }

  /** Gives up: what follows is no log file's head. */
  stop(): void {
    this.#at = -1;
  }

  /** True while the bytes since start() may still become the head, or are it. */
  get possible(): boolean {
    return this.#at >= 0;
  }

  /** Takes the next byte; true when it completes the head. */
  step(byte: number): boolean {
    if (this.#at < 0) return false;
    const insideName = this.#at > NAME_FROM && this.#at <= NAME_TO;
    if (this.#at > 0 && !insideName && isSpace(byte)) return false;
    this.#at = byte === HEAD[this.#at] ? this.#at + 1 : -1;
    return this.#at === HEAD.length;
  }
}
