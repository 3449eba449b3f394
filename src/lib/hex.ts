import { type Checked, no, yes } from "./checked.ts";

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const NOT_LOWER_HEX = /[^0-9a-f]/;

/** Lower-case hexadecimal of `bytes`, two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  const native = (bytes as { readonly toHex?: () => string }).toHex?.();
  if (native !== undefined) return native;
  let text = "";
  for (const byte of bytes) text += DIGITS[byte];
  return text;
}

/** Bytes of lower-case hexadecimal. Input is untrusted: upper case, spaces and odd lengths are refused. */
export function parseHex(text: string): Checked<Uint8Array<ArrayBuffer>, { kind: "bad-hex" }> {
  if (text.length % 2 !== 0 || NOT_LOWER_HEX.test(text)) return no({ kind: "bad-hex" });
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index++) bytes[index] = Number.parseInt(text.slice(2 * index, 2 * index + 2), 16);
  return yes(bytes);
}
