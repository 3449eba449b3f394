import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { everyKindOfFile, kindOf, ledgerTargets, treeTargets } from "./support/flip-ledger.ts";
import {
  assertFlipsDetected,
  assertOriginalsAccepted,
  assertUncoveredPass,
  type FlipTarget,
  SEED,
  SOAK,
} from "./support/flipping.ts";

// Of 100,000 flips in all, the rest are in flips-proofs.test.ts and flips.test.ts.
const LEDGER_FLIPS = SOAK ? 25_000 : 160;
const TREE_FLIPS = SOAK ? 15_000 : 60;
/** A tree with two full tiles above each other: each check of it takes half a second. */
const TALL_FLIPS = SOAK ? 24 : 0;

describe(`one bit of a ledger's directory turned, MERIDIAN_SEED=${SEED}`, () => {
  test("every flip in a small ledger with files of every kind is found", async (context) => {
    const targets = ledgerTargets(await everyKindOfFile());
    assert.deepEqual(missingKinds(targets), []);
    await assertOriginalsAccepted(targets);
    const { flips, passed } = await assertFlipsDetected(targets, LEDGER_FLIPS, SEED);
    context.diagnostic(`${flips} flips in ${targets.length} files, ${passed} of them in what no promise covers`);
    await assertUncoveredPass(targets);
  });

  test("every flip in the tiles of a tree is found, full and partial, of two levels", async () => {
    const targets = await treeTargets(300);
    assert.deepEqual(targets.map(({ name }) => kindOf(name.split(" ")[0] ?? "")).sort(), [
      "checkpoint",
      "tile/0",
      "tile/0.p",
      "tile/1.p",
      "tile/entries",
      "tile/entries.p",
    ]);
    await assertOriginalsAccepted(targets);
    await assertFlipsDetected(targets, TREE_FLIPS, SEED);
  });

  test("and of three levels", { skip: SOAK ? false : "MERIDIAN_SOAK=1 runs it" }, async () => {
    const targets = await treeTargets(65_536 + 300);
    assert.ok(targets.some(({ name }) => name.startsWith("tile/1/000 ")));
    assert.ok(targets.some(({ name }) => name.startsWith("tile/2/000.p/1 ")));
    await assertFlipsDetected(targets, TALL_FLIPS, SEED);
  });
});

const KINDS = [
  /^checkpoint$/,
  /^envelopes\/.*\.ndjson$/,
  /^segments\/.*\.ndjson\.zst$/,
  /^segments\/.*\.leaves$/,
  /^segments\/seg-[0-9]+\.kept\.ndjson$/,
  /^segments\/seg-[0-9]+\.kept-2\.ndjson$/,
  /^tile\/0\/000\.p\//,
  /^tile\/entries\/000\.p\//,
  /^views\//,
];

function missingKinds(targets: readonly FlipTarget[]): readonly RegExp[] {
  return KINDS.filter((kind) => !targets.some(({ name }) => kind.test(name)));
}
