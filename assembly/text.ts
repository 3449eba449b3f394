// AssemblyScript. The text that raw JSON stands for, where that is ASCII.

import { reserve } from "./memory";

const BACKSLASH: u32 = 0x5c;

let room: u32 = 0;
let roomBytes: u32 = 0;

/** Where the text that was read last stands: in place when it has no escapes. */
export let textAt: u32 = 0;
export let textEnd: u32 = 0;

/** Makes room for texts of up to so many bytes; false when there is none. */
export function beginText(bytesMax: u32): bool {
  room = reserve(bytesMax + 64);
  roomBytes = bytesMax;
  return room != 0;
}

/** Reads what stands between the quotes, which the walk over the line has checked; false when it is no ASCII or holds \u. */
export function readText(from: u32, end: u32): bool {
  const slashes = i8x16.splat(<i8>BACKSLASH);
  let at = from;
  let to: u32 = 0; // 0: nothing was copied yet
  textAt = from;
  textEnd = end;
  while (at < end) {
    const bytes = v128.load(at);
    const within: u32 = end - at < 16 ? (1 << (end - at)) - 1 : 0xffff;
    if ((<u32>i8x16.bitmask(bytes) & within) != 0) return false;
    const found = <u32>i8x16.bitmask(i8x16.eq(bytes, slashes)) & within;
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
    const letter = unescaped(<u32>load<u8>(at + before, 1));
    if (letter == 0) return false;
    store<u8>(to + before, <u8>letter);
    at += before + 2;
    to += before + 1;
  }
  if (to != 0) textEnd = to - (at - end);
  return true;
}

/** What a letter behind a backslash stands for; 0 for \u. */
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
