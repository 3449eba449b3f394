import { equalBytes, no, type Sha256, yes } from "../lib/index.ts";
import { emptyRoot } from "./hash.ts";
import { foldSubtree, type ProofVerdict, type SubtreeClaim, verifyInclusion } from "./verify-proof.ts";

export type SubtreeInclusionClaim = {
  readonly index: bigint;
  readonly start: bigint;
  readonly end: bigint;
  readonly leaf: Uint8Array;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
};

/** Is `leaf` leaf `index` of the subtree [start, end)? draft-ietf-plants-merkle-tree-certs-02 §4.3.2. Input is untrusted. */
export function verifySubtreeInclusion(sha: Sha256, claim: SubtreeInclusionClaim): ProofVerdict {
  const { index, start, end, leaf, proof, root } = claim;
  if (!isSubtree(start, end)) return no({ kind: "bad-range", expected: "a subtree: start a multiple of its width rounded up" });
  return verifyInclusion(sha, { index: index - start, size: end - start, leaf, proof, root });
}

/**
 * Is the subtree [start, end) with `subtreeRoot` part of the tree of `size` leaves with `root`? §4.4.3 of the same draft. Input is
 * untrusted. The empty subtree is part of every tree: then only its root and the empty proof are checked, nothing about `root`.
 */
export function verifySubtreeConsistency(sha: Sha256, claim: SubtreeClaim): ProofVerdict {
  const { start, end, size, subtreeRoot, proof } = claim;
  if (!isSubtree(start, end) || end > size) {
    return no({ kind: "bad-range", expected: "a subtree: start a multiple of its width rounded up, end at most the size" });
  }
  if (start !== end) return foldSubtree(sha, claim);
  if (proof.length > 0) return no({ kind: "proof-too-long", length: proof.length });
  const computed = emptyRoot(sha);
  const same = equalBytes(computed, subtreeRoot);
  return same ? yes(true) : no({ kind: "root-mismatch", root: "old-root", expected: subtreeRoot, computed });
}

/** §4.1: 0 <= start <= end, and start is a multiple of the least power of two that is at least end - start. */
function isSubtree(start: bigint, end: bigint): boolean {
  if (start < 0n || end < start) return false;
  let width = 1n;
  while (width < end - start) width <<= 1n;
  return start % width === 0n;
}
