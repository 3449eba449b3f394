// AssemblyScript. The names in objects: what each is was asked once, and is remembered by the node it stands in and its exact bytes.

import { equal, hashOf } from "./bytes";
import { askName, forgetNames } from "./host";
import { reserve } from "./memory";

/** A name as remembered. Nodes stand for paths; `stamp` is the last line in which it stood. */
@unmanaged
export class Name {
  node: u32;
  at: u32;
  length: u32;
  interest: u32;
  slot: u32;
  child: u32;
  stamp: u32;
  /** The names that came next, and first inside, last time: most lines look alike. */
  next: Name | null;
  inside: Name | null;
}

export const IGNORE: u32 = 0;
export const NOTE: u32 = 1;
/** A line with a value there, other than an object with names of its own, is handed over. */
export const HAND_OVER: u32 = 2;
/** Not to be read: the line is handed over, whatever stands there. */
export const REFUSED: u32 = 3;
/** Only that a scalar stands there is noted; a number may have a fraction. */
export const PRESENT: u32 = 4;

const NAMES_MAX: u32 = 8192;
const TABLE: u32 = 4 * NAMES_MAX;
const BYTES_MAX: u32 = 1 << 20;
const NAME_BYTES_MAX: u32 = 4096;

let table: u32 = 0;
let names: u32 = 0;
let count: u32 = 0;
let text: u32 = 0;
let textUsed: u32 = 0;
let answer: u32 = 0;
let seed: u64 = 0;
let isFull: bool = false;
/** What holds the outermost names. */
export let root: Name = changetype<Name>(0);

/** Makes room; false when there is none. */
export function beginNames(drawn: u64): bool {
  seed = drawn;
  table = reserve(TABLE * 4);
  names = reserve((NAMES_MAX + 1) * offsetof<Name>());
  text = reserve(BYTES_MAX + NAME_BYTES_MAX);
  answer = reserve(16);
  if (table == 0 || names == 0 || text == 0 || answer == 0) return false;
  root = changetype<Name>(names);
  clear();
  return true;
}

function clear(): void {
  memory.fill(table, 0, TABLE * 4);
  memory.fill(names, 0, (NAMES_MAX + 1) * offsetof<Name>());
  count = 1;
  textUsed = 0;
  isFull = false;
}

/** No name has stood in a line yet. */
export function unstampNames(): void {
  for (let number: u32 = 0; number <= NAMES_MAX; number++) changetype<Name>(names + number * offsetof<Name>()).stamp = 0;
}

/** Between lines: begins anew when there was no room for a name. */
export function tidyNames(): void {
  if (!isFull) return;
  clear();
  forgetNames();
}

// @ts-ignore: decorator
@inline
function is(name: Name | null, node: u32, at: u32, length: u32): bool {
  return name !== null && name.node == node && name.length == length && equal(name.at, at, length);
}

/** The name at this place, the first inside `parent` or the one behind `previous`; null when there is no room to remember it. */
export function nameAt(parent: Name, previous: Name | null, at: u32, length: u32): Name | null {
  const guess = previous === null ? parent.inside : previous.next;
  if (is(guess, parent.child, at, length)) return guess;
  const name = find(parent.child, at, length);
  if (name === null) return null;
  if (previous === null) parent.inside = name;
  else previous.next = name;
  return name;
}

function find(node: u32, at: u32, length: u32): Name | null {
  let place = hashOf(at, length, seed ^ ((<u64>node) << 32)) & (TABLE - 1);
  while (true) {
    const known = load<u32>(table + place * 4);
    if (known == 0) return learn(node, at, length, place);
    const name = changetype<Name>(known);
    if (is(name, node, at, length)) return name;
    place = (place + 1) & (TABLE - 1);
  }
}

function learn(node: u32, at: u32, length: u32, place: u32): Name | null {
  if (length > NAME_BYTES_MAX) return null;
  if (count > NAMES_MAX || textUsed + length > BYTES_MAX) {
    isFull = true;
    return null;
  }
  const name = changetype<Name>(names + count * offsetof<Name>());
  askName(node, at, length, answer);
  name.node = node;
  name.at = text + textUsed;
  name.length = length;
  name.interest = load<u32>(answer);
  name.slot = load<u32>(answer, 4);
  name.child = load<u32>(answer, 8);
  memory.copy(name.at, at, length);
  textUsed += length;
  count++;
  store<u32>(table + place * 4, changetype<u32>(name));
  return name;
}
