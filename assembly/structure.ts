// AssemblyScript. Where the bytes stand that a walk over JSON must stop at, found 64 at a time (after Langdale and Lemire, "Parsing
// Gigabytes of JSON per Second", 2019, section 3.1.1): quotes that no backslash escapes, control characters, and letters behind a backslash
// that are not one of " \ / b f n r t. A walk that expects a quote and meets one of the others knows that something is unusual.

import { reserve } from "./memory";

/** Places of the marks, ascending, as u32; two of 0xffffffff end them. */
export let marks: u32 = 0;
let highs: u32 = 0;
let highsEnd: u32 = 0;

const ODD: u64 = 0xaaaaaaaaaaaaaaaa;
/** Makes room for chunks of so many bytes; false when there is none. */
export function beginStructure(bytesMax: u32): bool {
  marks = reserve((bytesMax + 64 + AT_ONCE) * 4);
  highs = reserve((bytesMax / 64 + 2) * 4);
  return marks != 0 && highs != 0;
}

// @ts-ignore: decorator
@inline
function mask(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(a)) |
    ((<u64>(<u32>i8x16.bitmask(b))) << 16) |
    ((<u64>(<u32>i8x16.bitmask(c))) << 32) |
    ((<u64>(<u32>i8x16.bitmask(d))) << 48)
  );
}

/** All bits of what is none of " / \\ b f n r t: no bit is set for both the low half and the high half of its byte. */
// @ts-ignore: decorator
@inline
function notSimple(bytes: v128): v128 {
  const lows = i8x16(0, 0, 0b1101, 0, 0b1000, 0, 0b0100, 0, 0, 0, 0, 0, 0b0010, 0, 0b0100, 0b0001);
  const highs = i8x16(0, 0, 0b0001, 0, 0, 0b0010, 0b0100, 0b1000, 0, 0, 0, 0, 0, 0, 0, 0);
  const low = v128.and(bytes, i8x16.splat(15));
  const high = v128.and(i16x8.shr_u(bytes, 4), i8x16.splat(15));
  return i8x16.eq(v128.and(i8x16.relaxed_swizzle(lows, low), i8x16.relaxed_swizzle(highs, high)), i8x16.splat(0));
}

/** Marks written whether there are so many or not, which costs less than to ask. */
const AT_ONCE: u32 = 8;

/** Writes the places of the lowest AT_ONCE bits of `found` and gives the others. */
// @ts-ignore: decorator
@inline
function put(to: u32, at: u32, found: u64): u64 {
  let left = found;
  for (let place: u32 = 0; place < AT_ONCE; place++) {
    store<u32>(to + place * 4, at + <u32>ctz(left));
    left &= left - 1;
  }
  return left;
}

/** Finds the marks from `from`, which stands on a 64-byte border, up to, not including, `to`. */
export function findMarks(from: u32, to: u32): void {
  let next = marks;
  let high = highs;
  let carry: u64 = 0;
  const quotes = i8x16.splat(0x22);
  const slashes = i8x16.splat(0x5c);
  const lastControl = i8x16.splat(0x1f);
  for (let at = from; at < to; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const aSlash = i8x16.eq(a, slashes);
    const bSlash = i8x16.eq(b, slashes);
    const cSlash = i8x16.eq(c, slashes);
    const dSlash = i8x16.eq(d, slashes);
    // Nearly all blocks have no backslash: then every quote counts, and quotes and control characters are one question.
    let found = mask(
      v128.or(i8x16.eq(a, quotes), i8x16.eq(i8x16.min_u(a, lastControl), a)),
      v128.or(i8x16.eq(b, quotes), i8x16.eq(i8x16.min_u(b, lastControl), b)),
      v128.or(i8x16.eq(c, quotes), i8x16.eq(i8x16.min_u(c, lastControl), c)),
      v128.or(i8x16.eq(d, quotes), i8x16.eq(i8x16.min_u(d, lastControl), d)),
    );
    const within: u64 = to - at < 64 ? (<u64>1 << <u64>(to - at)) - 1 : <u64>-1;
    found &= within;
    if (carry != 0 || v128.any_true(v128.or(v128.or(aSlash, bSlash), v128.or(cSlash, dSlash)))) {
      const slash = mask(aSlash, bSlash, cSlash, dSlash) & within;
      const potential = slash & ~carry;
      const series = (((potential << 1) | ODD) - potential) ^ ODD;
      const escaped = series ^ (slash | carry);
      carry = (series & slash) >> 63;
      const unknown = mask(notSimple(a), notSimple(b), notSimple(c), notSimple(d));
      found = (found & ~(escaped & ~unknown)) | (escaped & unknown & within);
    }
    const count = <u32>popcnt(found);
    if (count != 0) found = put(next, at, found); // long texts have many blocks without a mark
    if (count > AT_ONCE) {
      let more = next + AT_ONCE * 4;
      do {
        found = put(more, at, found);
        more += AT_ONCE * 4;
      } while (found != 0);
    }
    next += count * 4;
    if (i8x16.bitmask(v128.or(v128.or(a, b), v128.or(c, d))) != 0) {
      store<u32>(high, at);
      high += 4;
    }
  }
  store<u32>(next, 0xffffffff);
  store<u32>(next, 0xffffffff, 4);
  highsEnd = high;
  highAt = highs;
}

let highAt: u32 = 0;

/** Whether a byte beyond ASCII may stand between the two places, asked for ascending stretches. */
export function hasHigh(from: u32, to: u32): bool {
  while (highAt < highsEnd && load<u32>(highAt) + 64 <= from) highAt += 4;
  return highAt < highsEnd && load<u32>(highAt) < to;
}
