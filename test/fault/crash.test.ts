import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { KNOWN_CUTS, LossyDisk, randomCut } from "./lossy-files.ts";
import { survive } from "./oracle.ts";
import { aftermaths, joined, type Recording, record } from "./recording.ts";
import { appendTogether, feed, type History, historyUpTo, newHistory, playScenario, startRun } from "./scenario.ts";

const SEED = Number(process.env["MERIDIAN_SEED"] ?? Date.now() % 1_000_000);
const SOAK = process.env["MERIDIAN_SOAK"] === "1";

describe(`power cuts and kills, MERIDIAN_SEED=${SEED}`, () => {
  let life: Recording;
  before(async () => {
    life = await record(playScenario);
  });

  test("a power cut before any operation loses, repeats, forks and revives nothing", async () => {
    const everyday = (at: number) => [
      KNOWN_CUTS[at % KNOWN_CUTS.length] ?? randomCut(at),
      ...(at % 2 === 0 ? [randomCut(SEED + at)] : []),
    ];
    const cuts = (at: number) => (SOAK ? [...KNOWN_CUTS, randomCut(SEED + at), randomCut(SEED - at)] : everyday(at + SEED));
    const left = aftermaths(life, cuts);
    assert.ok(left.length > 100, `expected more than 100 different disks, got ${left.length}`);
    for (const [at, { disk, promised, name }] of left.entries()) {
      if (SOAK || at % 9 === SEED % 9) assert.deepEqual(await survive(disk, promised, SEED), [], name);
    }
  });

  test("a power cut while the log grows over its first full tile loses and forks nothing", async () => {
    const begun = new LossyDisk();
    const run = await startRun(begun, newHistory(), SEED);
    await appendTogether(run, 252);
    await run.ledger.close();
    const grown = await record(growOverTile, { disk: begun.afterPowerCut(randomCut(SEED)) });
    const left = aftermaths(grown, (at) => [KNOWN_CUTS[at % KNOWN_CUTS.length] ?? randomCut(at)]);
    for (const [at, { disk, promised, name }] of left.entries()) {
      if (SOAK || at % 13 === SEED % 13) assert.deepEqual(await survive(disk, promised, SEED), [], name);
    }
    const end = grown.states.at(-1);
    const partials = (await end?.files.list("ledger/tile/0/000.p")) ?? [];
    assert.deepEqual(partials, [], "partial tiles go when the full one is published");
  });

  test("a kill before any operation loses, repeats and forks nothing", async () => {
    for (const [at, state] of life.states.entries()) {
      if (!SOAK && at % 24 !== SEED % 24) continue;
      assert.deepEqual(await survive(state.killed(), historyUpTo(life.history, at), SEED), [], `killed before operation ${at}`);
    }
  });

  test("a power cut while the ledger recovers from a kill, or right after, loses nothing either", async () => {
    for (const [at, state] of life.states.entries()) {
      if (!SOAK && at % 32 !== SEED % 32) continue;
      const recovery = await record(recover, { disk: state.killed() });
      const cuts = (operation: number) =>
        SOAK || operation % 4 === at % 4 ? [KNOWN_CUTS[0], randomCut(SEED + operation)].flatMap((cut) => cut ?? []) : [];
      const last = recovery.states.at(-1)?.afterPowerCut(randomCut(SEED + at));
      const left = aftermaths(recovery, cuts);
      const end = last === undefined ? [] : [{ disk: last, promised: recovery.history, name: "cut after opening" }];
      for (const { disk, promised, name } of [...left, ...end]) {
        const all = joined(historyUpTo(life.history, at), promised);
        assert.deepEqual(await survive(disk, all, SEED + 1), [], `killed before operation ${at}, then ${name}`);
      }
    }
  });
});

async function growOverTile(disk: LossyDisk, history: History): Promise<void> {
  const run = await startRun(disk, history, SEED + 2);
  await feed(run, 5);
  await appendTogether(run, 2);
  await run.ledger.close();
}

async function recover(disk: LossyDisk, history: History): Promise<void> {
  await startRun(disk, history, SEED);
}
