// AssemblyScript. Automata of regular expressions, run over texts of ASCII behind the automaton of a column, where what that has met lets them.
// The layout is that of src/detect/fast/expression-tables.ts; offsets in bytes.

import { reserve } from "./memory";

const ROWS: u32 = 0;
const ROW_BYTES: u32 = 4;
const CLASSES: u32 = 8;
/** The state of having found it (src/detect/sigma/regex-automaton.ts). */
const FOUND: u32 = 1;

/** An expression as a column asks it: its automaton, the bit that answers it, the bits without which it cannot be found. */
const ENTRY: u32 = 12;

/** Expressions that wait for others to be run with. */
const AT_ONCE: u32 = 4;
let waiting: u32 = 0;

/** Makes room; false when there is none. */
export function beginExpressions(): bool {
  waiting = reserve(4 * AT_ONCE);
  return waiting != 0;
}

/** Sets the bits of those of `count` expressions that are found in the text. */
export function markExpressions(entries: u32, count: u32, bits: u32, from: u32, end: u32): void {
  let waits: u32 = 0;
  for (let entry = entries, last = entries + count * ENTRY; entry < last; entry += ENTRY) {
    if (!areSet(bits, load<u32>(entry, 8))) continue;
    store<u32>(waiting + (waits << 2), entry);
    if (++waits == AT_ONCE) {
      markFour(bits, from, end);
      waits = 0;
    }
  }
  for (let place: u32 = 0; place < waits; place++) {
    const entry = load<u32>(waiting + (place << 2));
    if (isFound(load<u32>(entry), from, end)) setBit(bits, load<u32>(entry, 4));
  }
}

// @ts-ignore: decorator
@inline
function setBit(bits: u32, bit: u32): void {
  const word = bits + ((bit >> 6) << 3);
  store<u64>(word, load<u64>(word) | (<u64>1 << (bit & 63)));
}

/** Whether all bits of a list, its length first, are set. */
function areSet(bits: u32, list: u32): bool {
  for (let at = list + 4, end = at + (load<u32>(list) << 2); at < end; at += 4) {
    const bit = load<u32>(at);
    if ((load<u64>(bits + ((bit >> 6) << 3)) & (<u64>1 << (bit & 63))) == 0) return false;
  }
  return true;
}

/** Runs the four that wait at once, because each step of one waits for memory; to the end, where what was found stays found. */
function markFour(bits: u32, from: u32, end: u32): void {
  const first = load<u32>(load<u32>(waiting));
  const second = load<u32>(load<u32>(waiting, 4));
  const third = load<u32>(load<u32>(waiting, 8));
  const fourth = load<u32>(load<u32>(waiting, 12));
  let a = load<u32>(first + ROWS);
  let b = load<u32>(second + ROWS);
  let c = load<u32>(third + ROWS);
  let d = load<u32>(fourth + ROWS);
  for (let at = from; at < end; at++) {
    const byte = <u32>load<u8>(at);
    a = stepped(first, a, byte);
    b = stepped(second, b, byte);
    c = stepped(third, c, byte);
    d = stepped(fourth, d, byte);
  }
  markEnd(bits, 0, a);
  markEnd(bits, 4, b);
  markEnd(bits, 8, c);
  markEnd(bits, 12, d);
}

/** The next row of an automaton, by a byte of ASCII. */
// @ts-ignore: decorator
@inline
function stepped(automaton: u32, row: u32, byte: u32): u32 {
  const state = <u32>load<u16>(row + <u32>load<u8>(automaton + CLASSES + byte));
  return load<u32>(automaton + ROWS) + state * load<u32>(automaton + ROW_BYTES);
}

// @ts-ignore: decorator
@inline
function markEnd(bits: u32, place: u32, row: u32): void {
  if (<u32>load<u16>(row) == FOUND) setBit(bits, load<u32>(load<u32>(waiting + place), 4));
}

function isFound(automaton: u32, from: u32, end: u32): bool {
  const rows = load<u32>(automaton + ROWS);
  const rowBytes = load<u32>(automaton + ROW_BYTES);
  const classes = automaton + CLASSES;
  let state: u32 = 0;
  for (let at = from; at < end; at++) {
    state = load<u16>(rows + state * rowBytes + <u32>load<u8>(classes + <u32>load<u8>(at)));
    if (state == FOUND) return true;
  }
  return <u32>load<u16>(rows + state * rowBytes) == FOUND;
}
