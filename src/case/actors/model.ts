import { present } from "../../lib/index.ts";
import type { ActorFit } from "./views.ts";

/** What was fitted: only numbers of ours, nothing of the knowledge base. scripts/fit-attribution.ts makes it. */
export type ActorModel = {
  /** Weights of VIEWS: fitted on all groups first, then without each fifth of them; what these differ by is the interval. */
  readonly weights: readonly number[];
  readonly folds: readonly (readonly number[])[];
  /** Scores are divided by it before they are likelihoods. */
  readonly temperature: number;
  /** Best temperature of the plain sum of independent likelihood ratios on the same cases: how much independence overstates. */
  readonly naiveTemperature: number;
  /** Chance that the first of the ranking is the published one: logistic, in the order of chanceSigns. */
  readonly chance: readonly number[];
  /** Whether whoever did it is in the knowledge base at all: logistic, in the order of openSigns. */
  readonly openSet: readonly number[];
  /** Where it came from: knowledge base (SHA-256), day, what the benchmark said of it. */
  readonly provenance: { readonly knowledge: string; readonly date: string; readonly benchmark: string };
};

/** An actor's score in nats: the weighed views. */
export function scoreOf(values: readonly number[], weights: readonly number[]): number {
  return values.reduce((sum, value, view) => sum + value * present(weights[view], "a weight a view"), 0);
}

/** Softmax of scores, in their order. */
function chancesOf(scores: readonly number[], temperature: number): readonly number[] {
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp((score - most) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** 1 ÷ (1 + e^−x) of the weighed signs. */
export function logistic(signs: readonly number[], weights: readonly number[]): number {
  return 1 / (1 + Math.exp(0 - scoreOf(signs, weights)));
}

/** Indexes from the highest score to the lowest, equal ones in their order. */
export function orderOf(scores: readonly number[]): readonly number[] {
  return scores.map((_, index) => index).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
}

/** A ranking as numbers: fits and scores of the same actors in the same order. */
export type Standing = { readonly fits: readonly ActorFit[]; readonly scores: readonly number[]; readonly temperature: number };

/** What tells how far the first of a ranking can be trusted. */
export function chanceSigns({ fits, scores, temperature }: Standing): readonly number[] {
  const { first, lead, odds } = front({ fits, scores, temperature });
  return [1, odds, lead, Math.log(1 + first.hits), first.hits / Math.max(1, first.count)];
}

/**
 * What tells whether anybody known did it: the best plain log-likelihood ratio an item, and the largest share of the items that one
 * profile lists. How near the runner-up comes is left out: two like actors do not make a stranger.
 */
export function openSigns(fits: readonly ActorFit[]): readonly number[] {
  const count = Math.max(1, fits[0]?.count ?? 0);
  return [1, Math.max(...fits.map(({ naive }) => naive)) / count, Math.max(...fits.map(({ hits }) => hits)) / count];
}

function front({ fits, scores, temperature }: Standing) {
  const order = orderOf(scores);
  const first = present(fits[order[0] ?? 0], "an actor");
  const chance = chancesOf(scores, temperature)[order[0] ?? 0] ?? 0;
  const lead = ((scores[order[0] ?? 0] ?? 0) - (scores[order[1] ?? order[0] ?? 0] ?? 0)) / temperature;
  return { first, lead, odds: Math.log(Math.max(1e-9, chance) / Math.max(1e-9, 1 - chance)) };
}
