import { uint16, uint32, uint64 } from "./little-endian.ts";
import { fileTimeText, fileTimeTextOf, padded } from "./time.ts";
import type { Span } from "./value-type.ts";
import * as type from "./value-type.ts";

const utf16 = new TextDecoder("utf-16le", { ignoreBOM: true });
// WHATWG: every byte is a character, the five that Windows-1252 leaves open are C1 controls.
const ansi = new TextDecoder("windows-1252");

/** How one type of value reads; `digits` of a time's fraction are what the caller's form has. */
type Show = (bytes: Uint8Array, at: number, size: number, digits: 6 | 7) => string;

const signed =
  (bits: 8 | 16 | 32 | 64): Show =>
  (bytes, at, size) =>
    integer(bytes, at, size, bits);
const unsigned: Show = (bytes, at, size) => wholeNumber(bytes, at, size);

const SHOWS: ReadonlyMap<number, Show> = new Map<number, Show>([
  [type.INT8, signed(8)],
  [type.UINT8, unsigned],
  [type.INT16, signed(16)],
  [type.UINT16, unsigned],
  [type.INT32, signed(32)],
  [type.UINT32, unsigned],
  [type.INT64, signed(64)],
  [type.UINT64, unsigned],
  [type.REAL32, real],
  [type.REAL64, real],
  [type.BOOL, (bytes, at, size) => `${bytes.subarray(at, at + size).some((byte) => byte !== 0)}`],
  [type.GUID, guid],
  [type.SIZE, hexNumber],
  [
    type.FILETIME,
    (bytes, at, size, digits) =>
      size === 8 ? fileTimeTextOf(uint32(bytes, at + 4), uint32(bytes, at), digits) : hexBytes(bytes, at, size),
  ],
  [type.SYSTEMTIME, systemTime],
  [type.SID, sid],
  [type.HEX32, hexNumber],
  [type.HEX64, hexNumber],
  [type.HANDLE, hexNumber],
]);

/**
 * The text of a value that is no string, as evtx_dump writes it: plain ASCII without quotes and backslashes. A value whose length is not
 * its type's, or whose type is unknown, reads as the hexadecimal digits of its bytes.
 */
export function plainValueText(bytes: Uint8Array, valueType: number, { start, size }: Span, digits: 6 | 7): string {
  const show = SHOWS.get(valueType);
  return show === undefined ? hexBytes(bytes, start, size) : show(bytes, start, size, digits);
}

/** The text of any value but embedded BinXML; strings end at their first NUL, as they do for Windows. */
export function valueText(bytes: Uint8Array, valueType: number, span: Span, digits: 6 | 7): string {
  if (valueType === type.STRING || valueType === type.XML) return stringText(bytes, span);
  if (valueType === type.ANSI) return ansiText(bytes, span);
  return valueType === type.NULL ? "" : plainValueText(bytes, valueType, span, digits);
}

/** UTF-16 text up to its first NUL; a lone surrogate reads as U+FFFD. */
export function stringText(bytes: Uint8Array, { start, size }: Span): string {
  const text = utf16.decode(bytes.subarray(start, start + (size & ~1)));
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

/** Text in the code page Windows-1252, less its NULs: the file does not say which code page the machine had. */
function ansiText(bytes: Uint8Array, { start, size }: Span): string {
  return ansi.decode(bytes.subarray(start, start + size)).replaceAll("\0", "");
}

function wholeNumber(bytes: Uint8Array, at: number, size: number): string {
  if (size === 1) return String(bytes[at]);
  if (size === 2) return String(uint16(bytes, at));
  if (size === 4) return String(uint32(bytes, at));
  if (size !== 8) return hexBytes(bytes, at, size);
  const high = uint32(bytes, at + 4);
  return high < 0x20_0000 ? String(high * 0x1_0000_0000 + uint32(bytes, at)) : String(uint64(bytes, at));
}

function integer(bytes: Uint8Array, at: number, size: number, bits: 8 | 16 | 32 | 64): string {
  if (size * 8 !== bits) return wholeNumber(bytes, at, size);
  if (bits === 64) return String(BigInt.asIntN(64, uint64(bytes, at)));
  const raw = bits === 8 ? (bytes[at] as number) : bits === 16 ? uint16(bytes, at) : uint32(bytes, at);
  return String((raw << (32 - bits)) >> (32 - bits));
}

function real(bytes: Uint8Array, at: number, size: number): string {
  if (size !== 4 && size !== 8) return hexBytes(bytes, at, size);
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, size);
  return size === 8 ? realText(view.getFloat64(0, true), 17) : realText(view.getFloat32(0, true), 9);
}

/** The shortest decimal that reads back as the same number, with ".0" for whole ones. */
function realText(value: number, digitsMax: 9 | 17): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "inf" : "-inf";
  let text = String(value);
  if (digitsMax === 9) {
    for (let digits = 1; digits <= digitsMax; digits++) {
      text = String(Number(value.toPrecision(digits)));
      if (Math.fround(Number(text)) === value) break;
    }
  }
  if (Object.is(value, -0)) return "-0.0";
  return /[.e]/.test(text) ? text : `${text}.0`;
}

const HEX = "0123456789ABCDEF";
const PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) => `${HEX[byte >>> 4]}${HEX[byte & 15]}`);

function hexBytes(bytes: Uint8Array, at: number, size: number): string {
  let text = "";
  for (let index = at; index < at + size; index++) text += PAIRS[bytes[index] as number];
  return text;
}

function hexNumber(bytes: Uint8Array, at: number, size: number): string {
  if (size === 4) return `0x${uint32(bytes, at).toString(16)}`;
  if (size !== 8) return hexBytes(bytes, at, size);
  const high = uint32(bytes, at + 4);
  const low = uint32(bytes, at).toString(16);
  return high === 0 ? `0x${low}` : `0x${high.toString(16)}${low.padStart(8, "0")}`;
}

/** The bytes of a GUID as they are written, −1 for a hyphen: Data1 to Data3 are little-endian numbers ([MS-DTYP] §2.3.4.2). */
export const GUID_ORDER: readonly number[] = [3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15];

function guid(bytes: Uint8Array, at: number, size: number): string {
  if (size !== 16) return hexBytes(bytes, at, size);
  let text = "";
  for (const index of GUID_ORDER) text += index < 0 ? "-" : PAIRS[bytes[at + index] as number];
  return text;
}

/** [MS-DTYP] §2.4.2.1: the authority is big-endian, the rest little-endian. */
function sid(bytes: Uint8Array, at: number, size: number): string {
  if (size < 8) return hexBytes(bytes, at, size);
  let authority = 0;
  for (let index = at + 2; index < at + 8; index++) authority = authority * 256 + (bytes[index] as number);
  let text = `S-${bytes[at]}-${authority}`;
  const count = Math.min(bytes[at + 1] as number, (size - 8) >>> 2);
  for (let index = 0; index < count; index++) text += `-${uint32(bytes, at + 8 + 4 * index)}`;
  return text;
}

/** SYSTEMTIME ([MS-DTYP] §2.3.13), its numbers as they stand; all zeros is the beginning of FILETIME, as evtx_dump reads it. */
function systemTime(bytes: Uint8Array, at: number, size: number, digits: 6 | 7): string {
  if (size !== 16) return hexBytes(bytes, at, size);
  const part = (index: number): number => uint16(bytes, at + 2 * index);
  const [year, month, day] = [part(0), part(1), part(3)];
  if (year === 0 && month === 0 && day === 0) return fileTimeText(0n, digits);
  const clock = `${padded(part(4), 2)}:${padded(part(5), 2)}:${padded(part(6), 2)}.${padded(part(7), 3)}`;
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}T${clock}${"0".repeat(digits - 3)}Z`;
}
