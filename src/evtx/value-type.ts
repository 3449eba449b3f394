// The types of values (libevtx EVTX §5.3; [MS-EVEN6] §2.2.18).
export const NULL = 0x00;
export const STRING = 0x01;
export const ANSI = 0x02;
export const INT8 = 0x03;
export const UINT8 = 0x04;
export const INT16 = 0x05;
export const UINT16 = 0x06;
export const INT32 = 0x07;
export const UINT32 = 0x08;
export const INT64 = 0x09;
export const UINT64 = 0x0a;
export const REAL32 = 0x0b;
export const REAL64 = 0x0c;
export const BOOL = 0x0d;
export const GUID = 0x0f;
export const SIZE = 0x10;
export const FILETIME = 0x11;
export const SYSTEMTIME = 0x12;
export const SID = 0x13;
export const HEX32 = 0x14;
export const HEX64 = 0x15;
export const HANDLE = 0x20;
export const BINXML = 0x21;
export const XML = 0x23;
/** Set in the type of an array. */
export const ARRAY = 0x80;

const FIXED: ReadonlyMap<number, number> = new Map([
  [INT8, 1],
  [UINT8, 1],
  [INT16, 2],
  [UINT16, 2],
  [INT32, 4],
  [UINT32, 4],
  [INT64, 8],
  [UINT64, 8],
  [REAL32, 4],
  [REAL64, 8],
  [BOOL, 4],
  [GUID, 16],
  [FILETIME, 8],
  [SYSTEMTIME, 16],
  [HEX32, 4],
  [HEX64, 8],
]);

/** Bytes of a value of this type; undefined when each value has a length of its own. */
export function fixedBytes(type: number): number | undefined {
  return FIXED.get(type);
}

/** True for what JSON writes without quotes: whole numbers and booleans. */
export function isBare(type: number): boolean {
  return type >= INT8 && type <= BOOL && type !== REAL32 && type !== REAL64;
}

/** Where one value stands in its chunk. */
export type Span = { readonly start: number; readonly size: number };

/** The members of an array value (libevtx EVTX §5.3): strings end at a NUL, SIDs say their length, all others have one length. */
export function arrayItems(bytes: Uint8Array, type: number, { start, size }: Span): Span[] {
  const item = type & ~ARRAY;
  if (item === STRING) return terminated(bytes, { start, size: size & ~1 }, 2);
  if (item === ANSI) return terminated(bytes, { start, size }, 1);
  if (item === SID) return sids(bytes, { start, size });
  const each = item === SIZE ? (size % 8 === 0 ? 8 : 4) : (fixedBytes(item) ?? 0);
  if (each === 0 || size % each !== 0) return [{ start, size }];
  return Array.from({ length: size / each }, (_, index) => ({ start: start + index * each, size: each }));
}

function terminated(bytes: Uint8Array, { start, size }: Span, unit: 1 | 2): Span[] {
  const items: Span[] = [];
  let from = start;
  for (let at = start; at < start + size; at += unit) {
    if (bytes[at] !== 0 || (unit === 2 && bytes[at + 1] !== 0)) continue;
    items.push({ start: from, size: at - from });
    from = at + unit;
  }
  if (from < start + size) items.push({ start: from, size: start + size - from });
  return items;
}

function sids(bytes: Uint8Array, { start, size }: Span): Span[] {
  const items: Span[] = [];
  const end = start + size;
  for (let at = start; at < end; ) {
    const length = Math.min(8 + 4 * ((bytes[at + 1] as number) | 0), end - at);
    items.push({ start: at, size: length });
    at += length;
  }
  return items;
}
