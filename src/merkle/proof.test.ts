import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { flipBit, leavesUpTo } from "../../test/support/merkle-tree.ts";
import { toHex, utf8 } from "../lib/index.ts";
import {
  consistencyProof,
  emptyRoot,
  Frontier,
  inclusionProof,
  leafHash,
  nodeHash,
  sha256,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from "./index.ts";

const LEAVES = leavesUpTo(600);
const ROOTS = LEAVES.map((_, size) => treeRoot(sha256, LEAVES.slice(0, size)));

/** RFC 9162 §2.1.1, word for word: the slow referee. */
function definedRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return emptyRoot(sha256);
  if (leaves.length === 1) return leaves[0] as Uint8Array;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(sha256, definedRoot(leaves.slice(0, k)), definedRoot(leaves.slice(k)));
}

/** A tree, a leaf of it and the right proof. */
const inclusion = fc
  .integer({ min: 1, max: 300 })
  .chain((size) => fc.record({ size: fc.constant(size), index: fc.nat(size - 1) }))
  .map(({ size, index }) => ({
    index: BigInt(index),
    size: BigInt(size),
    leaf: LEAVES[index] as Uint8Array,
    proof: inclusionProof(sha256, LEAVES.slice(0, size), index),
    root: ROOTS[size] as Uint8Array,
  }));

/** Two sizes of a tree and the right proof. */
const consistency = fc
  .integer({ min: 1, max: 300 })
  .chain((newSize) => fc.record({ newSize: fc.constant(newSize), oldSize: fc.integer({ min: 1, max: newSize }) }))
  .map(({ oldSize, newSize }) => ({
    oldSize: BigInt(oldSize),
    newSize: BigInt(newSize),
    oldRoot: ROOTS[oldSize] as Uint8Array,
    newRoot: ROOTS[newSize] as Uint8Array,
    proof: consistencyProof(sha256, LEAVES.slice(0, newSize), oldSize),
  }));

test("a leaf is hashed with 0x00 before it, a node with 0x01", () => {
  assert.equal(toHex(emptyRoot(sha256)), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert.equal(toHex(leafHash(sha256, utf8(""))), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  const left = utf8("N123");
  assert.equal(toHex(nodeHash(sha256, left, utf8("N456"))), "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb");
});

test("the root is the one RFC 9162 defines, for every size to 130", () => {
  for (let size = 0; size <= 130; size++) assert.deepEqual(ROOTS[size], definedRoot(LEAVES.slice(0, size)), `size ${size}`);
});

test("a frontier goes on from its own peaks", () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(200), (first, more) => {
      const before = new Frontier(sha256);
      for (const leaf of LEAVES.slice(0, first)) before.append(leaf);
      const after = new Frontier(sha256, before.size, before.peaks);
      for (const leaf of LEAVES.slice(first, first + more)) after.append(leaf);
      assert.equal(after.size, first + more);
      assert.deepEqual(after.root(), ROOTS[first + more]);
    }),
  );
});

test("a frontier refuses peaks that are not of its size", () => {
  assert.throws(() => new Frontier(sha256, 3, [LEAVES[0] as Uint8Array]), /expected 2 peaks/);
  assert.throws(() => new Frontier(sha256, -1), /expected a size/);
  assert.throws(() => new Frontier(sha256).append(utf8("short")), /32 bytes/);
});

test("every inclusion proof that we make verifies, for every leaf of every tree to 70", () => {
  for (let size = 1; size <= 70; size++) {
    for (let index = 0; index < size; index++) {
      const proof = inclusionProof(sha256, LEAVES.slice(0, size), index);
      const claim = {
        index: BigInt(index),
        size: BigInt(size),
        leaf: LEAVES[index] as Uint8Array,
        proof,
        root: ROOTS[size] as Uint8Array,
      };
      assert.deepEqual(verifyInclusion(sha256, claim), { ok: true, value: true });
    }
  }
});

test("every consistency proof that we make verifies, between all sizes to 70", () => {
  for (let newSize = 1; newSize <= 70; newSize++) {
    for (let oldSize = 1; oldSize <= newSize; oldSize++) {
      const proof = consistencyProof(sha256, LEAVES.slice(0, newSize), oldSize);
      const [oldRoot, newRoot] = [ROOTS[oldSize] as Uint8Array, ROOTS[newSize] as Uint8Array];
      const claim = { oldSize: BigInt(oldSize), newSize: BigInt(newSize), oldRoot, newRoot, proof };
      assert.deepEqual(verifyConsistency(sha256, claim), { ok: true, value: true });
    }
  }
});

test("an inclusion proof with any bit turned, a hash more or less, or another place does not verify", () => {
  fc.assert(
    fc.property(inclusion, fc.nat(100_000), (claim, bit) => {
      const refused = (change: Partial<typeof claim>) => assert.equal(verifyInclusion(sha256, { ...claim, ...change }).ok, false);
      refused({ leaf: flipBit(claim.leaf, bit) });
      refused({ root: flipBit(claim.root, bit) });
      refused({ proof: [...claim.proof, claim.root] });
      refused({ index: claim.index + 1n });
      refused({ index: claim.size });
      refused({ index: -1n });
      if (claim.proof.length === 0) return;
      const at = bit % claim.proof.length;
      refused({ proof: claim.proof.with(at, flipBit(claim.proof[at] as Uint8Array, bit)) });
      refused({ proof: claim.proof.slice(1) });
      refused({ proof: claim.proof.slice(0, -1) });
      refused({ proof: claim.proof.with(at, (claim.proof[at] as Uint8Array).subarray(1)) });
    }),
  );
});

test("a consistency proof with any bit turned, or a hash more or less, does not verify", () => {
  fc.assert(
    fc.property(consistency, fc.nat(100_000), (claim, bit) => {
      const refused = (change: Partial<typeof claim>) =>
        assert.equal(verifyConsistency(sha256, { ...claim, ...change }).ok, false);
      refused({ oldRoot: flipBit(claim.oldRoot, bit) });
      refused({ newRoot: flipBit(claim.newRoot, bit) });
      refused({ proof: [...claim.proof, claim.newRoot] });
      refused({ oldSize: claim.newSize + 1n });
      if (claim.proof.length === 0) return;
      const at = bit % claim.proof.length;
      refused({ proof: claim.proof.with(at, flipBit(claim.proof[at] as Uint8Array, bit)) });
      refused({ proof: claim.proof.slice(1) });
      refused({ proof: claim.proof.slice(0, -1) });
      refused({ oldRoot: claim.newRoot, newRoot: claim.oldRoot });
    }),
  );
});

test("sizes beyond 2^53 are told apart", () => {
  const size = 2n ** 64n - 1n;
  const proof = Array.from({ length: 64 }, () => LEAVES[0] as Uint8Array);
  const verdict = verifyInclusion(sha256, {
    index: 0n,
    size,
    leaf: LEAVES[1] as Uint8Array,
    proof,
    root: LEAVES[2] as Uint8Array,
  });
  assert.equal(verdict.ok ? "" : verdict.fault.kind, "root-mismatch");
  const short = verifyInclusion(sha256, {
    index: size - 1n,
    size,
    leaf: LEAVES[1] as Uint8Array,
    proof: proof.slice(0, 62),
    root: LEAVES[2] as Uint8Array,
  });
  assert.deepEqual(short, { ok: false, fault: { kind: "proof-too-short", length: 62 } });
});

test("there is no consistency proof from the empty tree, not even to itself", () => {
  const claim = { oldSize: 0n, oldRoot: emptyRoot(sha256), proof: [] };
  for (const newSize of [0n, 1n]) {
    const verdict = verifyConsistency(sha256, { ...claim, newSize, newRoot: ROOTS[Number(newSize)] as Uint8Array });
    assert.deepEqual(verdict, { ok: false, fault: { kind: "empty-old-tree" } });
  }
  assert.throws(() => consistencyProof(sha256, LEAVES.slice(0, 3), 0), /1 <= old size/);
});

test("a hash too many is refused even when the root was made to fit it", () => {
  const [leaf, extra] = LEAVES as [Uint8Array, Uint8Array];
  const root = nodeHash(sha256, extra, leaf);
  const tooLong = { ok: false, fault: { kind: "proof-too-long", length: 1 } };
  assert.deepEqual(verifyInclusion(sha256, { index: 0n, size: 1n, leaf, proof: [extra], root }), tooLong);
  const grown = { oldSize: 1n, newSize: 1n, oldRoot: leaf, newRoot: root, proof: [extra] };
  assert.deepEqual(verifyConsistency(sha256, grown), tooLong);
});

test("a hash of another length is refused even when the root was made to fit it", () => {
  const [leaf, other] = LEAVES as [Uint8Array, Uint8Array];
  const long = Uint8Array.from([...other, ...other]);
  const inclusion = { index: 1n, size: 2n, leaf, proof: [long], root: nodeHash(sha256, long, leaf) };
  assert.deepEqual(verifyInclusion(sha256, inclusion), { ok: false, fault: { kind: "bad-hash", at: 0, bytes: 64 } });
  const consistency = { oldSize: 1n, newSize: 2n, oldRoot: leaf, newRoot: nodeHash(sha256, leaf, long), proof: [long] };
  assert.deepEqual(verifyConsistency(sha256, consistency), { ok: false, fault: { kind: "bad-hash", at: 0, bytes: 64 } });
  const longLeaf = { ...inclusion, leaf: long, proof: [other], root: nodeHash(sha256, other, long) };
  assert.deepEqual(verifyInclusion(sha256, longLeaf), { ok: false, fault: { kind: "bad-hash", at: "leaf", bytes: 64 } });
});

test("a proof fault says what was computed", () => {
  const leaf = LEAVES[0] as Uint8Array;
  const root = LEAVES[1] as Uint8Array;
  const verdict = verifyInclusion(sha256, { index: 0n, size: 1n, leaf, proof: [], root });
  assert.deepEqual(verdict, { ok: false, fault: { kind: "root-mismatch", root: "root", expected: root, computed: leaf } });
});

test("asking for a leaf beyond the tree is a bug, not an answer", () => {
  assert.throws(() => inclusionProof(sha256, LEAVES.slice(0, 3), 3), /index below the size/);
});
