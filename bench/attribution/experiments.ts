import {
  type ActorFit,
  type ActorModel,
  chanceSigns,
  createActorTable,
  type Knowledge,
  logistic,
  NAMED_CHANCE_MIN,
  OPEN_SET_MIN,
  openSigns,
  type Random,
  scoreOf,
  seededRandom,
  VIEWS,
  viewsOf,
} from "../../src/case/index.ts";
import { type PublishedCase, plantDecoy, reportCases } from "./cases.ts";
import { fitLogistic, fitSoftmax, fitTemperature, foldsOf, type Sample } from "./fit.ts";

/** One query against all actors, as numbers. */
export type Query = {
  readonly name: string;
  readonly group: string;
  readonly truth: number;
  readonly decoy: number;
  readonly fits: readonly ActorFit[];
  readonly naive: readonly number[];
};

/** A report, as it is and with three planted items: one way for fitting, another for testing. */
export type Trial = { readonly clean: Query; readonly attackedForFitting: Query; readonly attacked: Query };

export const FOLDS = 5;
const INNER = 4;
const RIDGE = 0.003;
const PENALTY = 0.01;
/** What a case with planted items may weigh in fitting, beside 1 for the case as it is; chosen on groups that were not fitted on. */
const ATTACK_WEIGHTS = [1, 2, 5];
/** The choice: the best MRR of those that name the decoy in at most so many. Half of what is allowed, because it is an estimate. */
const DECOY_NAMED_MAX = 0.05;
const PLANTED = 3;

export function queryOf(one: PublishedCase & { readonly decoy?: string }, table = createActorTable(one.knowledge())): Query {
  const fits = viewsOf(table, one.features).map(({ values, naive, hits, count }) => ({ values, naive, hits, count }));
  const at = (id: string) => table.rows.findIndex((row) => row.id === id);
  return {
    name: one.name,
    group: one.truth,
    truth: at(one.truth),
    decoy: at(one.decoy ?? ""),
    fits,
    naive: fits.map(({ naive }) => naive),
  };
}

/** All 473 reports; what is planted comes from `random`. */
export function trialsOf(knowledge: Knowledge, random: Random): readonly Trial[] {
  return reportCases(knowledge).map((one) => {
    const table = createActorTable(one.knowledge());
    const plant = () => queryOf(plantDecoy(one, knowledge, { count: PLANTED, random }), table);
    return { clean: queryOf(one, table), attackedForFitting: plant(), attacked: plant() };
  });
}

export type Fitted = Omit<ActorModel, "folds" | "provenance"> & { readonly attackWeight: number };

type Unseen = { readonly trial: Trial; readonly weights: readonly number[] };

/**
 * Fits everything on these trials. What cannot be fitted on the same cases as the weights (temperature, chance, open set, and how much
 * planted items weigh) is fitted on inner folds, whose groups the weights have not seen.
 */
export function fitModel(trials: readonly Trial[], seed: number, attackWeights: readonly number[] = ATTACK_WEIGHTS): Fitted {
  const folds = foldsOf(
    trials.map(({ clean }) => clean.group),
    INNER,
    seededRandom(seed),
  );
  const candidates = attackWeights.map((attackWeight) => {
    const unseen = Array.from({ length: INNER }, (_, fold) => {
      const inside = ({ clean }: Trial) => folds.get(clean.group) === fold;
      const weights = weightsOf(
        trials.filter((trial) => !inside(trial)),
        attackWeight,
      );
      return trials.filter(inside).map((trial): Unseen => ({ trial, weights }));
    }).flat();
    const model = { ...calibrate(unseen), weights: [] };
    return { attackWeight, model, ...judge(model, unseen) };
  });
  const safe = candidates.filter(({ decoyNamed }) => decoyNamed <= DECOY_NAMED_MAX);
  const [best] = (safe.length > 0 ? safe : candidates.slice(-1)).toSorted((a, b) => b.mrr - a.mrr);
  if (best === undefined) throw new Error("no weight to choose from");
  const naiveTemperature = fitTemperature(trials.map(({ clean }) => ({ scores: clean.naive, truth: clean.truth })));
  return { ...best.model, weights: weightsOf(trials, best.attackWeight), naiveTemperature, attackWeight: best.attackWeight };
}

type Calibration = Pick<Fitted, "temperature" | "chance" | "openSet">;

function calibrate(unseen: readonly Unseen[]): Calibration {
  const scored = unseen.map(({ trial, weights }) => ({ query: trial.clean, scores: scoresOf(trial.clean, weights) }));
  const temperature = fitTemperature(scored.map(({ query, scores }) => ({ scores, truth: query.truth })));
  const chance = scored.map(({ query, scores }) => ({
    signs: chanceSigns({ fits: query.fits, scores, temperature }),
    so: firstOf(scores) === query.truth,
  }));
  const openSet = scored.flatMap(({ query }) => [
    { signs: openSigns(query.fits), so: true },
    { signs: openSigns(query.fits.filter((_, actor) => actor !== query.truth)), so: false },
  ]);
  return { temperature, chance: fitLogistic(chance, PENALTY), openSet: fitLogistic(openSet, PENALTY) };
}

/** How one way of fitting does on groups that it has not seen. */
function judge(model: Calibration & { readonly weights: readonly number[] }, unseen: readonly Unseen[]) {
  const mrr = unseen.map(({ trial, weights }) => placeOf(scoresOf(trial.clean, weights), trial.clean.truth).reciprocal);
  const decoys = unseen.filter(({ trial, weights }) => {
    const said = say({ ...model, weights }, trial.attackedForFitting);
    return isNamed(said) && firstOf(said.scores) === said.query.decoy;
  });
  return { mrr: mrr.reduce((sum, value) => sum + value, 0) / mrr.length, decoyNamed: decoys.length / unseen.length };
}

/** As rankActors does it: named only when more likely than not right, and more likely than not known. */
export function isNamed({ chance, known }: Pick<Said, "chance" | "known">): boolean {
  return chance >= NAMED_CHANCE_MIN && known >= OPEN_SET_MIN;
}

function weightsOf(trials: readonly Trial[], attackWeight: number): readonly number[] {
  const samples = trials.flatMap(({ clean, attackedForFitting }) =>
    attackWeight === 0 ? [sampleOf(clean, 1)] : [sampleOf(clean, 1), sampleOf(attackedForFitting, attackWeight)],
  );
  return fitSoftmax(samples, VIEWS.length, RIDGE);
}

function sampleOf({ fits, truth }: Query, weight: number): Sample {
  return { views: Float64Array.from(fits.flatMap(({ values }) => values)), actors: fits.length, truth, weight };
}

export function scoresOf({ fits }: Query, weights: readonly number[]): readonly number[] {
  return fits.map(({ values }) => scoreOf(values, weights));
}

export function firstOf(scores: readonly number[]): number {
  return scores.indexOf(Math.max(...scores));
}

/** What a model says of a query, without having been told. */
export type Said = {
  readonly query: Query;
  readonly scores: readonly number[];
  /** Chance that the first is right, and that it is anybody known. */
  readonly chance: number;
  readonly known: number;
  readonly temperature: number;
};

export function say(model: Calibration & Pick<Fitted, "weights">, query: Query): Said {
  const scores = scoresOf(query, model.weights);
  const standing = { fits: query.fits, scores, temperature: model.temperature };
  return {
    query,
    scores,
    chance: logistic(chanceSigns(standing), model.chance),
    known: logistic(openSigns(query.fits), model.openSet),
    temperature: model.temperature,
  };
}

/** 1 ÷ rank and whether it is first, ties shared: the mean over all orders of equals. */
export function placeOf(
  scores: readonly number[],
  actor: number,
): { readonly first: number; readonly reciprocal: number; readonly rank: number } {
  const own = scores[actor] ?? Number.NEGATIVE_INFINITY;
  const above = scores.filter((score) => score > own).length;
  const equal = scores.filter((score) => score === own).length;
  let reciprocal = 0;
  for (let at = 1; at <= equal; at++) reciprocal += 1 / (above + at) / equal;
  return { first: above === 0 ? 1 / equal : 0, reciprocal, rank: above + (equal + 1) / 2 };
}
