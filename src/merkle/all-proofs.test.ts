import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { inclusionProof, inclusionProofs, leafHash, sha256, treeRoot, verifyInclusion } from "./index.ts";

const commitments = (count: number) => Array.from({ length: count }, (_, at) => sha256(Uint8Array.of(at & 255, at >> 8)));

test("every proof is the one that is made for it alone, for trees of every shape", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), (count) => {
      const entries = commitments(count);
      const leaves = entries.map((entry) => leafHash(sha256, entry));
      const proofs = inclusionProofs(sha256, leaves, [...entries.keys()]);
      for (const [index, leaf] of leaves.entries()) {
        const proof = proofs.get(index) ?? [];
        assert.deepEqual(proof, inclusionProof(sha256, leaves, index));
        const claim = { index: BigInt(index), size: BigInt(count), leaf, proof, root: treeRoot(sha256, leaves) };
        assert.ok(verifyInclusion(sha256, claim).ok);
      }
    }),
    { numRuns: 25 },
  );
});
