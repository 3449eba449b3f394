// AssemblyScript. One automaton for all texts that rules look for in the values of one column (Aho and Corasick 1975, as rows or as a double
// array), over the text of raw JSON (text.ts); case is folded by the map of classes. Which texts were met is a set of bits; sets that were seen
// before have a number. The layout is that of src/detect/fast/automaton-table.ts; offsets in bytes.

import { markExpressions } from "./expressions";
import { HAS_BEYOND, HAS_DASH, readText, textAt, textEnd, textHas } from "./text";

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
const ROW_BYTES: u32 = 56;
const STATE_GROUPS: u32 = 60;
const LONGEST: u32 = 64;
const FIRST_MEETING: u32 = 68;
const BEYOND_BIT: u32 = 72;
const EXPRESSIONS: u32 = 76;
const EXPRESSION_COUNT: u32 = 80;
const KEY: u32 = 84;
const MASK: u32 = 88;
const CLASSES: u32 = 92;

/** Probes of a set before it counts as unknown. */
const PROBES_MAX: u32 = 8;
const ASK: i32 = -1;

const QUOTE: u32 = 0x22;
const STRANDS: u32 = 4;
/** Shorter texts are walked at one go. */
const STRANDS_BYTES_MIN: u32 = 256;

/** The number of the truths of this raw JSON value, or -1: ask. */
export function decide(table: u32, at: u32, length: u32): i32 {
  const constant = load<i32>(table + CONSTANT);
  if (constant != 0) return constant;
  if (!walk(table, at, length)) return ASK;
  const words = load<u32>(table + WORDS);
  const key = load<u32>(table + KEY);
  const hash = hashOf(key, words);
  const sets = load<u32>(table + SETS);
  const mask = load<u32>(table + SETS_MASK);
  for (let probe: u32 = 0; probe < PROBES_MAX; probe++) {
    const slot = sets + (((hash + probe) & mask) << 4);
    const number = load<i32>(slot + 4);
    if (number == 0) return ASK;
    if (load<u32>(slot) == hash && same(key, load<u32>(slot + 8), words)) return number;
  }
  return ASK;
}

/** Marks the bits of the texts met in this raw JSON value; 0 when it must be asked about: what `readText` does not read, null, lists. */
export function walk(table: u32, at: u32, length: u32): i32 {
  const end = at + length;
  const first = <u32>load<u8>(at);
  if (first == QUOTE) {
    if (!readText(at + 1, end - 1)) return 0;
    walkBytes(table, textAt, textEnd);
    if (textHas == 0) findExpressions(table, textAt, textEnd);
    else markBeyond(table);
    makeKey(table, textHas == 0);
    return 1;
  }
  // Words and whole numbers that a double holds are their own text.
  if (first != 0x74 && first != 0x66 && !isWhole(first, at, length)) return 0;
  walkBytes(table, at, end);
  findExpressions(table, at, end);
  makeKey(table, true);
  return 1;
}

/** The bits by which sets are known: without those that only expressions with an automaton of their own ask for, where these have run. */
function makeKey(table: u32, isMasked: bool): void {
  const bytes = load<u32>(table + WORDS) << 3;
  const key = load<u32>(table + KEY);
  const bits = load<u32>(table + BITS);
  const mask = load<u32>(table + MASK);
  for (let at: u32 = 0; at < bytes; at += 8) {
    const word = load<u64>(bits + at);
    store<u64>(key + at, isMasked ? word & load<u64>(mask + at) : word);
  }
}

// @ts-ignore: decorator
@inline
function findExpressions(table: u32, at: u32, end: u32): void {
  const count = load<u32>(table + EXPRESSION_COUNT);
  if (count != 0) markExpressions(load<u32>(table + EXPRESSIONS), count, load<u32>(table + BITS), at, end);
}

/** Two bits say that a text is not ASCII, and that it has other dashes: some atoms must then be asked. They stand in one word. */
function markBeyond(table: u32): void {
  const bit = load<u32>(table + BEYOND_BIT);
  const word = load<u32>(table + BITS) + ((bit >> 6) << 3);
  const has = (textHas & HAS_BEYOND) | (textHas & HAS_DASH);
  store<u64>(word, load<u64>(word) | (<u64>has << (bit & 63)));
}

function isWhole(first: u32, at: u32, length: u32): bool {
  if (length > 15 || (first == 0x30 && length > 1)) return false;
  for (let digit: u32 = 0; digit < length; digit++) if (<u32>load<u8>(at + digit) - 0x30 > 9) return false;
  return true;
}

/** The same for text that is not JSON, one byte of ASCII a character. */
export function walkText(table: u32, at: u32, length: u32): void {
  walkBytes(table, at, at + length);
}

function walkBytes(table: u32, from: u32, end: u32): void {
  const epoch = newEpoch(table, load<u32>(table + GROUPS));
  if (load<u32>(table + ROWS) == 0) return walkLinks(table, from, end, epoch);
  const longest = load<u32>(table + LONGEST);
  if (longest == 0) return; // nothing to meet
  const overlap = longest + STRANDS;
  if (end - from < STRANDS * overlap + STRANDS_BYTES_MIN) walkRows(table, from, end, epoch);
  else walkStrands(table, from, end, overlap, epoch);
}

// @ts-ignore: decorator
@inline
function stepped(rows: u32, rowBytes: u32, classes: u32, state: u32, at: u32): u32 {
  return load<u16>(rows + <u32>load<u8>(classes + <u32>load<u8>(at)) + state * rowBytes);
}

/** Where there is room for a row of next states for each state; those from `firstMeeting` on have met something. */
function walkRows(table: u32, from: u32, end: u32, epoch: u32): void {
  const rows = load<u32>(table + ROWS);
  const rowBytes = load<u32>(table + ROW_BYTES);
  const firstMeeting = load<u32>(table + FIRST_MEETING);
  const classes = table + CLASSES;
  let state = load<u32>(table + START);
  for (let at = from; at < end; at++) {
    state = stepped(rows, rowBytes, classes, state, at);
    if (state >= firstMeeting) meet(table, state, epoch);
  }
  endRow(table, rows + state * rowBytes, firstMeeting, epoch);
}

function endRow(table: u32, row: u32, firstMeeting: u32, epoch: u32): void {
  const state = <u32>load<u16>(row + load<u32>(table + END_CLASS));
  if (state >= firstMeeting) meet(table, state, epoch);
}

/**
 * The same for long texts, in four strands at once, because each step of one waits for memory. A strand begins at the root so far before the
 * end of the one before it as the longest text to meet is long: what begins before a strand does is met by the one before.
 */
function walkStrands(table: u32, from: u32, end: u32, overlap: u32, epoch: u32): void {
  const rows = load<u32>(table + ROWS);
  const rowBytes = load<u32>(table + ROW_BYTES);
  const firstMeeting = load<u32>(table + FIRST_MEETING);
  const classes = table + CLASSES;
  const steps = (end - from + 3 * overlap) / 4 + 1;
  const stride = (end - from - steps) / 3;
  let a = load<u32>(table + START);
  let b: u32 = 0;
  let c: u32 = 0;
  let d: u32 = 0;
  const last = end - steps;
  for (let step: u32 = 0; step < steps; step++) {
    const at = from + step;
    a = stepped(rows, rowBytes, classes, a, at);
    b = stepped(rows, rowBytes, classes, b, at + stride);
    c = stepped(rows, rowBytes, classes, c, at + 2 * stride);
    d = stepped(rows, rowBytes, classes, d, last + step);
    if (a >= firstMeeting) meet(table, a, epoch);
    if (b >= firstMeeting) meet(table, b, epoch);
    if (c >= firstMeeting) meet(table, c, epoch);
    if (d >= firstMeeting) meet(table, d, epoch);
  }
  endRow(table, rows + d * rowBytes, firstMeeting, epoch);
}

// @ts-ignore: decorator
@inline
function meet(table: u32, state: u32, epoch: u32): void {
  mark(table, load<u32>(table + GROUPS), load<u32>(load<u32>(table + STATE_GROUPS) + (state << 2)), epoch);
}

/** Where there is not: states in a double array, with a link to follow where none comes next. */
function walkLinks(table: u32, from: u32, end: u32, epoch: u32): void {
  const states = load<u32>(table + STATES);
  const rootRow = load<u32>(table + ROOT_ROW);
  const groups = load<u32>(table + GROUPS);
  const classes = table + CLASSES;
  let state = load<u32>(table + START);
  for (let at = from; at < end; at++) {
    const symbol = <u32>load<u8>(classes + <u32>load<u8>(at));
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
  const kept = load<u32>(table + EPOCH);
  let epoch = load<u32>(kept) + 1;
  if (epoch == 0) {
    epoch = 1;
    const count = load<u32>(table + GROUP_COUNT);
    for (let group: u32 = 0; group < count; group++) store<u32>(groups + group * 12, 0, 8);
  }
  store<u32>(kept, epoch);
  return epoch;
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
