import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { KNOWN_CUTS, type LossyDisk } from "./lossy-files.ts";
import { survive } from "./oracle.ts";
import { type Aftermath, aftermaths, joined, type Recording, record, syncSite } from "./recording.ts";
import { type History, historyUpTo, playScenario, startRun } from "./scenario.ts";

const life = await record(playScenario);
const recoveries = await Promise.all(life.states.map((state) => record(recover, { disk: state.killed() })));
// A ledger that is begun anew is the first test's; here something is there to recover.
const begun = life.operations.findIndex(({ kind, path }) => kind === "rename" && path === "ledger/checkpoint") + 2;

const SEED = Number(process.env["MERIDIAN_SEED"] ?? Date.now() % 1_000_000);
/** By default every fourth site, others each time: each costs a whole life. */
const isTurn = (at: number) => process.env["MERIDIAN_SOAK"] === "1" || at % 8 === SEED % 8;

describe(`without any one sync the suite finds a loss, MERIDIAN_SEED=${SEED}`, () => {
  for (const [at, site] of sitesOf([life]).entries()) {
    if (!isTurn(at)) continue;
    test(`in a node's life: ${site}`, async () => {
      const careless = await record(playScenario, { ignores: (operation) => syncSite(operation) === site });
      assert.notEqual(await firstLoss(aftermaths(careless, () => KNOWN_CUTS)), undefined);
    });
  }

  for (const [at, site] of sitesOf(recoveries.slice(begun)).entries()) {
    if (!isTurn(at)) continue;
    test(`in recovery from a kill: ${site}`, async () => {
      assert.notEqual(await lossInRecovery(site), undefined);
    });
  }
});

/** The kinds of sync that these runs did. A new one is a new test. */
function sitesOf(runs: readonly Recording[]): readonly string[] {
  return [...new Set(runs.flatMap(({ operations }) => operations.flatMap((operation) => syncSite(operation) ?? [])))];
}

async function lossInRecovery(site: string): Promise<string | undefined> {
  for (const [at, state] of life.states.entries()) {
    const needed = at >= begun && recoveries[at]?.operations.some((operation) => syncSite(operation) === site);
    if (!needed) continue;
    const careless = await record(recover, { disk: state.killed(), ignores: (operation) => syncSite(operation) === site });
    const promised = historyUpTo(life.history, at);
    const left = aftermaths(careless, () => KNOWN_CUTS).slice(-6);
    const loss = await firstLoss(left.map((one) => ({ ...one, promised: joined(promised, one.promised) })));
    if (loss !== undefined) return `killed before operation ${at}, ${loss}`;
  }
  return undefined;
}

/** The first broken promise, looked for from both ends: what is lost early is often found at once by a late cut. */
async function firstLoss(left: readonly Aftermath[]): Promise<string | undefined> {
  const ordered = left.flatMap((_, at) => left[at % 2 === 0 ? left.length - 1 - at / 2 : (at - 1) / 2] ?? []);
  for (const { disk, promised, name } of ordered) {
    const [broken] = await survive(disk, promised, 7);
    if (broken !== undefined) return `${name}: ${broken}`;
  }
  return undefined;
}

async function recover(disk: LossyDisk, history: History): Promise<void> {
  await startRun(disk, history, 7);
}
