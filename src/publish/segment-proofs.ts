import type { Sha256 } from "../lib/index.ts";
import { leafHash, nodeHash } from "../merkle/index.ts";

/**
 * Inclusion proofs (leaf's sibling first) for `indexes` of a segment with these leaves. The whole tree is hashed once, because a
 * case cites many records of few segments. A node without a sibling moves up as it is: the tree of RFC 9162 §2.1.
 */
export function segmentProofs(
  sha256: Sha256,
  leaves: readonly Uint8Array[],
  indexes: readonly number[],
): ReadonlyMap<number, readonly Uint8Array[]> {
  const levels: Uint8Array[][] = [leaves.map((leaf) => leafHash(sha256, leaf))];
  for (let level = levels[0] ?? []; level.length > 1; level = levels.at(-1) ?? []) levels.push(parentsOf(sha256, level));
  return new Map(indexes.map((index) => [index, proofOf(levels, index)]));
}

function parentsOf(sha256: Sha256, level: readonly Uint8Array[]): Uint8Array[] {
  const parents: Uint8Array[] = [];
  for (let at = 0; at < level.length; at += 2) {
    const [left, right] = [level[at] as Uint8Array, level[at + 1]];
    parents.push(right === undefined ? left : nodeHash(sha256, left, right));
  }
  return parents;
}

function proofOf(levels: readonly (readonly Uint8Array[])[], index: number): readonly Uint8Array[] {
  return levels.flatMap((level, height) => level[Math.floor(index / 2 ** height) ^ 1] ?? []);
}
