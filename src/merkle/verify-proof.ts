import { type Checked, equalBytes, no, type Sha256, yes } from "../lib/index.ts";
import { HASH_BYTES, nodeHash } from "./hash.ts";

/** Why a proof is not one. */
export type ProofFault =
  /** A hash that is not 32 bytes; `at` is its place in the proof, or the name of the root or leaf. */
  | { readonly kind: "bad-hash"; readonly at: number | "leaf" | "root" | "old-root" | "new-root"; readonly bytes: number }
  | { readonly kind: "bad-range"; readonly expected: string }
  | { readonly kind: "empty-old-tree" }
  | { readonly kind: "proof-too-short" | "proof-too-long"; readonly length: number }
  | {
      readonly kind: "root-mismatch";
      readonly root: "root" | "old-root" | "new-root";
      readonly expected: Uint8Array;
      readonly computed: Uint8Array;
    };

/** An answer about a proof. */
export type ProofVerdict = Checked<true, ProofFault>;

export type InclusionClaim = {
  readonly index: bigint;
  readonly size: bigint;
  /** Leaf hash (not the entry). */
  readonly leaf: Uint8Array;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
};

/** Does `proof` show that `leaf` is leaf `index` of the tree of `size` leaves with `root`? RFC 9162 §2.1.3.2. Input is untrusted. */
export function verifyInclusion(sha: Sha256, claim: InclusionClaim): ProofVerdict {
  const { index, size, leaf, proof, root } = claim;
  if (index < 0n || index >= size) return no({ kind: "bad-range", expected: `an index below the size ${size}` });
  const lengths = checkHashes(proof, { leaf, root });
  if (!lengths.ok) return lengths;
  let fn = index;
  let sn = size - 1n;
  let computed = leaf;
  for (const hash of proof) {
    if (sn === 0n) return no({ kind: "proof-too-long", length: proof.length });
    if (isOdd(fn) || fn === sn) {
      computed = nodeHash(sha, hash, computed);
      while (!isOdd(fn) && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else {
      computed = nodeHash(sha, computed, hash);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  if (sn !== 0n) return no({ kind: "proof-too-short", length: proof.length });
  return sameRoot("root", root, computed);
}

export type ConsistencyClaim = {
  readonly oldSize: bigint;
  readonly newSize: bigint;
  readonly oldRoot: Uint8Array;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
};

/**
 * Does `proof` show that the tree of `newSize` leaves only added to the tree of `oldSize`? RFC 9162 §2.1.4.2. Input is untrusted.
 * An old size of 0 is always refused, even with an empty proof: everything extends nothing, so there is nothing that a proof
 * could show, and "yes" would read as if there were (spec/checkpoint.md §Consistency; the convention of transparency-dev/merkle).
 */
export function verifyConsistency(sha: Sha256, claim: ConsistencyClaim): ProofVerdict {
  if (claim.oldSize === 0n) return no({ kind: "empty-old-tree" });
  return foldSubtree(sha, {
    start: 0n,
    end: claim.oldSize,
    size: claim.newSize,
    subtreeRoot: claim.oldRoot,
    root: claim.newRoot,
    proof: claim.proof,
  });
}

export type SubtreeClaim = {
  readonly start: bigint;
  readonly end: bigint;
  readonly size: bigint;
  readonly subtreeRoot: Uint8Array;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
};

/** The fold of draft-ietf-plants-merkle-tree-certs-02 §4.4.3, of which RFC 9162 §2.1.4.2 is the case start = 0. The range is not empty. */
export function foldSubtree(sha: Sha256, claim: SubtreeClaim): ProofVerdict {
  const { start, end, size, subtreeRoot, root, proof } = claim;
  if (!(start >= 0n && start < end && end <= size))
    return no({ kind: "bad-range", expected: `a range within the newer tree of ${size} leaves` });
  // The same tree: the roots are compared as they are, whatever they are.
  if (end - start === size && proof.length === 0) return sameRoot("new-root", root, subtreeRoot);
  const lengths = checkHashes(proof, { "old-root": subtreeRoot, "new-root": root });
  if (!lengths.ok) return lengths;
  const folded = foldBoth(sha, claim);
  if (!folded.ok) return folded;
  const oldSame = sameRoot("old-root", subtreeRoot, folded.value.subtree);
  return oldSame.ok ? sameRoot("new-root", root, folded.value.tree) : oldSame;
}

type FoldedRoots = { readonly subtree: Uint8Array; readonly tree: Uint8Array };

/** The roots that the proof leads to. fn, sn and tn are the draft's names: first and last of the subtree, last of the tree, at one height. */
function foldBoth(sha: Sha256, { start, end, size, subtreeRoot, proof }: SubtreeClaim): Checked<FoldedRoots, ProofFault> {
  let [fn, sn, tn] = [start, end - 1n, size - 1n];
  // A subtree on the right edge is a node of the tree as it is; any other has a complete node as its last part.
  while (fn !== sn && (sn === tn || isOdd(sn))) [fn, sn, tn] = [fn >> 1n, sn >> 1n, tn >> 1n];
  const [seed, ...rest] = fn === sn ? [subtreeRoot, ...proof] : proof;
  if (seed === undefined) return no({ kind: "proof-too-short", length: 0 });
  let [subtree, tree] = [seed, seed];
  for (const hash of rest) {
    if (tn === 0n) return no({ kind: "proof-too-long", length: proof.length });
    if (isOdd(sn) || sn === tn) {
      if (fn < sn) subtree = nodeHash(sha, hash, subtree);
      tree = nodeHash(sha, hash, tree);
      while (!isOdd(sn)) [fn, sn, tn] = [fn >> 1n, sn >> 1n, tn >> 1n];
    } else {
      tree = nodeHash(sha, tree, hash);
    }
    [fn, sn, tn] = [fn >> 1n, sn >> 1n, tn >> 1n];
  }
  return tn === 0n ? yes({ subtree, tree }) : no({ kind: "proof-too-short", length: proof.length });
}

type RootName = "leaf" | "root" | "old-root" | "new-root";

/** Says which hash of a claim is not 32 bytes. */
function checkHashes(proof: readonly Uint8Array[], named: Partial<Record<RootName, Uint8Array>>): ProofVerdict {
  for (const [name, hash] of Object.entries(named)) {
    if (hash.length !== HASH_BYTES) return no({ kind: "bad-hash", at: name as RootName, bytes: hash.length });
  }
  const at = proof.findIndex((hash) => hash.length !== HASH_BYTES);
  return at === -1 ? yes(true) : no({ kind: "bad-hash", at, bytes: proof[at]?.length ?? 0 });
}

function sameRoot(root: "root" | "old-root" | "new-root", expected: Uint8Array, computed: Uint8Array): ProofVerdict {
  return equalBytes(expected, computed) ? yes(true) : no({ kind: "root-mismatch", root, expected, computed });
}

function isOdd(value: bigint): boolean {
  return (value & 1n) === 1n;
}
