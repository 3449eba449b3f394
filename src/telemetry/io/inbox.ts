import type { Frame } from "../frame.ts";

/** Messages that wait to be asked for; a full inbox takes no more. */
export const SYSLOG_QUEUE_MAX = 10_000;
const SYSLOG_QUEUE_BYTES_MAX = 16_777_216;
const BATCH_FRAMES_MAX = 1_000;

type Message = { readonly frame: Frame; readonly readAtMs: number };

/** A bounded queue between a socket that calls us and a reader that asks us. */
export class Inbox {
  #messages: Message[] = [];
  #bytes = 0;
  #dropped = 0;
  #filled = Promise.withResolvers<void>();
  /** Called when a full inbox has room again. */
  onRoom: (() => void) | undefined;

  get full(): boolean {
    return this.#messages.length >= SYSLOG_QUEUE_MAX || this.#bytes >= SYSLOG_QUEUE_BYTES_MAX;
  }

  get empty(): boolean {
    return this.#messages.length === 0;
  }

  /** Adds a message, full or not: its caller looks at `full` first. `readAtMs` in ms since 1970. */
  put(frame: Frame, readAtMs: number): void {
    this.#messages.push({ frame, readAtMs });
    this.#bytes += frame.bytes.length;
    this.#filled.resolve();
  }

  /** Notes a message that was lost because there was no room. */
  countDropped(): void {
    this.#dropped++;
  }

  /** Resolves when there is a message. */
  filled(): Promise<void> {
    return this.#filled.promise;
  }

  /** The oldest messages, read at the time of the first of them, and how many were dropped since the last call. */
  take(): { readonly frames: Frame[]; readonly readAtMs: number | undefined; readonly dropped: number } {
    const taken = this.#messages.slice(0, BATCH_FRAMES_MAX);
    this.#messages = this.#messages.slice(BATCH_FRAMES_MAX);
    for (const { frame } of taken) this.#bytes -= frame.bytes.length;
    if (this.empty) this.#filled = Promise.withResolvers();
    const dropped = this.#dropped;
    this.#dropped = 0;
    if (!this.full) this.onRoom?.();
    return { frames: taken.map(({ frame }) => frame), readAtMs: taken[0]?.readAtMs, dropped };
  }
}
