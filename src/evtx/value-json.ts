import { uint16, uint32 } from "./little-endian.ts";
import { fileTimeParts } from "./time.ts";
import type { Scope } from "./tree.ts";
import type { Utf8Out } from "./utf8-out.ts";
import { GUID_ORDER, plainValueText, valueText } from "./value-text.ts";
import {
  ANSI,
  BINXML,
  FILETIME,
  GUID,
  HANDLE,
  HEX32,
  HEX64,
  isBare,
  NULL,
  SIZE,
  STRING,
  UINT8,
  UINT16,
  UINT32,
  XML,
} from "./value-type.ts";

const QUOTE = 0x22;
const LETTER_Z = 0x5a;

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
  if (type === NULL || type === BINXML) return;
  if (!writePlain(out, scope, index)) out.ascii(plainValueText(bytes, type, scope.span(index), 6));
}

/** Writes the types that most records hold as plainValueText reads them, but without a string between; false for any other value. */
function writePlain(out: Utf8Out, { bytes, types, starts, sizes }: Scope, index: number): boolean {
  const type = types[index] as number;
  const start = starts[index] as number;
  const size = sizes[index] as number;
  if (type === GUID && size === 16) out.pairs(bytes, start, GUID_ORDER);
  else if (type === FILETIME && size === 8) writeFileTime(out, uint32(bytes, start + 4), uint32(bytes, start));
  else if (isHexNumber(type) && size === 8) writeHex(out, uint32(bytes, start + 4), uint32(bytes, start));
  else if (isHexNumber(type) && size === 4) writeHex(out, 0, uint32(bytes, start));
  else return false;
  return true;
}

function isHexNumber(type: number): boolean {
  return type === HEX64 || type === HEX32 || type === SIZE || type === HANDLE;
}

function writeHex(out: Utf8Out, high: number, low: number): void {
  out.ascii("0x");
  if (high > 0) out.hex(high, 1);
  out.hex(low, high > 0 ? 8 : 1);
}

function writeFileTime(out: Utf8Out, high: number, low: number): void {
  const { second, fraction } = fileTimeParts(high, low);
  out.ascii(second);
  out.digits(Math.floor(fraction / 10), 6);
  out.byte(LETTER_Z);
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
