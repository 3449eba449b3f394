import {
  bootstrapInterval,
  brierScore,
  calibrationError,
  calibrationNoise,
  cllr,
  createActorTable,
  type Forecast,
  type Knowledge,
  type Random,
  rocArea,
  seededRandom,
} from "../../src/case/index.ts";
import type { Range } from "../../src/model/index.ts";
import { campaignCases, unattributed, withoutReports } from "./cases.ts";
import {
  type Fitted,
  FOLDS,
  firstOf,
  fitModel,
  isNamed,
  placeOf,
  type Query,
  queryOf,
  type Said,
  say,
  scoresOf,
  type Trial,
  trialsOf,
} from "./experiments.ts";
import { foldsOf } from "./fit.ts";

export const SEED = 20_261_122;
const DRAWS = 1000;
const BINS = 5;

/** A figure with its 95 % interval. */
export type Figure = Range;

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const draws = (at: number) => ({ draws: DRAWS, random: seededRandom(SEED + at) });
const meanOf = (values: readonly number[], at: number): Figure => bootstrapInterval(values, mean, draws(at));

/** What was said of each report by a model that was fitted, with all its choices, without the report's group. */
export type Held = {
  readonly clean: readonly Said[];
  readonly attacked: readonly Said[];
  /** Top-1 of weights fitted without planted items: what robustness costs is taken from it. */
  readonly fragile: readonly Said[];
  readonly fragileAttacked: readonly Said[];
  readonly models: readonly Fitted[];
  readonly foldOf: (group: string) => number;
};

/** Nested leave-group-out: outer folds here, inner ones in fitModel. */
export function holdOut(trials: readonly Trial[], progress: (note: string) => void): Held {
  const folds = foldsOf(
    trials.map(({ clean }) => clean.group),
    FOLDS,
    seededRandom(SEED + 1),
  );
  const said = { clean: [] as Said[], attacked: [] as Said[], fragile: [] as Said[], fragileAttacked: [] as Said[] };
  const models: Fitted[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const seen = trials.filter(({ clean }) => folds.get(clean.group) !== fold);
    const model = fitModel(seen, SEED + 2);
    const fragile = fitModel(seen, SEED + 2, [0]);
    models.push(model);
    for (const { clean, attacked } of trials.filter((trial) => folds.get(trial.clean.group) === fold)) {
      said.clean.push(say(model, clean));
      said.attacked.push(say(model, attacked));
      said.fragile.push(say(fragile, clean));
      said.fragileAttacked.push(say(fragile, attacked));
    }
    progress(
      `fold ${fold + 1} of ${FOLDS}: fitted on ${seen.length} reports, planted items weigh ${model.attackWeight}, temperature ${model.temperature.toFixed(2)}, naive ${model.naiveTemperature.toFixed(2)}`,
    );
  }
  return { ...said, models, foldOf: (group) => folds.get(group) ?? 0 };
}

/** Experiment B. */
export function reportFigures({ clean }: Held) {
  const places = clean.map(({ scores, query }) => placeOf(scores, query.truth));
  const naive = clean.map(({ query }) => placeOf(query.naive, query.truth));
  const forecasts = clean.map(forecastOf);
  const chances = forecasts.map(({ chance }) => chance);
  return {
    top1: meanOf(
      places.map(({ first }) => first),
      10,
    ),
    naiveTop1: meanOf(
      naive.map(({ first }) => first),
      11,
    ),
    mrr: meanOf(
      places.map(({ reciprocal }) => reciprocal),
      12,
    ),
    naiveMrr: meanOf(
      naive.map(({ reciprocal }) => reciprocal),
      13,
    ),
    top5: mean(places.map(({ rank }) => (rank <= 5 ? 1 : 0))),
    naiveTop5: mean(naive.map(({ rank }) => (rank <= 5 ? 1 : 0))),
    ece: bootstrapInterval(forecasts, (sample) => calibrationError(sample, BINS), draws(14)),
    floor: calibrationNoise(chances, BINS, draws(15)),
    brier: bootstrapInterval(forecasts, brierScore, draws(16)),
    precision20: bootstrapInterval(forecasts, (sample) => precisionAt(sample, 0.2), draws(17)),
    cllr: cllrOf(clean),
    ...naiveCalibration(clean),
  };
}

function forecastOf({ chance, scores, query }: Said): Forecast {
  return { chance, so: firstOf(scores) === query.truth };
}

/** The naive method with its softmax and no temperature. */
function naiveCalibration(clean: readonly Said[]) {
  const forecasts = clean.map(({ query }) => {
    const most = Math.max(...query.naive);
    const chance = 1 / query.naive.reduce((sum, score) => sum + Math.exp(score - most), 0);
    return { chance, so: firstOf(query.naive) === query.truth };
  });
  return {
    naiveEce: bootstrapInterval(forecasts, (sample) => calibrationError(sample, BINS), draws(18)),
    naivePrecision20: bootstrapInterval(forecasts, (sample) => precisionAt(sample, 0.2), draws(19)),
  };
}

/** Share of right ones among the most certain part. */
function precisionAt(forecasts: readonly Forecast[], coverage: number): number {
  const sorted = forecasts.toSorted((a, b) => b.chance - a.chance);
  return mean(sorted.slice(0, Math.round(coverage * sorted.length)).map(({ so }) => (so ? 1 : 0)));
}

/** Of each actor against the mean of the others, at the model's temperature. */
function cllrOf(clean: readonly Said[]): number {
  const [same, other]: [number[], number[]] = [[], []];
  for (const { scores, query, temperature } of clean) {
    const powers = scores.map((score) => Math.exp((score - Math.max(...scores)) / temperature));
    const sum = powers.reduce((total, power) => total + power, 0);
    for (const [actor, power] of powers.entries())
      (actor === query.truth ? same : other).push(
        Math.log10(Math.max(1e-300, power) / Math.max(1e-300, (sum - power) / (powers.length - 1))),
      );
  }
  return cllr(same, other);
}

/** Experiment A: the campaign's group was left out of fitting. */
export function campaignFigures(knowledge: Knowledge, held: Held, controlled: boolean) {
  const said = campaignCases(knowledge, controlled).map((one) => {
    const query = queryOf(one);
    const model = held.models[held.foldOf(query.group)] as Fitted;
    return { ours: placeOf(scoresOf(query, model.weights), query.truth), naive: placeOf(query.naive, query.truth) };
  });
  const of = (method: "ours" | "naive", at: number) => ({
    top1: meanOf(
      said.map((one) => one[method].first),
      at,
    ),
    top5: meanOf(
      said.map((one) => (one[method].rank <= 5 ? 1 : 0)),
      at + 1,
    ),
    mrr: meanOf(
      said.map((one) => one[method].reciprocal),
      at + 2,
    ),
  });
  return { cases: said.length, ours: of("ours", 20), naive: of("naive", 24) };
}

/** Experiment D. `controlled`: the reports on an unattributed campaign are withheld, as a report is from itself in B. */
export function openSetFigures(knowledge: Knowledge, held: Held, controlled: boolean) {
  const strangers = unattributed(knowledge).map((one): Query => {
    const campaign = knowledge.campaigns.find(({ id }) => id === one.name);
    const reports = new Set([...(campaign?.citations ?? []), ...(campaign?.uses.flatMap(({ citations }) => citations) ?? [])]);
    return queryOf(one, createActorTable(controlled ? withoutReports(knowledge, reports) : knowledge));
  });
  const ours = (query: Query) => mean(held.models.map((model) => say(model, query).known));
  const naive = ({ naive: scores, fits }: Query) => Math.max(...scores) / Math.max(1, fits[0]?.count ?? 0);
  const area = (known: readonly number[], unknown: readonly number[], at: number) => {
    const all = [...known.map((score) => ({ score, known: true })), ...unknown.map((score) => ({ score, known: false }))];
    const random = seededRandom(SEED + at);
    const pick = <Value>(values: readonly Value[]) => values.map(() => values[Math.floor(random() * values.length)] as Value);
    const areas = Array.from({ length: DRAWS }, () => rocArea(pick(known), pick(unknown))).sort((a, b) => a - b);
    return {
      lo: areas[Math.round(0.025 * (DRAWS - 1))] ?? 0,
      best: rocArea(known, unknown),
      hi: areas[Math.round(0.975 * (DRAWS - 1))] ?? 1,
      count: all.length,
    };
  };
  return {
    strangers: strangers.length,
    ours: area(
      held.clean.map(({ known }) => known),
      strangers.map(ours),
      30,
    ),
    naive: area(
      held.clean.map(({ query }) => naive(query)),
      strangers.map(naive),
      31,
    ),
    named: strangers.filter((query) => held.models.some((model) => isNamed(say(model, query)))).length,
  };
}

/** Experiment E. */
export function decoyFigures({ clean, attacked, fragile, fragileAttacked }: Held) {
  const isDecoy = ({ scores, query }: Said) => firstOf(scores) === query.decoy;
  const top1 = (said: readonly Said[]) => said.map(({ scores, query }) => placeOf(scores, query.truth).first);
  const share = (values: readonly boolean[], at: number) =>
    meanOf(
      values.map((value) => (value ? 1 : 0)),
      at,
    );
  const [ours, without] = [top1(clean), top1(fragile)];
  return {
    accused: share(
      attacked.map((said) => isDecoy(said) && isNamed(said)),
      40,
    ),
    first: share(attacked.map(isDecoy), 41),
    fragileFirst: share(fragileAttacked.map(isDecoy), 42),
    naiveFirst: share(
      attacked.map(({ query }) => firstOf(query.naive) === query.decoy),
      43,
    ),
    trueFirst: share(
      attacked.map(({ scores, query }) => firstOf(scores) === query.truth),
      44,
    ),
    naiveTrueFirst: share(
      attacked.map(({ query }) => firstOf(query.naive) === query.truth),
      45,
    ),
    loss: meanOf(
      ours.map((first, at) => 100 * ((without[at] ?? 0) - first)),
      46,
    ),
    named: share(clean.map(isNamed), 47),
    namedRight: bootstrapInterval(
      clean.filter(isNamed).map(forecastOf),
      (sample) => mean(sample.map(({ so }) => (so ? 1 : 0))),
      draws(48),
    ),
  };
}

export function benchTrials(knowledge: Knowledge, random: Random = seededRandom(SEED)): readonly Trial[] {
  return trialsOf(knowledge, random);
}
