import {
  type ActorFit,
  type ActorModel,
  chanceSigns,
  createActorTable,
  type Knowledge,
  logistic,
  openSigns,
  type Random,
  scoreOf,
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
/** What a case with planted items weighs in fitting, beside 1 for the case as it is. */
export const ATTACK_WEIGHT = 5;
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

export type Fitted = Omit<ActorModel, "folds" | "provenance">;

/** Fits everything on these trials: weights, then on models that did not see a trial's group, temperature, chance and open set. */
export function fitModel(trials: readonly Trial[], random: Random, attackWeight = ATTACK_WEIGHT): Fitted {
  const folds = foldsOf(
    trials.map(({ clean }) => clean.group),
    INNER,
    random,
  );
  const unseen = Array.from({ length: INNER }, (_, fold) => {
    const weights = weightsOf(
      trials.filter(({ clean }) => folds.get(clean.group) !== fold),
      attackWeight,
    );
    return trials
      .filter(({ clean }) => folds.get(clean.group) === fold)
      .map(({ clean }) => ({ query: clean, scores: scoresOf(clean, weights) }));
  }).flat();
  const temperature = fitTemperature(unseen.map(({ query, scores }) => ({ scores, truth: query.truth })));
  const naiveTemperature = fitTemperature(trials.map(({ clean }) => ({ scores: clean.naive, truth: clean.truth })));
  const chance = fitLogistic(
    unseen.map(({ query, scores }) => ({
      signs: chanceSigns({ fits: query.fits, scores, temperature }),
      so: firstOf(scores) === query.truth,
    })),
    0.01,
  );
  const openSet = fitLogistic(
    unseen.flatMap(({ query }) => {
      const others = query.fits.filter((_, actor) => actor !== query.truth);
      return [
        { signs: openSigns(query.fits), so: true },
        { signs: openSigns(others), so: false },
      ];
    }),
    0.01,
  );
  return { weights: weightsOf(trials, attackWeight), temperature, naiveTemperature, chance, openSet };
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

export function say(model: Fitted, query: Query): Said {
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
