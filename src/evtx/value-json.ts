import { uint16, uint32 } from "./little-endian.ts";
import type { Scope } from "./tree.ts";
import type { Utf8Out } from "./utf8-out.ts";
import { plainValueText, valueText } from "./value-text.ts";
import { ANSI, BINXML, isBare, NULL, STRING, UINT8, UINT16, UINT32, XML } from "./value-type.ts";

const QUOTE = 0x22;

/** Writes the value in slot `index`, which is not empty, as JSON: whole numbers and booleans as they are, all else as a string. */
export function writeValue(out: Utf8Out, scope: Scope, index: number): void {
  const type = scope.types[index] as number;
  if (isBare(type)) return writeBare(out, scope, index);
  out.byte(QUOTE);
  writeValueText(out, scope, index);
  out.byte(QUOTE);
}

/** Writes the text of the value in slot `index` inside a JSON string; nothing for an empty one and for embedded BinXML. */
export function writeValueText(out: Utf8Out, scope: Scope, index: number): void {
  if (scope.isEmpty(index)) return;
  const type = scope.types[index] as number;
  const { bytes } = scope;
  if (type === STRING || type === XML) return out.jsonUtf16(bytes, scope.starts[index] as number, scope.sizes[index] as number);
  if (type === ANSI) return out.jsonText(valueText(bytes, type, scope.span(index), 6));
  if (type !== NULL && type !== BINXML) out.ascii(plainValueText(bytes, type, scope.span(index), 6));
}

function writeBare(out: Utf8Out, scope: Scope, index: number): void {
  const type = scope.types[index] as number;
  const size = scope.sizes[index] as number;
  const start = scope.starts[index] as number;
  if (type === UINT32 && size === 4) return out.count(uint32(scope.bytes, start));
  if (type === UINT16 && size === 2) return out.count(uint16(scope.bytes, start));
  if (type === UINT8 && size === 1) return out.count(scope.bytes[start] as number);
  const text = plainValueText(scope.bytes, type, { start, size }, 6);
  if (isNumberOrBoolean(text, size)) return out.ascii(text);
  // A value of a strange length reads as hexadecimal digits, which are no number.
  out.byte(QUOTE);
  out.ascii(text);
  out.byte(QUOTE);
}

function isNumberOrBoolean(text: string, size: number): boolean {
  return size === 1 || size === 2 || size === 4 || size === 8 || text === "true" || text === "false";
}
