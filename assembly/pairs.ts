// AssemblyScript. Whether two raw JSON values of one line are the same text. The numbers are those of PAIR in src/detect/fast/judge.ts.

const SAME: i32 = 1;
const FOLDED: i32 = 2;
const DIFFERENT: i32 = 3;
const UNKNOWN: i32 = 4;

const QUOTE: u32 = 0x22;
const SLASH: u32 = 0x2f;
const BACKSLASH: u32 = 0x5c;
const OPEN_LIST: u32 = 0x5b;
const LETTER_N: u32 = 0x6e;
const LETTER_U: u32 = 0x75;

/** Compares texts with texts and whole numbers with whole numbers; of lists, null and values of two types nothing is said. */
export function pairOf(left: u32, leftLength: u32, right: u32, rightLength: u32): i32 {
  const first = <u32>load<u8>(left);
  const isText = first == QUOTE;
  if (isText != (<u32>load<u8>(right) == QUOTE)) return UNKNOWN;
  if (!isText && (!isPlain(first) || !isPlain(<u32>load<u8>(right)))) return UNKNOWN;
  if (!isText || (isOneWay(left, leftLength) && isOneWay(right, rightLength)))
    return leftLength == rightLength ? compare(left, right, leftLength) : DIFFERENT;
  return leftLength == rightLength && compare(left, right, leftLength) == SAME ? SAME : UNKNOWN;
}

/** Neither a list nor null: a word or a number, which have one spelling (line.ts). */
function isPlain(first: u32): bool {
  return first != OPEN_LIST && first != LETTER_N;
}

/** True for ASCII that JSON writes in just this way: without \u and \/. */
function isOneWay(at: u32, length: u32): bool {
  for (let place = at, end = at + length; place < end; place++) {
    const byte = <u32>load<u8>(place);
    if (byte >= 0x80) return false;
    if (byte != BACKSLASH) continue;
    const letter = <u32>load<u8>(++place);
    if (letter == LETTER_U || letter == SLASH) return false;
  }
  return true;
}

function compare(left: u32, right: u32, length: u32): i32 {
  let result = SAME;
  for (let place: u32 = 0; place < length; place++) {
    const one = <u32>load<u8>(left + place);
    const other = <u32>load<u8>(right + place);
    if (one == other) continue;
    if (lower(one) != lower(other)) return DIFFERENT;
    result = FOLDED;
  }
  return result;
}

// @ts-ignore: decorator
@inline
function lower(byte: u32): u32 {
  return byte - 0x41 < 26 ? byte + 0x20 : byte;
}
