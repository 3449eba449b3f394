import { assert, type Sha256 } from "../lib/index.ts";
import { treeRoot } from "./frontier.ts";
import { consistencyRanges, inclusionRanges, type LeafRange } from "./range.ts";

/**
 * Inclusion proof of leaf `index` in the tree over `leafHashes`, leaf's sibling first (RFC 9162 §2.1.3.1). Hashes the whole tree
 * once: meant for segments; a ledger makes its proofs from tiles.
 */
export function inclusionProof(sha: Sha256, leafHashes: readonly Uint8Array[], index: number): Uint8Array[] {
  return inclusionRanges(index, leafHashes.length).map((range) => rangeRoot(sha, leafHashes, range));
}

/** Consistency proof from the first `oldSize` (1 or more) leaves to all of `leafHashes` (RFC 9162 §2.1.4.1). */
export function consistencyProof(sha: Sha256, leafHashes: readonly Uint8Array[], oldSize: number): Uint8Array[] {
  return consistencyRanges(oldSize, leafHashes.length).map((range) => rangeRoot(sha, leafHashes, range));
}

function rangeRoot(sha: Sha256, leafHashes: readonly Uint8Array[], { start, end }: LeafRange): Uint8Array {
  assert(end <= leafHashes.length, `expected ${end} leaf hashes, got ${leafHashes.length}`);
  return treeRoot(sha, leafHashes.slice(start, end));
}
