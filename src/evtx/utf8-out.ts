import { Damage } from "./damage.ts";
import { JSON_BYTES_MAX } from "./limits.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const HYPHEN = 0x2d;
const HEX = "0123456789abcdef";
const LOWER = Uint8Array.from(HEX, (digit) => digit.charCodeAt(0));
const UPPER = Uint8Array.from(HEX.toUpperCase(), (digit) => digit.charCodeAt(0));
/** 1 for a byte that stands for itself inside a JSON string. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x80 && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);
/** The short escapes of JSON (RFC 8259 §7), by what they stand for. */
const SHORT: ReadonlyMap<number, number> = new Map([
  [0x08, 0x62],
  [0x09, 0x74],
  [0x0a, 0x6e],
  [0x0c, 0x66],
  [0x0d, 0x72],
  [QUOTE, QUOTE],
  [BACKSLASH, BACKSLASH],
]);
/** The longest that one UTF-16 code unit becomes: \u0000. */
const UNIT_BYTES_MAX = 6;

/** Bytes of one buffer, which the records that are kept of it keep: as much as a chunk of a text file, whose lines are views too. */
const BUFFER_BYTES = 65_536;

/** UTF-8 being written, one record behind the other into a buffer until that is full. */
export class Utf8Out {
  #bytes = new Uint8Array(BUFFER_BYTES);
  /** Where in the buffer the present record begins. */
  #start = 0;
  /** Bytes of the present record; may be set back to what it was. */
  length = 0;

  /** What was written since the last call; nobody writes to it again. */
  take(): Uint8Array {
    const end = this.#start + this.length;
    const taken = this.#bytes.subarray(this.#start, end);
    this.#start = end;
    this.length = 0;
    return taken;
  }

  /** Lets go of what was written since the last call of take. */
  drop(): void {
    this.length = 0;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#start + this.length++] = value;
  }

  /** Bytes that are UTF-8 already. */
  raw(bytes: Uint8Array): void {
    const { length } = bytes;
    this.#reserve(length);
    const to = this.#bytes;
    const at = this.#start + this.length;
    if (length > 64) to.set(bytes, at);
    else for (let index = 0; index < length; index++) to[at + index] = bytes[index] as number;
    this.length += length;
  }

  /** ASCII, as it stands. */
  ascii(text: string): void {
    this.#reserve(text.length);
    const to = this.#bytes;
    const at = this.#start + this.length;
    for (let index = 0; index < text.length; index++) to[at + index] = text.charCodeAt(index);
    this.length += text.length;
  }

  /** An unsigned 32-bit number in decimal. */
  count(value: number): void {
    let digits = 1;
    for (let limit = 10; digits < 10 && value >= limit; limit *= 10) digits++;
    this.digits(value, digits);
  }

  /** `digits` decimal digits of a whole number that has no more, with leading zeros. */
  digits(value: number, digits: number): void {
    this.#reserve(digits);
    let rest = value;
    const first = this.#start + this.length;
    for (let at = first + digits - 1; at >= first; at--) {
      const tenth = Math.floor(rest / 10);
      this.#bytes[at] = 0x30 + rest - tenth * 10;
      rest = tenth;
    }
    this.length += digits;
  }

  /** An unsigned 32-bit number in hexadecimal digits of lower case, at least `digitsMin` of them. */
  hex(value: number, digitsMin: number): void {
    this.#reserve(8);
    const digits = Math.max(digitsMin, value === 0 ? 1 : 8 - (Math.clz32(value) >>> 2));
    let at = this.#start + this.length;
    for (let shift = 4 * (digits - 1); shift >= 0; shift -= 4) this.#bytes[at++] = LOWER[(value >>> shift) & 15] as number;
    this.length += digits;
  }

  /** The bytes of `from` behind `start` in the given order, each as two hexadecimal digits of upper case; −1 is a hyphen. */
  pairs(from: Uint8Array, start: number, order: readonly number[]): void {
    this.#reserve(2 * order.length);
    const to = this.#bytes;
    let at = this.#start + this.length;
    for (const index of order) {
      if (index < 0) {
        to[at++] = HYPHEN;
        continue;
      }
      const byte = from[start + index] as number;
      to[at++] = UPPER[byte >>> 4] as number;
      to[at++] = UPPER[byte & 15] as number;
    }
    this.length = at - this.#start;
  }

  /** The inside of a JSON string: any text. */
  jsonText(text: string): void {
    this.#reserve(text.length * UNIT_BYTES_MAX);
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      const next = text.charCodeAt(index + 1);
      if (isPair(unit, next)) index++;
      this.#unit(unit, next);
    }
  }

  /** The inside of a JSON string: UTF-16LE bytes up to the first NUL. */
  jsonUtf16(from: Uint8Array, start: number, size: number): void {
    this.#reserve((size >>> 1) * UNIT_BYTES_MAX);
    const to = this.#bytes;
    let out = this.#start + this.length;
    const end = start + (size & ~1);
    for (let at = start; at < end; at += 2) {
      const low = from[at] as number;
      const high = from[at + 1] as number;
      if (high === 0 && PLAIN[low] === 1) {
        to[out++] = low;
        continue;
      }
      if (high === 0 && (low === BACKSLASH || low === QUOTE)) {
        to[out++] = BACKSLASH;
        to[out++] = low;
        continue;
      }
      const unit = low | (high << 8);
      if (unit === 0) break;
      const next = at + 3 < end ? (from[at + 2] as number) | ((from[at + 3] as number) << 8) : 0;
      if (isPair(unit, next)) at += 2;
      this.length = out - this.#start;
      this.#unit(unit, next);
      out = this.#start + this.length;
    }
    this.length = out - this.#start;
  }

  /** One UTF-16 code unit, or the pair that it begins; half of a pair becomes U+FFFD. Room for it is there. */
  #unit(unit: number, next: number): void {
    const short = SHORT.get(unit);
    if (short !== undefined) this.#push(BACKSLASH, short);
    else if (unit < 0x20) this.#push(BACKSLASH, 0x75, 0x30, 0x30, HEX.charCodeAt(unit >>> 4), HEX.charCodeAt(unit & 15));
    else if (unit < 0x80) this.#push(unit);
    else if (unit < 0x800) this.#push(0xc0 | (unit >>> 6), 0x80 | (unit & 0x3f));
    else if (isPair(unit, next)) {
      const point = 0x1_0000 + ((unit - 0xd800) << 10) + (next - 0xdc00);
      this.#push(0xf0 | (point >>> 18), 0x80 | ((point >>> 12) & 0x3f), 0x80 | ((point >>> 6) & 0x3f), 0x80 | (point & 0x3f));
    } else {
      const whole = unit >= 0xd800 && unit <= 0xdfff ? 0xfffd : unit;
      this.#push(0xe0 | (whole >>> 12), 0x80 | ((whole >>> 6) & 0x3f), 0x80 | (whole & 0x3f));
    }
  }

  #push(...bytes: readonly number[]): void {
    for (const byte of bytes) this.#bytes[this.#start + this.length++] = byte;
  }

  #reserve(room: number): void {
    if (this.#start + this.length + room <= this.#bytes.length) return;
    if (this.length > JSON_BYTES_MAX) throw new Damage(`it reads as more than ${JSON_BYTES_MAX} bytes of JSON`, 0);
    const next = new Uint8Array(Math.max(BUFFER_BYTES, 2 * (this.length + room)));
    next.set(this.#bytes.subarray(this.#start, this.#start + this.length));
    this.#bytes = next;
    this.#start = 0;
  }
}

function isPair(unit: number, next: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff && next >= 0xdc00 && next <= 0xdfff;
}
