import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { leavesUpTo, tileStore } from "../../test/support/merkle-tree.ts";
import {
  bundlesForGrowth,
  consistencyProof,
  EMPTY_EDGE,
  edgeRoot,
  growTiles,
  inclusionProof,
  proveConsistency,
  proveInclusion,
  readEdge,
  rootFromTiles,
  sha256,
  type TileEdge,
  type TileFile,
  tilePath,
  tilesForGrowth,
  treeRoot,
} from "./index.ts";

const LEAVES = leavesUpTo(66_200);

/** Every file a log has after growing to these sizes in turn. */
function grown(sizes: readonly number[]): { readonly files: readonly TileFile[]; readonly edge: TileEdge } {
  let edge = EMPTY_EDGE;
  const files: TileFile[] = [];
  for (const size of sizes) {
    const step = growTiles(sha256, edge, LEAVES.slice(edge.size, size));
    files.push(...step.files);
    edge = step.edge;
  }
  return { files, edge };
}

const steps = fc
  .array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 6 })
  .map((sizes) => sizes.sort((a, b) => a - b));

test("the specification's example: 70,000 entries", () => {
  const tiles = tilesForGrowth(0, 70_000);
  const count = (level: number, width: number) => tiles.filter((tile) => tile.level === level && tile.width === width).length;
  assert.deepEqual(
    [count(0, 256), count(0, 112), count(1, 256), count(1, 17), count(2, 1), tiles.length],
    [273, 1, 1, 1, 1, 273 + 4],
  );
  assert.deepEqual(tilesForGrowth(0, 256), [
    { level: 0, index: 0, width: 256 },
    { level: 1, index: 0, width: 1 },
  ]);
});

test("growing by one writes only what changes", () => {
  assert.deepEqual(tilesForGrowth(300, 301), [{ level: 0, index: 1, width: 45 }]);
  assert.deepEqual(tilesForGrowth(511, 512), [
    { level: 0, index: 1, width: 256 },
    { level: 1, index: 0, width: 2 },
  ]);
  assert.deepEqual(tilesForGrowth(300, 300), []);
  assert.deepEqual(tilesForGrowth(0, 0), []);
  assert.deepEqual(bundlesForGrowth(255, 257), [
    { index: 0, width: 256 },
    { index: 1, width: 1 },
  ]);
  assert.throws(() => tilesForGrowth(5, 4), /cannot grow/);
});

test("growTiles writes exactly the tiles that tilesForGrowth names", () => {
  fc.assert(
    fc.property(steps, (sizes) => {
      const named: string[] = [];
      sizes.forEach((size, at) => {
        named.push(...tilesForGrowth(sizes[at - 1] ?? 0, size).map(({ level, index, width }) => tilePath(level, index, width)));
      });
      assert.deepEqual(
        grown(sizes).files.map((file) => file.path),
        named,
      );
    }),
  );
});

test("a log that grew in steps has the tiles, edge and root of one that grew at once", () => {
  fc.assert(
    fc.property(steps, (sizes) => {
      const size = sizes.at(-1) ?? 0;
      const inSteps = grown(sizes);
      const atOnce = grown([size]);
      const stored = tileStore(inSteps.files).files;
      for (const { path, bytes } of atOnce.files) assert.deepEqual(stored.get(path), bytes, path);
      assert.deepEqual(edgeRoot(sha256, inSteps.edge), treeRoot(sha256, LEAVES.slice(0, size)));
      assert.equal(inSteps.edge.size, size);
    }),
  );
});

test("proofs and roots from tiles equal those from leaves, at every size that was published", async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), fc.nat(), async (sizes, first, second) => {
      const { source } = tileStore(grown(sizes).files);
      for (const size of sizes.filter((published) => published > 0)) {
        const leaves = LEAVES.slice(0, size);
        const [index, oldSize] = [first % size, 1 + (second % size)];
        assert.deepEqual(await rootFromTiles(sha256, source, size), { ok: true, value: treeRoot(sha256, leaves) });
        const inclusion = await proveInclusion(sha256, source, index, size);
        assert.deepEqual(inclusion, { ok: true, value: inclusionProof(sha256, leaves, index) });
        const consistency = await proveConsistency(sha256, source, oldSize, size);
        assert.deepEqual(consistency, { ok: true, value: consistencyProof(sha256, leaves, oldSize) });
      }
    }),
    { numRuns: process.env["MERIDIAN_SOAK"] === "1" ? 200 : 10 },
  );
});

test("three levels of tiles give the same proofs", async () => {
  const size = LEAVES.length;
  const { files, edge } = grown([65_535, 65_536, size]);
  const { source } = tileStore(files);
  assert.deepEqual(edgeRoot(sha256, edge), treeRoot(sha256, LEAVES));
  for (const index of [255, 65_536]) {
    const proof = await proveInclusion(sha256, source, index, size);
    assert.deepEqual(proof, { ok: true, value: inclusionProof(sha256, LEAVES, index) }, `leaf ${index}`);
  }
  for (const oldSize of [257, 65_536]) {
    const proof = await proveConsistency(sha256, source, oldSize, size);
    assert.deepEqual(proof, { ok: true, value: consistencyProof(sha256, LEAVES, oldSize) }, `from ${oldSize}`);
  }
});

test("an edge read back from tiles is the edge that was left", async () => {
  for (const size of [0, 1, 255, 256, 257, 512, 700]) {
    const { files, edge } = grown([size]);
    const read = await readEdge(tileStore(files).source, size);
    assert.ok(read.ok);
    assert.deepEqual(edgeRoot(sha256, read.value), edgeRoot(sha256, edge));
    const [more, again] = [read.value, edge].map((start) => growTiles(sha256, start, LEAVES.slice(size, size + 300)));
    assert.deepEqual(more?.files, again?.files);
  }
});

test("a partial tile that is gone is read from the full one", async () => {
  const { files } = grown([300, 600]);
  const source = tileStore(files.filter((file) => file.path !== "tile/0/001.p/44")).source;
  const proof = await proveInclusion(sha256, source, 299, 300);
  assert.deepEqual(proof, { ok: true, value: inclusionProof(sha256, LEAVES.slice(0, 300), 299) });
});

test("a tile that is missing or has another length is named", async () => {
  const { files } = grown([300]);
  const missing = tileStore(files.filter((file) => file.path !== "tile/0/001.p/44")).source;
  const fault = { kind: "missing-tile", path: "tile/0/001.p/44" };
  assert.deepEqual(await rootFromTiles(sha256, missing, 300), { ok: false, fault });
  const cut = tileStore(files.map(({ path, bytes }) => ({ path, bytes: bytes.subarray(1) }))).source;
  assert.deepEqual(await proveInclusion(sha256, cut, 0, 300), {
    ok: false,
    fault: { kind: "bad-tile", path: "tile/0/000", expectedBytes: 8192, bytes: 8191 },
  });
});

test("an edge that does not have the width of its size is a bug", () => {
  assert.throws(() => growTiles(sha256, { size: 3, levels: [] }, LEAVES.slice(0, 1)), /edge of the log/);
});
