const encoder = new TextEncoder();
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** UTF-8 bytes of `text`. Lone surrogates become U+FFFD, so refuse them before (see json.ts). */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** The text of well-formed UTF-8, byte-order mark kept; undefined when the bytes are not UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return undefined; // the decoder's only failure is malformed UTF-8: that is the answer
  }
}

const NEWLINE = 0x0a;

/**
 * The lines of UTF-8 text in which each ends with a newline, without them; none for no bytes. Undefined when the bytes are anything
 * else, or more than `linesMax` lines: they are counted before a list of them is made.
 */
export function wholeLines(bytes: Uint8Array, linesMax: number = Number.POSITIVE_INFINITY): readonly string[] | undefined {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) if (++count > linesMax) return undefined;
  const lines = textOf(bytes)?.split("\n");
  return lines?.pop() === "" ? lines : undefined;
}

/** All parts, one after the other, in a new array. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** True when both hold the same bytes. Not constant-time: never use it on secrets. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false;
  return true;
}

/** Big-endian unsigned 64-bit (RFC 8446 §3.3 uint64). `value` is 0 … 2^64−1. */
export function uint64(value: bigint): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}
