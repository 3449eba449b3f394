// AssemblyScript. One automaton for all texts that rules look for in the values of one column (Aho and Corasick 1975, as a double array), over
// raw JSON: escapes are undone on the way, case is folded by the map of classes. Which texts were met is a set of bits; sets that were seen
// before have a number. The layout is that of src/detect/fast/automaton-layout.ts; offsets in bytes.

const START: u32 = 0;
const STATES: u32 = 4;
const ROOT_ROW: u32 = 8;
const END_CLASS: u32 = 12;
const GROUPS: u32 = 16;
const OUTPUTS: u32 = 20;
const BITS: u32 = 24;
const WORDS: u32 = 28;
const SETS: u32 = 32;
const SETS_MASK: u32 = 36;
const EPOCH: u32 = 40;
const GROUP_COUNT: u32 = 44;
const CONSTANT: u32 = 48;
const ROWS: u32 = 52;
const SYMBOLS: u32 = 56;
const STATE_GROUPS: u32 = 60;
const CLASSES: u32 = 64;

/** Probes of a set before it counts as unknown. */
const PROBES_MAX: u32 = 8;
const ASK: i32 = -1;

const QUOTE: u32 = 0x22;
const BACKSLASH: u32 = 0x5c;

/** The number of the truths of this raw JSON value, or -1: ask. */
export function decide(table: u32, at: u32, length: u32): i32 {
  const constant = load<i32>(table + CONSTANT);
  if (constant != 0) return constant;
  if (!walk(table, at, length)) return ASK;
  const words = load<u32>(table + WORDS);
  const bits = load<u32>(table + BITS);
  const hash = hashOf(bits, words);
  const sets = load<u32>(table + SETS);
  const mask = load<u32>(table + SETS_MASK);
  for (let probe: u32 = 0; probe < PROBES_MAX; probe++) {
    const slot = sets + (((hash + probe) & mask) << 4);
    const number = load<i32>(slot + 4);
    if (number == 0) return ASK;
    if (load<u32>(slot) == hash && same(bits, load<u32>(slot + 8), words)) return number;
  }
  return ASK;
}

/** Marks the bits of the texts met in this raw JSON value; 0 when it must be asked about: not ASCII, \u, null, lists. */
export function walk(table: u32, at: u32, length: u32): i32 {
  const end = at + length;
  const first = <u32>load<u8>(at);
  if (first == QUOTE) return walkBytes(table, at + 1, end - 1, true);
  // Words and whole numbers that a double holds are their own text.
  if (first == 0x74 || first == 0x66 || isWhole(first, at, length)) return walkBytes(table, at, end, false);
  return 0;
}

function isWhole(first: u32, at: u32, length: u32): bool {
  if (length > 15 || (first == 0x30 && length > 1)) return false;
  for (let digit: u32 = 0; digit < length; digit++) if (<u32>load<u8>(at + digit) - 0x30 > 9) return false;
  return true;
}

/** The same for text that is not JSON, one byte a character; bytes beyond ASCII are met by nothing. */
export function walkText(table: u32, at: u32, length: u32): i32 {
  return walkBytes(table, at, at + length, false);
}

// @ts-ignore: decorator
@inline
function walkBytes(table: u32, from: u32, end: u32, escaped: bool): i32 {
  return load<u32>(table + ROWS) != 0 ? walkRows(table, from, end, escaped) : walkLinks(table, from, end, escaped);
}

/** Where there is room for a row of next states for each state. */
function walkRows(table: u32, from: u32, end: u32, escaped: bool): i32 {
  const rows = load<u32>(table + ROWS);
  const symbols = load<u32>(table + SYMBOLS);
  const stateGroups = load<u32>(table + STATE_GROUPS);
  const groups = load<u32>(table + GROUPS);
  const classes = table + CLASSES;
  const epoch = newEpoch(table, groups);
  let state = load<u32>(table + START);
  for (let at = from; at < end; at++) {
    let byte = <u32>load<u8>(at);
    if (byte >= 0x80) return 0;
    if (byte == BACKSLASH && escaped) {
      const letter = <u32>load<u8>(++at);
      if (letter != BACKSLASH) {
        byte = unescaped(letter);
        if (byte == 0) return 0;
      }
    }
    state = load<u16>(rows + ((state * symbols + <u32>load<u8>(classes + byte)) << 1));
    if (state == 0) continue;
    const group = load<u32>(stateGroups + (state << 2));
    if (group != 0) mark(table, groups, group, epoch);
  }
  state = load<u16>(rows + ((state * symbols + load<u32>(table + END_CLASS)) << 1));
  const group = load<u32>(stateGroups + (state << 2));
  if (group != 0) mark(table, groups, group, epoch);
  return 1;
}

/** Where there is not: states in a double array, with a link to follow where none comes next. */
function walkLinks(table: u32, from: u32, end: u32, escaped: bool): i32 {
  const states = load<u32>(table + STATES);
  const rootRow = load<u32>(table + ROOT_ROW);
  const groups = load<u32>(table + GROUPS);
  const classes = table + CLASSES;
  const epoch = newEpoch(table, groups);
  let state = load<u32>(table + START);
  for (let at = from; at < end; at++) {
    let byte = <u32>load<u8>(at);
    if (byte >= 0x80) return 0;
    if (byte == BACKSLASH && escaped) {
      const letter = <u32>load<u8>(++at);
      if (letter != BACKSLASH) {
        byte = unescaped(letter);
        if (byte == 0) return 0;
      }
    }
    const symbol = <u32>load<u8>(classes + byte);
    if (symbol == 0) {
      state = 0;
      continue;
    }
    state = next(states, rootRow, state, symbol);
    if (state == 0) continue;
    const group = load<u32>(states + (state << 4), 12);
    if (group != 0) mark(table, groups, group, epoch);
  }
  state = next(states, rootRow, state, load<u32>(table + END_CLASS));
  const group = load<u32>(states + (state << 4), 12);
  if (group != 0) mark(table, groups, group, epoch);
  return 1;
}

// @ts-ignore: decorator
@inline
function next(states: u32, rootRow: u32, from: u32, symbol: u32): u32 {
  let state = from;
  while (state != 0) {
    const entry = states + (state << 4);
    const target = load<u32>(entry) + symbol;
    if (load<u32>(states + (target << 4), 4) == state) return target;
    state = load<u32>(entry, 8);
  }
  return load<u32>(rootRow + (symbol << 2));
}

// @ts-ignore: decorator
@inline
function mark(table: u32, groups: u32, group: u32, epoch: u32): void {
  const entry = groups + group * 12;
  if (load<u32>(entry, 8) == epoch) return;
  store<u32>(entry, epoch, 8);
  const bits = load<u32>(table + BITS);
  let output = load<u32>(table + OUTPUTS) + (load<u32>(entry) << 2);
  const end = output + (load<u32>(entry, 4) << 2);
  for (; output < end; output += 4) {
    const bit = load<u32>(output);
    const word = bits + ((bit >> 6) << 3);
    store<u64>(word, load<u64>(word) | (<u64>1 << (bit & 63)));
  }
}

/** Clears the bits and says which epoch marks groups that were met. */
function newEpoch(table: u32, groups: u32): u32 {
  const bits = load<u32>(table + BITS);
  const end = bits + (load<u32>(table + WORDS) << 3);
  for (let word = bits; word < end; word += 8) store<u64>(word, 0);
  let epoch = load<u32>(table + EPOCH) + 1;
  if (epoch == 0) {
    epoch = 1;
    const count = load<u32>(table + GROUP_COUNT);
    for (let group: u32 = 0; group < count; group++) store<u32>(groups + group * 12, 0, 8);
  }
  store<u32>(table + EPOCH, epoch);
  return epoch;
}

/** What a letter after a backslash stands for; 0 for \u, which is not undone here. */
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

/** Where a set of bits is looked for: exported, so that whoever puts sets in counts alike. */
export function hashOf(bits: u32, words: u32): u32 {
  let hash: u64 = 0x9e3779b97f4a7c15;
  for (let word: u32 = 0; word < words; word++) {
    hash = (hash ^ load<u64>(bits + (word << 3))) * 0xff51afd7ed558ccd;
    hash ^= hash >> 32;
  }
  return <u32>hash;
}

function same(left: u32, right: u32, words: u32): bool {
  for (let word: u32 = 0; word < words; word++) {
    if (load<u64>(left + (word << 3)) != load<u64>(right + (word << 3))) return false;
  }
  return true;
}
