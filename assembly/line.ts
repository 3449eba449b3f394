// AssemblyScript. Walks one line of JSON. What it accepts is less than what JSON.parse accepts, with the same values at the same paths
// (docs/sigma-scanner.md); whatever else it meets, the line is not vouched for.

import { HAND_OVER, IGNORE, Name, nameAt, NOTE, PRESENT, REFUSED, root, unstampNames } from "./names";
import { reserve } from "./memory";
import { marks } from "./structure";

const DEPTH_MAX: u32 = 24;
const VALUES_MAX: u32 = 8192;
/** Longer ones are not vouched for; up to here the readers see the digits that stand there (src/lib/json-line.ts). */
const DIGITS_MAX: u32 = 40;
/** Seconds since 1970 and parts of one, as clocks write them. */
const SECONDS_DIGITS: u32 = 10;
const FRACTION_DIGITS: u32 = 9;
export const SLOTS_MAX: u32 = 1024;

const TAB: u32 = 0x09;
const RETURN: u32 = 0x0d;
const SPACE: u32 = 0x20;
const QUOTE: u32 = 0x22;
const COMMA: u32 = 0x2c;
const MINUS: u32 = 0x2d;
const POINT: u32 = 0x2e;
const ZERO: u32 = 0x30;
const COLON: u32 = 0x3a;
const OPEN_LIST: u32 = 0x5b;
const CLOSE_LIST: u32 = 0x5d;
const OPEN: u32 = 0x7b;
const CLOSE: u32 = 0x7d;
const LETTER_U: u32 = 0x75;

/** Where noted values stand: for each slot the line, where, how many bytes. */
export let slots: u32 = 0;
export const SLOT_BYTES: u32 = 12;
/** The number of the line at hand: what bears another number is of an earlier one. */
export let line: u32 = 0;

/** The next mark that has not been passed. */
let mark: u32 = 0;
let values: u32 = 0;

/** Makes room; false when there is none. */
export function beginLine(): bool {
  slots = reserve(SLOTS_MAX * SLOT_BYTES);
  if (slots != 0) memory.fill(slots, 0, SLOTS_MAX * SLOT_BYTES);
  return slots != 0;
}

/** Starts at the first mark of a chunk. */
export function beginChunk(): void {
  mark = marks;
}

/** Goes on to the next line. When their numbers begin anew, none of before may look like one of now. */
function nextLine(): void {
  if (++line != 0) return;
  line = 1;
  memory.fill(slots, 0, SLOTS_MAX * SLOT_BYTES);
  unstampNames();
}

/** Walks the line at `start`. True: vouched for, every noted value is in its slot. */
export function walk(start: u32): bool {
  nextLine();
  values = 0;
  const at = skip(start);
  if (byte(at) != OPEN) return false;
  const open = skip(at + 1);
  const end = byte(open) == CLOSE ? open + 1 : object(open, root, false, 1);
  return end != 0 && byte(skip(end)) == 0x0a;
}

/** Passes what is left of the line that the walk was in; gives the place of its newline. */
export function passLine(): u32 {
  while (byte(load<u32>(mark)) != 0x0a) mark += 4;
  const newline = load<u32>(mark);
  mark += 4;
  return newline;
}

// @ts-ignore: decorator
@inline
function byte(at: u32): u32 {
  return load<u8>(at);
}

// @ts-ignore: decorator
@inline
function skip(from: u32): u32 {
  let at = from;
  let found = byte(at);
  while (found <= SPACE && (found == SPACE || found == TAB || found == RETURN)) found = byte(++at);
  return at;
}

// @ts-ignore: decorator
@inline
function passTo(at: u32): void {
  while (load<u32>(mark) < at) mark += 4;
}

/** From the first name's quote to behind the closing brace; 0: not vouched for. */
function object(first: u32, parent: Name, listed: bool, depth: u32): u32 {
  let at = first;
  let previous: Name | null = null;
  while (true) {
    passTo(at);
    if (load<u32>(mark) != at || byte(at) != QUOTE) return 0;
    const close = load<u32>(mark, 4);
    if (close == 0xffffffff || byte(close) != QUOTE) return 0;
    mark += 8;
    const name = nameAt(parent, previous, at + 1, close - at - 1);
    if (name === null || name.interest == REFUSED) return 0;
    if (!listed) {
      if (name.stamp == line) return 0;
      name.stamp = line;
    } else if (name.interest != IGNORE) return 0;
    previous = name;
    at = skip(close + 1);
    if (byte(at) != COLON) return 0;
    at = value(skip(at + 1), name, listed, depth);
    if (at == 0) return 0;
    at = skip(at);
    if (byte(at) == COMMA) at = skip(at + 1);
    else return byte(at) == CLOSE ? at + 1 : 0;
  }
}

function value(at: u32, name: Name, listed: bool, depth: u32): u32 {
  if (++values > VALUES_MAX) return 0;
  const isPresent = name.interest == PRESENT;
  const isNoted = name.interest == NOTE || isPresent;
  const first = byte(at);
  if (first == OPEN) {
    if (depth >= DEPTH_MAX) return 0;
    const open = skip(at + 1);
    if (byte(open) == CLOSE) return name.interest != IGNORE ? 0 : open + 1;
    return object(open, name, listed, depth + 1);
  }
  if (name.interest == HAND_OVER || (isPresent && first == OPEN_LIST)) return 0;
  const end = first == OPEN_LIST ? list(at, name, listed, depth) : scalar(at, isNoted, isPresent);
  if (isNoted && end != 0) {
    const slot = slots + name.slot * SLOT_BYTES;
    if (load<u32>(slot) == line) return 0;
    store<u32>(slot, line);
    store<u32>(slot, at, 4);
    store<u32>(slot, end - at, 8);
  }
  return end;
}

/** From the bracket to behind the closing one. A noted list holds scalars only. */
function list(at: u32, name: Name, listed: bool, depth: u32): u32 {
  if (depth >= DEPTH_MAX) return 0;
  const isNoted = name.interest == NOTE;
  let next = skip(at + 1);
  if (byte(next) == CLOSE_LIST) return next + 1;
  while (true) {
    if (++values > VALUES_MAX) return 0;
    const first = byte(next);
    if (first == OPEN || first == OPEN_LIST) {
      if (isNoted) return 0;
      if (first == OPEN_LIST) next = list(next, name, true, depth + 1);
      else {
        const open = skip(next + 1);
        next = byte(open) == CLOSE ? open + 1 : object(open, name, true, depth + 1);
      }
    } else next = scalar(next, isNoted, false);
    if (next == 0) return 0;
    next = skip(next);
    if (byte(next) == COMMA) next = skip(next + 1);
    else return byte(next) == CLOSE_LIST ? next + 1 : 0;
  }
}

function scalar(at: u32, isNoted: bool, mayHaveFraction: bool): u32 {
  const first = byte(at);
  if (first == QUOTE) return text(at);
  if (first == MINUS || first - ZERO < 10) return number(at, isNoted, mayHaveFraction);
  const word = load<u32>(at);
  if (word == 0x65757274 || word == 0x6c6c756e) return at + 4; // true, null
  if (word == 0x736c6166 && byte(at + 4) == 0x65) return at + 5; // false
  return 0;
}

/** From the quote to behind the closing one; \u only with four digits behind it. */
function text(at: u32): u32 {
  passTo(at);
  if (load<u32>(mark) != at) return 0;
  let next = mark + 4;
  let place = load<u32>(next);
  while (place != 0xffffffff && byte(place) == LETTER_U) {
    if (!isHex(byte(place + 1)) || !isHex(byte(place + 2)) || !isHex(byte(place + 3)) || !isHex(byte(place + 4))) return 0;
    next += 4;
    place = load<u32>(next);
  }
  if (place == 0xffffffff || byte(place) != QUOTE) return 0;
  mark = next + 4;
  return place + 1;
}

function isHex(found: u32): bool {
  return found - ZERO < 10 || (found | 0x20) - 0x61 < 6;
}

/** JSON's grammar; noted ones must be integers in their one spelling, or seconds with a fraction. */
function number(from: u32, isNoted: bool, mayHaveFraction: bool): u32 {
  let at = from;
  const isNegative = byte(at) == MINUS;
  if (isNegative) at++;
  const start = at;
  if (byte(at) == ZERO) at++;
  else at = digits(at);
  if (at == start) return 0;
  if (isNoted && (at - start > DIGITS_MAX || (isNegative && byte(start) == ZERO))) return 0;
  const whole = at;
  if (byte(at) == POINT) {
    const fraction = at + 1;
    at = digits(fraction);
    if (at == fraction) return 0;
    if (mayHaveFraction) return !isNegative && whole - start <= SECONDS_DIGITS && at - fraction <= FRACTION_DIGITS ? at : 0;
  }
  if ((byte(at) | 0x20) == 0x65) {
    at++;
    if (byte(at) == MINUS || byte(at) == 0x2b) at++;
    const exponent = at;
    at = digits(exponent);
    if (at == exponent) return 0;
  }
  return isNoted && at != whole ? 0 : at;
}

// @ts-ignore: decorator
@inline
function digits(from: u32): u32 {
  let at = from;
  while (byte(at) - ZERO < 10) at++;
  return at;
}
