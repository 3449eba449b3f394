import { type Checked, no, yes } from "./checked.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUE = new Uint8Array(128).fill(255);
for (let index = 0; index < 64; index++) VALUE[ALPHABET.charCodeAt(index)] = index;

const CODES = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0));
const PAD = "=".charCodeAt(0);
const ascii = new TextDecoder();

/** Standard padded base64 where the host has none of its own. Written as bytes first: a string that grows letter by letter is dear to collect. */
export function toBase64Portably(bytes: Uint8Array): string {
  const text = new Uint8Array(4 * Math.ceil(bytes.length / 3));
  let end = 0;
  for (let at = 0; at < bytes.length; at += 3) {
    const word = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text[end++] = CODES[word >> 18] ?? PAD;
    text[end++] = CODES[(word >> 12) & 63] ?? PAD;
    text[end++] = at + 1 < bytes.length ? (CODES[(word >> 6) & 63] ?? PAD) : PAD;
    text[end++] = at + 2 < bytes.length ? (CODES[word & 63] ?? PAD) : PAD;
  }
  return ascii.decode(text);
}

/** As parseBase64, where the host has none of its own. */
export function parseBase64Portably(text: string): Checked<Uint8Array<ArrayBuffer>, { kind: "bad-base64" }> {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  if (text.length % 4 !== 0 || !isAlphabet(text, text.length - padding)) return no({ kind: "bad-base64" });
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let at = 0;
  let spare = 0;
  for (let index = 0; index < text.length; index += 4) {
    const word =
      (value(text, index) << 18) | (value(text, index + 1) << 12) | (value(text, index + 2) << 6) | value(text, index + 3);
    for (let shift = 16; shift >= 0; shift -= 8) {
      if (at < bytes.length) bytes[at++] = (word >> shift) & 255;
      else spare |= (word >> shift) & 255;
    }
  }
  return spare === 0 ? yes(bytes) : no({ kind: "bad-base64" });
}

/** A loop, because a repeated group of a regular expression overflows the stack on megabytes. */
function isAlphabet(text: string, length: number): boolean {
  for (let index = 0; index < length; index++) if ((VALUE[text.charCodeAt(index)] ?? 255) === 255) return false;
  return true;
}

function value(text: string, index: number): number {
  const found = VALUE[text.charCodeAt(index)] ?? 255;
  return found === 255 ? 0 : found; // "=" counts as zero bits; all else has been refused
}
