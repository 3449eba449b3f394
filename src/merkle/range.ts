import { assert } from "../lib/index.ts";

/** Leaves `start` up to, not including, `end`: a node of a tree. */
export type LeafRange = { readonly start: number; readonly end: number };

/** The nodes of an inclusion proof, leaf's sibling first (RFC 9162 §2.1.3.1). */
export function inclusionRanges(index: number, size: number): readonly LeafRange[] {
  assert(isCount(index) && isCount(size) && index < size, `expected an index below the size ${size}, got ${index}`);
  const ranges: LeafRange[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + powerBelow(end - start);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.reverse();
}

/** The nodes of a consistency proof, deepest first (RFC 9162 §2.1.4.1). There is none from the empty tree: `oldSize` is 1 or more. */
export function consistencyRanges(oldSize: number, newSize: number): readonly LeafRange[] {
  assert(isCount(newSize) && oldSize >= 1 && oldSize <= newSize, `expected 1 <= old size <= ${newSize}, got ${oldSize}`);
  const ranges: LeafRange[] = [];
  let start = 0;
  let end = newSize;
  while (end !== oldSize) {
    const middle = start + powerBelow(end - start);
    if (oldSize <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  // A node that starts at 0 and ends at the old size is the old root, which the verifier has.
  if (start !== 0) ranges.push({ start, end });
  return ranges.reverse();
}

/** Complete subtrees that together are the range, largest first. `start` must be a multiple of the largest. */
export function completeSubtrees({ start, end }: LeafRange): readonly LeafRange[] {
  const subtrees: LeafRange[] = [];
  for (let at = start; at < end; ) {
    const next = at + powerUpTo(end - at);
    subtrees.push({ start: at, end: next });
    at = next;
  }
  return subtrees;
}

/** The largest power of two below `count` (2 or more): where RFC 9162 §2.1.1 splits a tree. */
function powerBelow(count: number): number {
  return powerUpTo(count - 1);
}

/** The largest power of two that is at most `count` (1 or more). Exact up to 2^53, where `Math.log2` is not. */
function powerUpTo(count: number): number {
  let power = 1;
  while (power * 2 <= count) power *= 2;
  return power;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
