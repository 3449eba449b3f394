import { type Checked, no, yes } from "./checked.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const SHAPE = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const VALUE = new Uint8Array(128).fill(255);
for (let index = 0; index < 64; index++) VALUE[ALPHABET.charCodeAt(index)] = index;

/** Standard padded base64 (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const word = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += ALPHABET.charAt(word >> 18) + ALPHABET.charAt((word >> 12) & 63);
    text += at + 1 < bytes.length ? ALPHABET.charAt((word >> 6) & 63) : "=";
    text += at + 2 < bytes.length ? ALPHABET.charAt(word & 63) : "=";
  }
  return text;
}

/** Bytes of standard padded base64. Input is untrusted: no url alphabet, no space, no missing padding, no stray bits (RFC 4648 §3.5). */
export function parseBase64(text: string): Checked<Uint8Array<ArrayBuffer>, { kind: "bad-base64" }> {
  if (!SHAPE.test(text)) return no({ kind: "bad-base64" });
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
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

function value(text: string, index: number): number {
  const found = VALUE[text.charCodeAt(index)] ?? 255;
  return found === 255 ? 0 : found; // "=" counts as zero bits; SHAPE has refused all else
}
