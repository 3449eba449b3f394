import { Damage } from "./damage.ts";
import { uint16, uint32 } from "./little-endian.ts";

/** Goes through the bytes of a chunk up to `end`; throws Damage where more is asked for than there is. */
export class Cursor {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** The next byte without taking it; undefined at the end. */
  peek(): number | undefined {
    return this.at < this.end ? this.bytes[this.at] : undefined;
  }

  uint8(): number {
    return this.bytes[this.skip(1)] as number;
  }

  uint16(): number {
    return uint16(this.bytes, this.skip(2));
  }

  uint32(): number {
    return uint32(this.bytes, this.skip(4));
  }

  /** Passes over `length` bytes; gives where they begin. */
  skip(length: number): number {
    const at = this.at;
    if (length > this.end - at) throw new Damage("it goes on past its end", at);
    this.at = at + length;
    return at;
  }
}
