import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeSignatureChecks } from "../../src/ledger/io/index.ts";
import { filesInMemory, requestedChecksPassed, verifyDossier } from "../../src/verify/index.ts";
import { flipBit } from "../support/merkle-tree.ts";
import { seededRandom } from "../support/random.ts";
import { blamed, reportOn } from "./support/attacker.ts";
import { makeDossier, makeFixture } from "./support/fixture.ts";
import { remembering } from "./support/flip-ledger.ts";
import { SEED, SOAK } from "./support/flipping.ts";

const FLIPS = SOAK ? 6000 : 150;

test(`each of ${FLIPS} single-bit changes of a dossier is found and its file named (MERIDIAN_SEED=${SEED})`, async (t) => {
  t.diagnostic(`MERIDIAN_SEED=${SEED}`);
  const files = await makeDossier(await makeFixture());
  const checks = remembering(nodeSignatureChecks);
  const paths = [...files.keys()];
  const random = seededRandom(SEED);
  for (let step = 0; step < FLIPS; step++) {
    // Every file has its turn, whatever its size; the bit is drawn.
    const path = paths[step % paths.length] as string;
    const bytes = files.get(path) as Uint8Array;
    const bit = Math.floor(random() * bytes.length * 8);
    const report = await verifyDossier(filesInMemory(new Map(files).set(path, flipBit(bytes, bit))), checks);
    assert.ok(blamed(report).paths.includes(path), `flip ${step}: bit ${bit} of ${path} is not named`);
    assert.equal(report.bytes.status, "broken");
    assert.equal(requestedChecksPassed(report), false);
  }
});

test("the untouched dossier is intact, so the flips are what is found", async () => {
  const report = await reportOn(await makeDossier(await makeFixture()));
  assert.deepEqual(blamed(report), { paths: [], kinds: [] });
  assert.equal(requestedChecksPassed(report), true);
});
