import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { flipBit, leavesUpTo, tileStore } from "../../test/support/merkle-tree.ts";
import {
  EMPTY_EDGE,
  earlierRoot,
  growTiles,
  inclusionProof,
  proveSubtree,
  sha256,
  treeRoot,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
} from "./index.ts";

const LEAVES = leavesUpTo(130);
const rootOf = (start: number, end: number) => treeRoot(sha256, LEAVES.slice(start, end));

type Leaves = readonly [start: number, end: number];

/** SUBTREE_SUBPROOF of draft-ietf-plants-merkle-tree-certs-02 §4.4.1 for a subtree of the tree over `tree`: the slow referee. */
function subtreeProof([start, end]: Leaves, tree: Leaves, whole = true): Uint8Array[] {
  const [from, to] = tree;
  if (start === from && end === to) return whole ? [] : [rootOf(from, to)];
  let k = 1;
  while (k * 2 < to - from) k *= 2;
  const middle = from + k;
  if (end <= middle) return [...subtreeProof([start, end], [from, middle], whole), rootOf(middle, to)];
  if (start >= middle) return [...subtreeProof([start, end], [middle, to], whole), rootOf(from, middle)];
  return [...subtreeProof([middle, end], [middle, to], false), rootOf(from, middle)];
}

/** A subtree [start, end) of a tree of `size` leaves. */
const subtree = fc
  .record({ height: fc.nat(6), at: fc.nat(127), width: fc.nat(63), more: fc.nat(40) }, { noNullPrototype: true })
  .map(({ height, at, width, more }) => {
    const full = 2 ** height;
    const start = Math.floor((at % 90) / full) * full;
    // Wider than half, so that the start is a multiple of the width rounded up.
    const end = Math.min(start + Math.floor(full / 2) + 1 + (width % Math.ceil(full / 2)), LEAVES.length);
    return { start, end, size: Math.min(end + more, LEAVES.length) };
  })
  .filter(({ start, end }) => end > start && end - start <= 64);

test("a subtree that is in the tree verifies, with any bit turned it does not", () => {
  fc.assert(
    fc.property(subtree, fc.nat(10_000), ({ start, end, size }, bit) => {
      const proof = subtreeProof([start, end], [0, size]);
      const [subtreeRoot, root] = [rootOf(start, end), rootOf(0, size)];
      const claim = { start: BigInt(start), end: BigInt(end), size: BigInt(size), subtreeRoot, root, proof };
      assert.deepEqual(verifySubtreeConsistency(sha256, claim), { ok: true, value: true });
      const refused = (change: Partial<typeof claim>) =>
        assert.equal(verifySubtreeConsistency(sha256, { ...claim, ...change }).ok, false);
      refused({ subtreeRoot: flipBit(subtreeRoot, bit) });
      refused({ root: flipBit(root, bit) });
      refused({ proof: [...proof, root] });
      if (proof.length === 0) return;
      const at = bit % proof.length;
      refused({ proof: proof.with(at, flipBit(proof[at] as Uint8Array, bit)) });
      refused({ proof: proof.slice(0, -1) });
      refused({ proof: proof.slice(1) });
    }),
  );
});

test("tiles give the proof of the draft, and the root of each smaller tree", async () => {
  await fc.assert(
    fc.asyncProperty(subtree, async ({ start, end, size }) => {
      const { source } = tileStore(growTiles(sha256, EMPTY_EDGE, LEAVES.slice(0, size)).files);
      const proof = await proveSubtree(sha256, source, { start, end }, size);
      assert.deepEqual(proof, { ok: true, value: subtreeProof([start, end], [0, size]) });
      assert.deepEqual(await earlierRoot(sha256, source, end, size), { ok: true, value: rootOf(0, end) });
    }),
    { numRuns: 60 },
  );
});

test("a leaf of a subtree verifies at its place in the tree and at no other", () => {
  fc.assert(
    fc.property(subtree, fc.nat(63), ({ start, end }, offset) => {
      const index = start + (offset % (end - start));
      const proof = inclusionProof(sha256, LEAVES.slice(start, end), index - start);
      const leaf = LEAVES[index] as Uint8Array;
      const claim = { index: BigInt(index), start: BigInt(start), end: BigInt(end), leaf, proof, root: rootOf(start, end) };
      assert.deepEqual(verifySubtreeInclusion(sha256, claim), { ok: true, value: true });
      assert.equal(verifySubtreeInclusion(sha256, { ...claim, index: claim.index + 1n }).ok, false);
      assert.equal(verifySubtreeInclusion(sha256, { ...claim, index: claim.start - 1n }).ok, false);
    }),
  );
});

const NO_SUBTREES: readonly (readonly [start: bigint, end: bigint, size: bigint])[] = [
  [1n, 3n, 8n],
  [2n, 5n, 8n],
  [4n, 9n, 16n],
  [3n, 2n, 8n],
  [-1n, 0n, 8n],
  [0n, 9n, 8n],
  [9n, 9n, 8n],
];
for (const [start, end, size] of NO_SUBTREES) {
  test(`[${start}, ${end}) is no subtree of ${size} leaves`, () => {
    const claim = { start, end, size, subtreeRoot: rootOf(0, 1), root: rootOf(0, 2), proof: [] };
    const verdict = verifySubtreeConsistency(sha256, claim);
    assert.equal(verdict.ok ? "" : verdict.fault.kind, "bad-range");
  });
}
