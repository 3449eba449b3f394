// AssemblyScript. The text that raw JSON stands for, as bytes; characters beyond ASCII become bytes that no text of a rule contains.

import { reserve } from "./memory";

const BACKSLASH: u32 = 0x5c;
const BEYOND: u8 = 0x80;
const LETTER_U: u32 = 0x75;
/** What folds to k and s, and the dashes that windash knows beside ASCII's. */
const KELVIN: u32 = 0x212a;
const LONG_S: u32 = 0x017f;
const DASH_FIRST: u32 = 0x2013;
const DASH_LAST: u32 = 0x2015;

/** What else is in a text: characters beyond ASCII; among them one of the dashes U+2013 to U+2015. */
export const HAS_BEYOND: u32 = 1;
export const HAS_DASH: u32 = 2;

let room: u32 = 0;
let roomBytes: u32 = 0;

/** Where the text that was read last stands: in place when it has no escapes. */
export let textAt: u32 = 0;
export let textEnd: u32 = 0;
/** HAS_BEYOND and HAS_DASH, as bits, of it. */
export let textHas: u32 = 0;

/** Makes room for texts of up to so many bytes; false when there is none. */
export function beginText(bytesMax: u32): bool {
  room = reserve(bytesMax + 64);
  roomBytes = bytesMax;
  return room != 0;
}

/** Reads what stands between the quotes, which the walk over the line has checked; false when it holds a character that folds to one of ASCII. */
export function readText(from: u32, end: u32): bool {
  const slashes = i8x16.splat(<i8>BACKSLASH);
  let at = from;
  let to: u32 = 0; // 0: nothing was copied yet
  textAt = from;
  textEnd = end;
  textHas = 0;
  while (at < end) {
    const bytes = v128.load(at);
    const within: u32 = end - at < 16 ? (1 << (end - at)) - 1 : 0xffff;
    const found = <u32>i8x16.bitmask(v128.or(bytes, i8x16.eq(bytes, slashes))) & within;
    if (to != 0) v128.store(to, bytes);
    if (found == 0) {
      at += 16;
      if (to != 0) to += 16;
      continue;
    }
    if (to == 0) {
      if (end - from > roomBytes) return false;
      memory.copy(room, from, at - from + 16);
      to = room + (at - from);
      textAt = room;
    }
    const before = <u32>ctz(found);
    at += before;
    to += before;
    if (<u32>load<u8>(at) == BACKSLASH) {
      const letter = <u32>load<u8>(at, 1);
      if (letter == LETTER_U) {
        const code = codeAt(at + 2);
        if (code == KELVIN || code == LONG_S) return false;
        store<u8>(to++, code < 0x80 ? <u8>code : beyondCode(code));
        at += 6;
      } else {
        store<u8>(to++, <u8>unescaped(letter));
        at += 2;
      }
    } else {
      const length = beyond(at);
      if (length == 0) return false;
      store<u8>(to++, BEYOND);
      at += length;
    }
  }
  if (to != 0) textEnd = to - (at - end);
  return true;
}

/** The bytes of the character beyond ASCII at `at`, in well-formed UTF-8; 0 for U+212A and U+017F, which fold to k and s. */
function beyond(at: u32): u32 {
  textHas |= HAS_BEYOND;
  const first = <u32>load<u8>(at);
  const second = <u32>load<u8>(at, 1);
  if (first < 0xe0) return first == 0xc5 && second == 0xbf ? 0 : 2;
  if (first >= 0xf0) return 4;
  const third = <u32>load<u8>(at, 2);
  if (first == 0xe2 && second == 0x84 && third == 0xaa) return 0;
  if (first == 0xe2 && second == 0x80 && third >= 0x93 && third <= 0x95) textHas |= HAS_DASH;
  return 3;
}

/** The unit that four hexadecimal digits write. */
function codeAt(at: u32): u32 {
  let code: u32 = 0;
  for (let digit: u32 = 0; digit < 4; digit++) {
    const byte = <u32>load<u8>(at + digit);
    code = (code << 4) | (byte < 0x40 ? byte & 15 : (byte & 7) + 9);
  }
  return code;
}

function beyondCode(code: u32): u8 {
  textHas |= HAS_BEYOND;
  if (code >= DASH_FIRST && code <= DASH_LAST) textHas |= HAS_DASH;
  return BEYOND;
}

/** What a letter behind a backslash, which is not \u, stands for. */
function unescaped(letter: u32): u32 {
  switch (letter) {
    case 0x22:
    case 0x5c:
    case 0x2f:
      return letter;
    case 0x62:
      return 8;
    case 0x66:
      return 12;
    case 0x6e:
      return 10;
    case 0x72:
      return 13;
    case 0x74:
      return 9;
    default:
      return 0;
  }
}
