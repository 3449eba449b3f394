import { Gather } from "./framer-gather.ts";
import { REFUSED_BYTES_MAX } from "./framer-limits.ts";

/** A syslog message longer than this is refused; its first bytes are kept. RFC 5425 §4.3.1 asks for 2,048 at least. */
export const SYSLOG_MESSAGE_BYTES_MAX = 65_536;
const COUNT_DIGITS_MAX = 9;
const NEWLINE = 0x0a;
const SPACE = 0x20;

export type SyslogMessage = { readonly bytes: Uint8Array; readonly refused?: string };

/**
 * Cuts one TCP connection into messages (RFC 6587): `LEN SP message` where a message begins with a digit from 1 to 9 (§3.4.1), else
 * up to the next LF (§3.4.2). Input is untrusted: a count of more than nine digits, or not followed by a space, is taken as text.
 */
export class SyslogFramer {
  readonly #gather = new Gather(SYSLOG_MESSAGE_BYTES_MAX, REFUSED_BYTES_MAX);
  #state: "start" | "count" | "counted" | "line" = "start";
  #count = 0;
  #digits: number[] = [];

  push(chunk: Uint8Array): SyslogMessage[] {
    const messages: SyslogMessage[] = [];
    for (let at = 0; at < chunk.length; ) at = this.#step(chunk, at, messages);
    return messages;
  }

  /** The connection is over: a message without its end is delivered as far as it came. */
  end(): SyslogMessage[] {
    if (this.#state === "count") this.#asLine();
    const messages: SyslogMessage[] = [];
    if (this.#gather.total > 0)
      this.#finish(messages, this.#state === "counted" ? "connection ended inside the message" : undefined);
    return messages;
  }

  #step(chunk: Uint8Array, at: number, messages: SyslogMessage[]): number {
    const byte = chunk[at] as number;
    if (this.#state === "counted") return this.#takeCounted(chunk, at, messages);
    if (this.#state === "line") return this.#takeLine(chunk, at, messages);
    const isDigit = byte >= 0x30 && byte <= 0x39;
    if (this.#state === "start") {
      if (byte === NEWLINE) return at + 1;
      this.#state = isDigit && byte !== 0x30 ? "count" : "line";
      return at;
    }
    if (isDigit && this.#digits.length < COUNT_DIGITS_MAX) {
      this.#digits.push(byte);
      return at + 1;
    }
    if (byte !== SPACE) {
      this.#asLine();
      return at;
    }
    this.#count = Number(String.fromCharCode(...this.#digits));
    this.#digits = [];
    this.#state = "counted";
    return at + 1;
  }

  #asLine(): void {
    this.#keep(Uint8Array.from(this.#digits));
    this.#digits = [];
    this.#state = "line";
  }

  #takeCounted(chunk: Uint8Array, at: number, messages: SyslogMessage[]): number {
    const to = Math.min(chunk.length, at + this.#count - this.#gather.total);
    this.#keep(chunk.subarray(at, to));
    if (this.#gather.total === this.#count) this.#finish(messages);
    return to;
  }

  #takeLine(chunk: Uint8Array, at: number, messages: SyslogMessage[]): number {
    const newline = chunk.indexOf(NEWLINE, at);
    this.#keep(chunk.subarray(at, newline < 0 ? chunk.length : newline));
    if (newline < 0) return chunk.length;
    this.#finish(messages);
    return newline + 1;
  }

  #keep(part: Uint8Array): void {
    this.#gather.add(part);
  }

  #finish(messages: SyslogMessage[], cut?: string): void {
    const total = this.#gather.total;
    const bytes = withoutLineEnd(this.#gather.take());
    this.#state = "start";
    const refused = total > SYSLOG_MESSAGE_BYTES_MAX ? `message longer than ${SYSLOG_MESSAGE_BYTES_MAX} bytes` : cut;
    if (bytes.length > 0) messages.push(refused === undefined ? { bytes } : { bytes, refused });
  }
}

/** The message without a line end at its end. */
export function withoutLineEnd(bytes: Uint8Array): Uint8Array {
  let to = bytes.length;
  if (bytes[to - 1] === NEWLINE) to--;
  if (bytes[to - 1] === 0x0d) to--;
  return bytes.subarray(0, to);
}
