import { toBase64, utf8 } from "../../lib/index.ts";

export type Utf16 = "utf16le" | "utf16be" | "utf16";

/** The bytes of `text` in UTF-16; `utf16` is little-endian after a byte order mark (Sigma modifiers appendix 2.1, "Encoding"). */
export function utf16(text: string, form: Utf16): Uint8Array<ArrayBuffer> {
  const marked = form === "utf16" ? `\uFEFF${text}` : text;
  const bytes = new Uint8Array(marked.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < marked.length; index++) view.setUint16(2 * index, marked.charCodeAt(index), form !== "utf16be");
  return bytes;
}

/** The part of base64 that stays the same when `bytes` stand 0, 1 or 2 bytes into a group of three, whatever stands around them. */
export function base64Offsets(bytes: Uint8Array): [string, string, string] {
  return [offsetForm(bytes, 0), offsetForm(bytes, 1), offsetForm(bytes, 2)];
}

const HEAD_DIGITS = [0, 2, 3] as const;
const TAIL_DIGITS = [0, 3, 2] as const;

function offsetForm(bytes: Uint8Array, shift: 0 | 1 | 2): string {
  const shifted = new Uint8Array(shift + bytes.length);
  shifted.set(bytes, shift);
  const text = toBase64(shifted);
  // Digits that also hold bits of the neighbours are cut, padding with them.
  return text.slice(HEAD_DIGITS[shift], text.length - (TAIL_DIGITS[shifted.length % 3] ?? 0));
}

/** Text whose UTF-16 units are the bytes: how encoded bytes that were not put into base64 are looked for. */
export function unitsOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

export { toBase64, utf8 };
