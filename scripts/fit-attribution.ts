/**
 * Fits the shipped model of src/case/actors on ATT&CK and writes it as numbers, with nothing of ATT&CK in it. Takes the day and what
 * `npm run bench -- attribution` said, which are printed on reports. About two minutes.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fitModel } from "../bench/attribution/experiments.ts";
import { foldsOf } from "../bench/attribution/fit.ts";
import { attackKnowledge } from "../bench/attribution/knowledge.ts";
import { benchTrials, SEED } from "../bench/attribution/measure.ts";
import { seededRandom } from "../src/case/index.ts";

const PATH = resolve(import.meta.dirname, "../src/case/actors/fitted.ts");
const FOLDS = 5;
const [date, benchmark] = process.argv.slice(2);
if (date === undefined || benchmark === undefined)
  throw new Error("usage: fit-attribution.ts YYYY-MM-DD 'what the benchmark said'");

const round = (values: readonly number[]) => values.map((value) => Number(value.toFixed(6)));
const knowledge = attackKnowledge();
const trials = benchTrials(knowledge);
const folds = foldsOf(
  trials.map(({ clean }) => clean.group),
  FOLDS,
  seededRandom(SEED + 1),
);
const without = Array.from({ length: FOLDS }, (_, fold) => trials.filter(({ clean }) => folds.get(clean.group) !== fold));
const whole = fitModel(trials, SEED + 2);
const model = {
  weights: round(whole.weights),
  folds: without.map((some) => round(fitModel(some, SEED + 2).weights)),
  temperature: Number(whole.temperature.toFixed(2)),
  naiveTemperature: Number(whole.naiveTemperature.toFixed(2)),
  chance: round(whole.chance),
  openSet: round(whole.openSet),
  provenance: { knowledge: knowledge.digest, date, benchmark },
};
const text = `import type { ActorModel } from "./model.ts";

/** Made by scripts/fit-attribution.ts, not by hand: numbers fitted on ATT&CK 18.1, nothing of its content. */
export const FITTED_MODEL: ActorModel = ${JSON.stringify(model)};
`;
writeFileSync(PATH, text);
execFileSync("npx", ["biome", "format", "--write", PATH], { stdio: "inherit", timeout: 60_000 });
