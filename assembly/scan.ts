// AssemblyScript. A chunk of lines from bytes to those that must be read in full.

import { beginExpressions } from "./expressions";
import { beginJudged, reasonToRead } from "./judged";
import { beginChunk, beginLine, passLine, walk } from "./line";
import { beginText } from "./text";
import { beginNames, tidyNames } from "./names";
import { reserve } from "./memory";
import { beginStructure, findMarks, hasHigh } from "./structure";
import { isUtf8 } from "./utf8";

/** Where a chunk is put before `scan`. */
export let input: u32 = 0;
/** Lines handed over: where they start, where their newline stands, and why. */
export let handed: u32 = 0;

/** Why a line is handed over, unless a rule may fire (judged.ts). */
const NOT_VOUCHED: u32 = 0;

let seed: u64 = 0;

/** Sets what hashes begin with, before `beginScan`. */
export function setSeed(drawn: u64): void {
  seed = drawn;
}

/** Makes room for chunks of `chunkBytes` and memos of so many places and bytes; false when there is none. */
export function beginScan(chunkBytes: u32, places: u32, arenaBytes: u32, tokenMax: u32): bool {
  input = reserve(chunkBytes + 128);
  // A blank line has one byte, and the last line of all may lack its newline.
  handed = reserve((chunkBytes + 1) * 12);
  if (input == 0 || handed == 0) return false;
  if (!beginStructure(chunkBytes + 64) || !beginLine() || !beginText(chunkBytes) || !beginExpressions()) return false;
  return beginNames(seed) && beginJudged(places, arenaBytes, tokenMax, seed);
}

/** Set by `scan`: lines handed over. */
let count: u32 = 0;

/** Scans the `length` bytes at `input`, the last of which is a newline; gives the number of lines handed over. */
export function scan(length: u32): u32 {
  const end = input + length;
  findMarks(input, end);
  beginChunk();
  count = 0;
  let start = input;
  while (start < end) {
    tidyNames();
    const isVouched = walk(start);
    const newline = passLine();
    const isText = isVouched && (!hasHigh(start, newline) || isUtf8(start, newline));
    if (!isText) hand(start, newline, NOT_VOUCHED);
    else {
      const reason = reasonToRead(start, newline);
      if (reason != 0) hand(start, newline, reason);
    }
    start = newline + 1;
  }
  return count;
}

function hand(start: u32, newline: u32, why: u32): void {
  const at = handed + count * 12;
  store<u32>(at, start - input);
  store<u32>(at, newline - input, 4);
  store<u32>(at, why, 8);
  count++;
}

