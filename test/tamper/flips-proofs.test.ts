import { describe, test } from "node:test";
import { forkTargets, proofTargets, tokenTargets } from "./support/flip-proofs.ts";
import { vaultTargets } from "./support/flip-vault.ts";
import {
  assertFlipsDetected,
  assertOriginalsAccepted,
  assertUncoveredPass,
  type FlipTarget,
  SEED,
  SOAK,
} from "./support/flipping.ts";

const FLIPS = SOAK ? 9000 : 40;

const CLASSES: readonly (readonly [name: string, targets: () => Promise<readonly FlipTarget[]>, flips: number])[] = [
  ["checkpoints, inclusion and consistency", proofTargets, 2 * FLIPS],
  ["fork proofs", forkTargets, FLIPS],
  ["time stamps", async () => tokenTargets(), FLIPS],
  ["exhibits, redacted copies, sealed files and grants", async () => (await made()).proofs, FLIPS],
  ["bags of exhibits", async () => (await made()).bag, FLIPS],
];

let madeOnce: ReturnType<typeof vaultTargets> | undefined;
function made(): ReturnType<typeof vaultTargets> {
  madeOnce ??= vaultTargets();
  return madeOnce;
}

describe(`one bit of what travels turned, MERIDIAN_SEED=${SEED}`, () => {
  for (const [name, targetsOf, count] of CLASSES) {
    test(`every flip in ${name} is found`, async (context) => {
      const targets = await targetsOf();
      await assertOriginalsAccepted(targets);
      const { flips, passed } = await assertFlipsDetected(targets, count, SEED);
      context.diagnostic(`${flips} flips in ${targets.length} files, ${passed} of them in what no promise covers`);
      await assertUncoveredPass(targets);
    });
  }
});
