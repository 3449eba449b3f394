import { textOf } from "../lib/index.ts";

/** The text of a record's bytes, without a byte-order mark or the carriage return before a newline; undefined when it is not UTF-8. */
export function plainText(bytes: Uint8Array): string | undefined {
  const text = textOf(bytes);
  if (text === undefined) return undefined;
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const end = text.charCodeAt(text.length - 1) === 0x0d ? text.length - 1 : text.length;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}
