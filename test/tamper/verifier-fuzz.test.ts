import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeSignatureChecks } from "../../src/ledger/io/index.ts";
import { textOf } from "../../src/lib/index.ts";
import { DOSSIER } from "../../src/model/index.ts";
import { formatReport, requestedChecksPassed, verifyDossier } from "../../src/verify/index.ts";
import { seededRandom } from "../support/random.ts";
import { recompute } from "./support/attacker.ts";
import { makeDossier, makeFixture } from "./support/fixture.ts";
import { remembering } from "./support/flip-ledger.ts";
import { SEED, SOAK } from "./support/flipping.ts";
import { CHANGES, Dice, put, type Served, served, sourceOf } from "./support/hostile-dossiers.ts";

const ROUNDS = SOAK ? 400 : 4;
/** Of one core: the dearest of these dossiers takes a tenth of it on a machine with nothing else to do. */
const CPU_MS_MAX = 5000;
const RSS_GROWTH_BYTES_MAX = 1_000_000_000;

const files = await makeDossier(await makeFixture());
const checks = remembering(nodeSignatureChecks);

function isOriginal({ entries, bytes, unreadable }: Served): boolean {
  return (
    entries.length === files.size &&
    unreadable.size === 0 &&
    new Set(entries.map(({ path }) => path)).size === files.size &&
    entries.every(({ path, bytes: size }) => {
      const [is, was] = [bytes.get(path), files.get(path)];
      return was !== undefined && size === was.length && is !== undefined && Buffer.compare(is, was) === 0;
    })
  );
}

/** Changes one to three times; half of the time the manifests are then made to fit, as anybody can. */
function hostile(first: (typeof CHANGES)[number], dice: Dice): { readonly dossier: Served; readonly names: string } {
  const dossier = served(files);
  const changes = [first, ...Array.from({ length: dice.below(3) }, () => dice.of(CHANGES))];
  for (const [, change] of changes) if (dossier.entries.length > 0) change(dossier, dice);
  const isRepaired = dice.below(2) === 0 && repair(dossier);
  return { dossier, names: `${changes.map(([name]) => name).join(", ")}${isRepaired ? ", manifests repaired" : ""}` };
}

/** False where there is nothing to repair. */
function repair(dossier: Served): boolean {
  const own = new Map([...dossier.bytes].filter(([path]) => files.has(path)));
  if (dossier.entries.length === 0 || !textOf(own.get(DOSSIER.bagInfo) ?? new Uint8Array())) return false;
  for (const [path, bytes] of recompute(own)) if (bytes !== dossier.bytes.get(path)) put(dossier, path, bytes);
  return true;
}

test(`no dossier stops the verifier or fools it, MERIDIAN_SEED=${SEED}`, async (context) => {
  const dice = new Dice(seededRandom(SEED));
  const rss = process.memoryUsage().rss;
  let [dearest, dearestMs, most] = ["", 0, rss];
  for (let round = 0; round < ROUNDS; round++) {
    for (const change of CHANGES) {
      const { dossier, names } = hostile(change, dice);
      const before = process.cpuUsage();
      const report = await verifyDossier(sourceOf(dossier), checks);
      const text = formatReport(report);
      const { user, system } = process.cpuUsage(before);
      const ms = (user + system) / 1000;
      if (ms > dearestMs) [dearest, dearestMs] = [names, ms];
      most = Math.max(most, process.memoryUsage().rss);
      const isSame = isOriginal(dossier);
      assert.equal(report.bytes.status, isSame ? "intact" : "broken", `round ${round}: ${names}`);
      assert.equal(requestedChecksPassed(report), isSame, `round ${round}: ${names}`);
      assert.ok(ms < CPU_MS_MAX, `round ${round}: ${names} took ${Math.round(ms)} ms`);
      assert.ok(text.length < 10_000_000, `round ${round}: ${names} gives a report of ${text.length} units`);
    }
  }
  assert.ok(most - rss < RSS_GROWTH_BYTES_MAX, `memory grew by ${most - rss} bytes`);
  context.diagnostic(
    `${ROUNDS * CHANGES.length} dossiers; dearest ${Math.round(dearestMs)} ms (${dearest}); memory grew by ${Math.round((most - rss) / 1e6)} MB`,
  );
});

test("the dossier as it is is intact, so it is the changes that are found", async () => {
  const report = await verifyDossier(sourceOf(served(files)), checks);
  assert.equal(report.bytes.status, "intact");
  assert.equal(requestedChecksPassed(report), true);
});
