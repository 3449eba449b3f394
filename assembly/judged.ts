// AssemblyScript. What a line that was vouched for may do: its routing tokens name a partition, the partition's columns become numbers, the
// numbers a verdict. Each step remembers what the host answered (memo.ts).

import { decide } from "./automaton";
import { hashOf } from "./bytes";
import { askColumns, askRoute, askValue, askVerdict } from "./host";
import { line, SLOT_BYTES, slots } from "./line";
import { anyLiteral } from "./literals";
import { makeMemo, Memo, placeOf, recall, recalled, remember } from "./memo";
import { reserve } from "./memory";
import { pairOf } from "./pairs";

export const PARTITIONS_MAX: u32 = 16384;
export const COLUMNS_MAX: u32 = 1024;
const ROUTING_MAX: u32 = 8;
const REQUIRED_MAX: u32 = 16;

/** Kinds of bytes in the memo of values: routing places come first, the columns of partitions behind them. */
const FIRST_COLUMN_KIND: u32 = ROUTING_MAX;
/** Kinds of tuples: routes, then partitions. */
const ROUTE_KIND: u32 = 0;

/** A column that a partition looks at: its slot, table and kind, and how well remembering pays there. */
@unmanaged
export class Column {
  slot: u32;
  table: u32;
  kind: u32;
  asked: u32;
  found: u32;
  /** 1 while values here seldom come again: then only a sample of them is remembered, so as not to push out what does come again. */
  resting: u32;
  /** The slot whose value this one's is compared with, NO_SLOT for none. */
  other: u32;
}

const NO_SLOT: u32 = 0xffffffff;
/** Some rule may fire, there is no telling which. Greater ones name the rules. */
const SOME_RULE: u32 = 1;

/** Values on which remembering is judged; below one found in so many only one in sixteen is looked up and remembered, chosen by its bytes. */
const TRIAL: u32 = 512;
const WORTH: u32 = 4;

let values: Memo = changetype<Memo>(0);
let tuples: Memo = changetype<Memo>(0);
let tokenMax: u32 = 0;
let routeNumbers: i32 = 0;

let partitions: u32 = 0;
/** Lines of each partition on which no rule can fire, since they were last taken. */
export let quiet: u32 = 0;
let tuple: u32 = 0;
let routing: u32 = 0;
let routingCount: u32 = 0;
let required: u32 = 0;
let requiredCount: u32 = 0;
let tokens: u32 = 0;

/** Makes room; false when there is none. Memo places are powers of two. */
export function beginJudged(places: u32, arenaBytes: u32, longest: u32, seed: u64): bool {
  const forValues = makeMemo(places, arenaBytes, seed);
  const forTuples = makeMemo(places, arenaBytes / 4, seed * 3 + 1);
  partitions = reserve(PARTITIONS_MAX * 4);
  quiet = reserve(PARTITIONS_MAX * 4);
  tuple = reserve(COLUMNS_MAX * 4);
  routing = reserve(ROUTING_MAX * 4);
  required = reserve(REQUIRED_MAX * 8);
  tokens = reserve(ROUTING_MAX * 8);
  if (forValues === null || forTuples === null || partitions == 0 || quiet == 0) return false;
  if (tuple == 0 || routing == 0 || required == 0 || tokens == 0) return false;
  memory.fill(partitions, 0, PARTITIONS_MAX * 4);
  memory.fill(quiet, 0, PARTITIONS_MAX * 4);
  values = forValues;
  tuples = forTuples;
  tokenMax = longest;
  return true;
}

/** The next routing path is noted in this slot. */
export function addRouting(slot: u32): void {
  store<u32>(routing + routingCount++ * 4, slot);
}

/** A line must have the path that is noted in this slot; with a text there when `text`. */
export function addRequired(slot: u32, text: bool): void {
  const at = required + requiredCount++ * 8;
  store<u32>(at, slot);
  store<u32>(at, text ? 1 : 0, 4);
}

// @ts-ignore: decorator
@inline
function slotOf(number: u32): u32 {
  return slots + number * SLOT_BYTES;
}

// @ts-ignore: decorator
@inline
function isThere(slot: u32): bool {
  return load<u32>(slot) == line;
}

/** 0 when no rule can fire on the line from `start` to its newline at `end`, which was walked last; else the reason to hand it over. */
export function reasonToRead(start: u32, end: u32): u32 {
  if (!hasRequired()) return SOME_RULE;
  const partition = route();
  if (partition < 0 || <u32>partition >= PARTITIONS_MAX) return SOME_RULE;
  let about = load<u32>(partitions + <u32>partition * 4);
  if (about == 0) {
    about = askColumns(partition);
    if (about == 0) return SOME_RULE;
    store<u32>(partitions + <u32>partition * 4, about);
  }
  const count = load<u32>(about);
  const literals = load<u32>(about, 4);
  if (literals != 0 && anyLiteral(literals, start, end - start)) return SOME_RULE;
  const reason = count == 0 ? 0 : mayFire(partition, about + 8, count);
  if (reason != 0) return reason;
  const counter = quiet + <u32>partition * 4;
  store<u32>(counter, load<u32>(counter) + 1);
  return 0;
}

function hasRequired(): bool {
  for (let at = required, end = required + requiredCount * 8; at < end; at += 8) {
    const slot = slotOf(load<u32>(at));
    if (!isThere(slot)) return false;
    if (load<u32>(at, 4) != 0 && load<u8>(load<u32>(slot, 4)) != 0x22) return false;
  }
  return true;
}

/** -1: not to be told. A routing token's number only tells it from others; 0 is a path that the line lacks. */
function route(): i32 {
  for (let place: u32 = 0; place < routingCount; place++) {
    const slot = slotOf(load<u32>(routing + place * 4));
    let number: i32 = 0;
    if (isThere(slot)) {
      const at = load<u32>(slot, 4);
      const length = load<u32>(slot, 8);
      if (length > tokenMax) return -1;
      const hash = placeOf(values, place, at, length);
      if (recall(values, hash, place, at, length)) number = recalled;
      else if (routeNumbers == i32.MAX_VALUE)
        return -1; // else numbers began anew, and a token might bear that of another
      else {
        number = ++routeNumbers;
        remember(values, hash, place, at, length, number);
      }
    }
    store<i32>(tuple + place * 4, number);
  }
  const bytes = routingCount * 4;
  const hash = placeOf(tuples, ROUTE_KIND, tuple, bytes);
  if (recall(tuples, hash, ROUTE_KIND, tuple, bytes)) return recalled;
  for (let place: u32 = 0; place < routingCount; place++) {
    const slot = slotOf(load<u32>(routing + place * 4));
    store<u32>(tokens + place * 8, isThere(slot) ? load<u32>(slot, 4) : 0);
    store<u32>(tokens + place * 8, isThere(slot) ? load<u32>(slot, 8) : 0, 4);
  }
  const partition = askRoute(tokens);
  remember(tuples, hash, ROUTE_KIND, tuple, bytes, partition);
  return partition;
}

function mayFire(partition: i32, columns: u32, count: u32): u32 {
  if (count > COLUMNS_MAX) return SOME_RULE;
  for (let number: u32 = 0; number < count; number++) {
    const column = changetype<Column>(columns + number * offsetof<Column>());
    const slot = slotOf(column.slot);
    let value: i32 = 0;
    if (isThere(slot)) {
      const at = load<u32>(slot, 4);
      const length = load<u32>(slot, 8);
      if (column.other == NO_SLOT) {
        value = valueOf(partition, number, column, at, length);
        if (value < 0) return SOME_RULE;
      } else {
        const other = slotOf(column.other);
        if (isThere(other)) value = pairOf(at, length, load<u32>(other, 4), load<u32>(other, 8));
      }
    }
    store<i32>(tuple + number * 4, value);
  }
  const kind = <u32>partition + 1 + ROUTE_KIND;
  const bytes = count * 4;
  const hash = placeOf(tuples, kind, tuple, bytes);
  if (recall(tuples, hash, kind, tuple, bytes)) return recalled;
  const reason = askVerdict(partition, tuple);
  remember(tuples, hash, kind, tuple, bytes, reason);
  return reason;
}

function valueOf(partition: i32, number: u32, column: Column, at: u32, length: u32): i32 {
  if (length > tokenMax) return found(partition, number, column, at, length);
  if (column.resting != 0 && !isSample(at, length)) return found(partition, number, column, at, length);
  const kind = FIRST_COLUMN_KIND + column.kind;
  const hash = placeOf(values, kind, at, length);
  let value: i32 = 0;
  if (recall(values, hash, kind, at, length)) {
    value = recalled;
    column.found++;
  } else {
    value = found(partition, number, column, at, length);
    remember(values, hash, kind, at, length, value);
  }
  if (++column.asked >= TRIAL) judge(column);
  return value;
}

/** True for one value in sixteen, and for it whenever it comes: from its length and eight bytes in its middle. */
// @ts-ignore: decorator
@inline
function isSample(at: u32, length: u32): bool {
  const from: u32 = length < 16 ? 0 : (length >> 1);
  const bytes = hashOf(at + from, length < 8 ? length : 8, length);
  return (bytes >> 28) == 0;
}

function judge(column: Column): void {
  column.resting = column.found * WORTH < column.asked ? 1 : 0;
  column.asked = 0;
  column.found = 0;
}

function found(partition: i32, number: u32, column: Column, at: u32, length: u32): i32 {
  if (column.table != 0) {
    const value = decide(column.table, at, length);
    if (value >= 0) return value;
  }
  return askValue(partition, number, at, length);
}

/** The first of so many kinds for columns: each column of each partition is a kind of its own. */
export function reserveColumns(count: u32): u32 {
  return reserve(8 + count * offsetof<Column>());
}
