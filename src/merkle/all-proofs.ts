import type { Sha256 } from "../lib/index.ts";
import { nodeHash } from "./hash.ts";

/**
 * Inclusion proofs (leaf's sibling first) for `indexes` of a tree over these leaf hashes. The whole tree is hashed once, because many
 * are asked for. A node without a sibling moves up as it is: the tree of RFC 9162 §2.1.
 */
export function inclusionProofs(
  sha: Sha256,
  leafHashes: readonly Uint8Array[],
  indexes: readonly number[],
): ReadonlyMap<number, readonly Uint8Array[]> {
  const levels: (readonly Uint8Array[])[] = [leafHashes];
  for (let level = leafHashes; level.length > 1; level = levels.at(-1) ?? []) levels.push(parentsOf(sha, level));
  return new Map(indexes.map((index) => [index, proofOf(levels, index)]));
}

function parentsOf(sha: Sha256, level: readonly Uint8Array[]): readonly Uint8Array[] {
  const parents: Uint8Array[] = [];
  for (let at = 0; at < level.length; at += 2) {
    const [left, right] = [level[at] as Uint8Array, level[at + 1]];
    parents.push(right === undefined ? left : nodeHash(sha, left, right));
  }
  return parents;
}

function proofOf(levels: readonly (readonly Uint8Array[])[], index: number): readonly Uint8Array[] {
  return levels.flatMap((level, height) => level[Math.floor(index / 2 ** height) ^ 1] ?? []);
}
