// AssemblyScript. What was found out about exact bytes, in two generations: when the young one is full the old one goes, so that a flood of
// new values costs no more than that. Found is what is equal byte for byte; the hash only says where to look, and no further than a few places.

import { equal, hashOf } from "./bytes";
import { reserve } from "./memory";

const PROBES: u32 = 8;
const ENTRY: u32 = 20; // hash, kind, at, length, value

/** Bytes by kind and their number. */
@unmanaged
export class Memo {
  seed: u64;
  mask: u32;
  arenaBytes: u32;
  youngTable: u32;
  youngArena: u32;
  youngUsed: u32;
  youngCount: u32;
  oldTable: u32;
  oldArena: u32;
}

/** A memo of so many places (a power of two) and bytes a generation; null when there is no room. */
export function makeMemo(places: u32, arenaBytes: u32, seed: u64): Memo | null {
  const at = reserve(offsetof<Memo>());
  const first = reserve(places * ENTRY);
  const second = reserve(places * ENTRY);
  const firstArena = reserve(arenaBytes);
  const secondArena = reserve(arenaBytes);
  if (at == 0 || first == 0 || second == 0 || firstArena == 0 || secondArena == 0) return null;
  const memo = changetype<Memo>(at);
  memo.seed = seed;
  memo.mask = places - 1;
  memo.arenaBytes = arenaBytes;
  memo.youngTable = first;
  memo.oldTable = second;
  memo.youngArena = firstArena;
  memo.oldArena = secondArena;
  memo.youngUsed = 0;
  memo.youngCount = 0;
  memory.fill(first, 0, places * ENTRY);
  memory.fill(second, 0, places * ENTRY);
  return memo;
}

/** Where to look for bytes of this kind. */
// @ts-ignore: decorator
@inline
export function placeOf(memo: Memo, kind: u32, at: u32, length: u32): u32 {
  return hashOf(at, length, memo.seed ^ ((<u64>kind) * 0x9e3779b97f4a7c15));
}

function findIn(table: u32, mask: u32, hash: u32, kind: u32, at: u32, length: u32): u32 {
  for (let probe: u32 = 0; probe < PROBES; probe++) {
    const entry = table + (((hash >> 1) + probe) & mask) * ENTRY;
    const found = load<u32>(entry);
    if (found == 0) return 0;
    if (
      found == hash &&
      load<u32>(entry, 4) == kind &&
      load<u32>(entry, 12) == length &&
      equal(load<u32>(entry, 8), at, length)
    )
      return entry;
  }
  return 0;
}

/** Set by `recall`. */
export let recalled: i32 = 0;

/** True when these bytes of this kind are remembered; their number is then in `recalled`. */
export function recall(memo: Memo, hash: u32, kind: u32, at: u32, length: u32): bool {
  let entry = findIn(memo.youngTable, memo.mask, hash, kind, at, length);
  if (entry == 0) {
    entry = findIn(memo.oldTable, memo.mask, hash, kind, at, length);
    if (entry == 0) return false;
    recalled = load<i32>(entry, 16);
    remember(memo, hash, kind, at, length, recalled);
    return true;
  }
  recalled = load<i32>(entry, 16);
  return true;
}

/** Remembers a number for these bytes of this kind; what stands in its last place is forgotten for it. */
export function remember(memo: Memo, hash: u32, kind: u32, at: u32, length: u32, value: i32): void {
  if (length > memo.arenaBytes) return;
  if (memo.youngUsed + length > memo.arenaBytes || memo.youngCount > (memo.mask >> 1)) turn(memo);
  let entry: u32 = 0;
  for (let probe: u32 = 0; probe < PROBES; probe++) {
    entry = memo.youngTable + (((hash >> 1) + probe) & memo.mask) * ENTRY;
    if (load<u32>(entry) == 0) break;
  }
  if (load<u32>(entry) == 0) memo.youngCount++;
  const copy = memo.youngArena + memo.youngUsed;
  memory.copy(copy, at, length);
  memo.youngUsed += length;
  store<u32>(entry, hash);
  store<u32>(entry, kind, 4);
  store<u32>(entry, copy, 8);
  store<u32>(entry, length, 12);
  store<i32>(entry, value, 16);
}

function turn(memo: Memo): void {
  const table = memo.oldTable;
  const arena = memo.oldArena;
  memo.oldTable = memo.youngTable;
  memo.oldArena = memo.youngArena;
  memo.youngTable = table;
  memo.youngArena = arena;
  memo.youngUsed = 0;
  memo.youngCount = 0;
  memory.fill(table, 0, (memo.mask + 1) * ENTRY);
}
