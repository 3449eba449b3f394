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
  return subtreeRanges({ start: 0, end: oldSize }, newSize);
}

/**
 * The nodes of a subtree consistency proof, deepest first (draft-ietf-plants-merkle-tree-certs-02 §4.4.1). `subtree` is not empty and
 * starts at a multiple of its width rounded up to a power of two.
 */
export function subtreeRanges(subtree: LeafRange, size: number): readonly LeafRange[] {
  assert(isCount(size) && subtree.start < subtree.end && subtree.end <= size, `expected a subtree of a tree of ${size} leaves`);
  const ranges: LeafRange[] = [];
  let [start, end, wanted] = [0, size, subtree.start];
  while (end !== subtree.end || start !== wanted) {
    const middle = start + powerBelow(end - start);
    if (subtree.end <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      // Over the middle goes only what starts with the tree: its left part is proved as a node of its own.
      if (wanted < middle) assert(wanted === start, "a subtree starts at a multiple of its width");
      wanted = Math.max(wanted, middle);
      start = middle;
    }
  }
  // A node that is the whole subtree is its root, which the verifier has.
  if (start !== subtree.start) ranges.push({ start, end });
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
