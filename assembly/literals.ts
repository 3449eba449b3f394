// AssemblyScript. Looks for any of some texts in a whole line of raw JSON, whatever their case: three neighbouring characters of each text are
// looked for sixteen places at a time (Teddy, of Hyperscan: Wang et al. 2019, §4), and what they find is compared whole. The texts are
// printable ASCII without what JSON may escape; a line that may hold one in another writing (\u, or U+212A and U+017F, which fold to k and s)
// counts as found. The layout is that of src/detect/fast/literal-table.ts.

const MASKS: u32 = 0; // low and high nibbles of three characters, 16 bytes each
const ALPHABET: u32 = 96; // 128 bytes, not 0 for what occurs in a text, and for control characters
const TEXT_BUCKETS: u32 = 0x7f; // the last bit of the masks stands for \u and for what folds to ASCII
const BUCKETS: u32 = 224; // 8 times first entry, count
const ENTRIES: u32 = 288; // window, length, address

/** 1 when the line may hold one of the texts, 0 when it holds none. The 48 bytes behind the line must be readable. */
export function anyLiteral(table: u32, at: u32, length: u32): i32 {
  const end = at + length;
  let before0 = i8x16.splat(0);
  let before1 = before0;
  // What is found stands two places before, so two more places are looked at than the line has.
  for (let from = at; from < end + 2; from += 32) {
    const bytes = v128.load(from);
    const more = v128.load(from, 16);
    const first0 = maybe(table, 0, bytes);
    const first1 = maybe(table, 32, bytes);
    const second0 = maybe(table, 0, more);
    const second1 = maybe(table, 32, more);
    const first = v128.and(v128.and(twoBefore(before0, first0), oneBefore(before1, first1)), maybe(table, 64, bytes));
    const second = v128.and(v128.and(twoBefore(first0, second0), oneBefore(first1, second1)), maybe(table, 64, more));
    if (v128.any_true(v128.or(first, second))) {
      if (anyHere(table, placesIn(first), from - 2, at, end)) return 1;
      if (anyHere(table, placesIn(second), from + 14, at, end)) return 1;
    }
    before0 = second0;
    before1 = second1;
  }
  return 0;
}

/** For each byte the buckets of texts that may have it as the character whose masks stand at `masks`. */
// @ts-ignore: decorator
@inline
function maybe(table: u32, masks: u32, bytes: v128): v128 {
  const nibble = i8x16.splat(15);
  const low = v128.and(bytes, nibble);
  const high = v128.and(i16x8.shr_u(bytes, 4), nibble);
  return v128.and(
    i8x16.relaxed_swizzle(v128.load(table + masks), low),
    i8x16.relaxed_swizzle(v128.load(table + masks, 16), high),
  );
}

// @ts-ignore: decorator
@inline
function twoBefore(before: v128, here: v128): v128 {
  return i8x16.shuffle(before, here, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
}

// @ts-ignore: decorator
@inline
function oneBefore(before: v128, here: v128): v128 {
  return i8x16.shuffle(before, here, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
}

// @ts-ignore: decorator
@inline
function placesIn(found: v128): u32 {
  return i8x16.bitmask(i8x16.ne(found, i8x16.splat(0)));
}

/** Looks closely at some of the sixteen places from `from`. */
function anyHere(table: u32, places: u32, from: u32, start: u32, end: u32): bool {
  for (let left = places; left != 0; left &= left - 1) {
    const at = from + ctz(left);
    if (at >= end) return false;
    if (at < start) continue;
    const byte = <u32>load<u8>(at);
    if (byte >= 0x80) {
      if (foldsToAscii(at, end)) return true;
      continue;
    }
    if (byte == 0x5c && load<u8>(at, 1) == 0x75 && isEscape(at, start) && isHidden(table, at + 2)) return true;
    const buckets =
      nibbles(table, byte) & nibbles(table + 32, <u32>load<u8>(at, 1)) & nibbles(table + 64, <u32>load<u8>(at, 2));
    if ((buckets & TEXT_BUCKETS) != 0 && anyOf(table, buckets & TEXT_BUCKETS, at, start, end)) return true;
  }
  return false;
}

// @ts-ignore: decorator
@inline
function nibbles(masks: u32, byte: u32): u32 {
  return <u32>load<u8>(masks + (byte & 15)) & <u32>load<u8>(masks + (byte >> 4), 16);
}

function anyOf(table: u32, buckets: u32, at: u32, start: u32, end: u32): bool {
  for (let left = buckets; left != 0; left &= left - 1) {
    const bucket = table + BUCKETS + (ctz(left) << 3);
    let entry = table + ENTRIES + load<u32>(bucket) * 12;
    const until = entry + load<u32>(bucket, 4) * 12;
    for (; entry < until; entry += 12) {
      const window = load<u32>(entry);
      const length = load<u32>(entry, 4);
      if (at - start < window) continue;
      const from = at - window;
      if (from + length <= end && same(from, load<u32>(entry, 8), length)) return true;
    }
  }
  return false;
}

function same(at: u32, text: u32, length: u32): bool {
  for (let place: u32 = 0; place < length; place++) {
    let byte = <u32>load<u8>(at + place);
    if (byte - 0x41 < 26) byte += 0x20;
    if (byte != <u32>load<u8>(text + place)) return false;
  }
  return true;
}

/** U+212A KELVIN SIGN and U+017F LATIN SMALL LETTER LONG S in UTF-8. */
function foldsToAscii(at: u32, end: u32): bool {
  const byte = load<u8>(at);
  if (byte == 0xc5) return at + 1 < end && load<u8>(at, 1) == 0xbf;
  return byte == 0xe2 && at + 2 < end && load<u8>(at, 1) == 0x84 && load<u8>(at, 2) == 0xaa;
}

/** True when the backslash at `at` is not itself behind one. */
function isEscape(at: u32, start: u32): bool {
  let before = at;
  while (before > start && load<u8>(before - 1) == 0x5c) before--;
  return ((at - before) & 1) == 0;
}

/** True when the four digits at `at` may write a character of a text; also when they are none. */
function isHidden(table: u32, at: u32): bool {
  let code: u32 = 0;
  for (let digit: u32 = 0; digit < 4; digit++) {
    const byte = <u32>load<u8>(at + digit);
    const lower = byte | 0x20;
    let value: u32 = 0;
    if (byte - 0x30 <= 9) value = byte - 0x30;
    else if (lower - 0x61 < 6) value = lower - 0x57;
    else return true;
    code = (code << 4) | value;
  }
  if (code < 0x80) return load<u8>(table + ALPHABET + code) != 0;
  return code == 0x212a || code == 0x17f;
}
