import { parseUint64, textOf } from "../lib/index.ts";

/** A decimal size and a newline, and nothing else; undefined for other bytes. Input is untrusted. */
export function readSize(body: Uint8Array): bigint | undefined {
  // 20 digits and a newline.
  const text = body.length <= 21 ? textOf(body) : undefined;
  if (text === undefined || !text.endsWith("\n")) return undefined;
  const size = parseUint64(text.slice(0, -1));
  return size.ok ? size.value : undefined;
}

/** The media type of a Content-Type header in lower case, without parameters. */
export function mediaType(type: string): string {
  return (type.split(";")[0] ?? "").trim().toLowerCase();
}

const SENTENCE_BYTES_MAX = 200;
const NOT_SHOWN = /[^\x20-\x7e]+/g;

/** The beginning of what a stranger wrote, as one line of printable ASCII: it goes to terminals and statements. */
export function sentence(body: Uint8Array): string {
  const text = String.fromCharCode(...body.subarray(0, SENTENCE_BYTES_MAX));
  return text.replace(NOT_SHOWN, " ").trim();
}
