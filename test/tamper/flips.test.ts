import assert from "node:assert/strict";
import { test } from "node:test";
import { sha256 } from "../../src/merkle/index.ts";
import { requestedChecksPassed } from "../../src/verify/index.ts";
import { blamed, reportOn } from "./support/attacker.ts";
import { makeDossier, makeFixture } from "./support/fixture.ts";

const FLIPS = process.env["MERIDIAN_SOAK"] === "1" ? 1000 : 150;
const SEED = Number(process.env["MERIDIAN_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** A number below `bound` that depends on the seed and the step only. */
function draw(step: string, bound: number): number {
  const digest = sha256(new TextEncoder().encode(`${SEED} ${step}`));
  return Number(new DataView(digest.buffer).getBigUint64(0) % BigInt(bound));
}

test(`each of ${FLIPS} single-byte changes is found and its file named (MERIDIAN_SEED=${SEED})`, async (t) => {
  t.diagnostic(`MERIDIAN_SEED=${SEED}`);
  const files = await makeDossier(await makeFixture());
  const paths = [...files.keys()];
  for (let step = 0; step < FLIPS; step++) {
    // Every file has its turn, whatever its size; the place and the change are drawn.
    const path = paths[step % paths.length] as string;
    const bytes = Uint8Array.from(files.get(path) as Uint8Array);
    const at = draw(`${step} at`, bytes.length);
    bytes[at] = (bytes[at] as number) ^ (1 + draw(`${step} xor`, 255));
    const report = await reportOn(new Map(files).set(path, bytes));
    assert.ok(blamed(report).paths.includes(path), `flip ${step}: byte ${at} of ${path} is not named`);
    assert.equal(report.bytes.status, "broken");
    assert.equal(requestedChecksPassed(report), false);
  }
});

test("the untouched dossier is intact, so the flips are what is found", async () => {
  const report = await reportOn(await makeDossier(await makeFixture()));
  assert.deepEqual(blamed(report), { paths: [], kinds: [] });
  assert.equal(requestedChecksPassed(report), true);
});
