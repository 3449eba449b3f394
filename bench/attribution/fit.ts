import type { Random } from "../../src/case/index.ts";

/** One case as numbers: for each actor its views, and which actor it is. */
export type Sample = { readonly views: Float64Array; readonly actors: number; readonly truth: number; readonly weight: number };

const STEPS = 90;
const RATE = 0.08;

/**
 * Fits a conditional logit (softmax over actors, McFadden 1974) by Adam, ridge-penalised on standardised views. Deterministic.
 * Gives one weight a view.
 */
export function fitSoftmax(samples: readonly Sample[], dimensions: number, ridge: number): readonly number[] {
  const scale = spreadOf(samples, dimensions);
  const weights = new Float64Array(dimensions);
  const adam = createAdam(dimensions);
  const mass = samples.reduce((sum, { weight }) => sum + weight, 0);
  for (let step = 1; step <= STEPS; step++) {
    const slope = slopeOf(samples, weights, scale);
    for (let view = 0; view < dimensions; view++) slope[view] = (slope[view] ?? 0) / mass + ridge * (weights[view] ?? 0);
    adam(weights, slope, { step, rate: step > STEPS * 0.7 ? RATE * 0.3 : RATE });
  }
  return [...weights].map((weight, view) => weight / (scale[view] ?? 1));
}

/** Standard deviation of each view within a case, over all cases; 1 where there is none. */
function spreadOf(samples: readonly Sample[], dimensions: number): Float64Array {
  const squares = new Float64Array(dimensions);
  let count = 0;
  for (const { views, actors } of samples) {
    for (let view = 0; view < dimensions; view++) {
      let mean = 0;
      for (let actor = 0; actor < actors; actor++) mean += (views[actor * dimensions + view] ?? 0) / actors;
      for (let actor = 0; actor < actors; actor++) {
        const off = (views[actor * dimensions + view] ?? 0) - mean;
        squares[view] = (squares[view] ?? 0) + off * off;
      }
    }
    count += actors;
  }
  return squares.map((square) => Math.sqrt(square / count) || 1);
}

function slopeOf(samples: readonly Sample[], weights: Float64Array, scale: Float64Array): Float64Array {
  const dimensions = weights.length;
  const slope = new Float64Array(dimensions);
  const scaled = weights.map((weight, view) => weight / (scale[view] ?? 1));
  for (const { views, actors, truth, weight } of samples) {
    const scores = new Float64Array(actors);
    let most = Number.NEGATIVE_INFINITY;
    for (let actor = 0; actor < actors; actor++) {
      let score = 0;
      for (let view = 0; view < dimensions; view++)
        score += (scaled[view] as number) * (views[actor * dimensions + view] as number);
      scores[actor] = score;
      if (score > most) most = score;
    }
    let sum = 0;
    for (let actor = 0; actor < actors; actor++) sum += scores[actor] = Math.exp((scores[actor] as number) - most);
    for (let actor = 0; actor < actors; actor++) {
      const off = ((scores[actor] as number) / sum - (actor === truth ? 1 : 0)) * weight;
      if (Math.abs(off) < 1e-7) continue;
      for (let view = 0; view < dimensions; view++)
        slope[view] = (slope[view] as number) + (off * (views[actor * dimensions + view] as number)) / (scale[view] as number);
    }
  }
  return slope;
}

/** Kingma and Ba 2015. */
function createAdam(dimensions: number) {
  const [first, second] = [new Float64Array(dimensions), new Float64Array(dimensions)];
  return (weights: Float64Array, slope: Float64Array, { step, rate }: { step: number; rate: number }) => {
    for (let at = 0; at < dimensions; at++) {
      const by = slope[at] as number;
      first[at] = 0.9 * (first[at] as number) + 0.1 * by;
      second[at] = 0.99 * (second[at] as number) + 0.01 * by * by;
      const mean = (first[at] as number) / (1 - 0.9 ** step);
      weights[at] = (weights[at] as number) - (rate * mean) / (Math.sqrt((second[at] as number) / (1 - 0.99 ** step)) + 1e-8);
    }
  };
}

export type Sign = { readonly signs: readonly number[]; readonly so: boolean };

/** Fits a logistic regression; the first sign is the constant and is not penalised. */
export function fitLogistic(data: readonly Sign[], ridge: number): readonly number[] {
  const dimensions = data[0]?.signs.length ?? 0;
  const mean = Array.from({ length: dimensions }, (_, at) => (at === 0 ? 0 : average(data.map(({ signs }) => signs[at] ?? 0))));
  const spread = mean.map((middle, at) =>
    at === 0 ? 1 : Math.sqrt(average(data.map(({ signs }) => ((signs[at] ?? 0) - middle) ** 2))) || 1,
  );
  const rows = data.map(({ signs, so }) => ({ x: signs.map((sign, at) => (sign - (mean[at] ?? 0)) / (spread[at] ?? 1)), so }));
  const weights = new Float64Array(dimensions);
  const adam = createAdam(dimensions);
  for (let step = 1; step <= 600; step++) {
    const slope = new Float64Array(dimensions);
    for (const { x, so } of rows) {
      let score = 0;
      for (let at = 0; at < dimensions; at++) score += (weights[at] as number) * (x[at] as number);
      const off = 1 / (1 + Math.exp(-score)) - (so ? 1 : 0);
      for (let at = 0; at < dimensions; at++) slope[at] = (slope[at] as number) + (off * (x[at] as number)) / rows.length;
    }
    for (let at = 1; at < dimensions; at++) slope[at] = (slope[at] as number) + ridge * (weights[at] as number);
    adam(weights, slope, { step, rate: step > 400 ? 0.01 : 0.05 });
  }
  const plain = [...weights].map((weight, at) => weight / (spread[at] ?? 1));
  plain[0] = (plain[0] ?? 0) - plain.reduce((sum, weight, at) => sum + (at === 0 ? 0 : weight * (mean[at] ?? 0)), 0);
  return plain;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The temperature that makes the log score of softmaxes best, out of a grid from 0.5 to 4. */
export function fitTemperature(cases: readonly { readonly scores: readonly number[]; readonly truth: number }[]): number {
  const grid = Array.from({ length: 71 }, (_, at) => 0.5 + at * 0.05);
  const cost = (temperature: number) =>
    average(
      cases.map(({ scores, truth }) => {
        const most = Math.max(...scores);
        const sum = scores.reduce((total, score) => total + Math.exp((score - most) / temperature), 0);
        return Math.log(sum) - ((scores[truth] ?? 0) - most) / temperature;
      }),
    );
  return grid.map((temperature) => ({ temperature, cost: cost(temperature) })).reduce((a, b) => (b.cost < a.cost ? b : a))
    .temperature;
}

/** Each group in one of `count` folds, by chance. */
export function foldsOf(groups: readonly string[], count: number, random: Random): ReadonlyMap<string, number> {
  return new Map([...new Set(groups)].sort().map((group) => [group, Math.floor(random() * count)]));
}
