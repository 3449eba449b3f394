import { assert, present } from "../../lib/index.ts";
import type { Range } from "../../model/index.ts";

/** A chance that was stated, and whether it came out so. */
export type Forecast = { readonly chance: number; readonly so: boolean };

/** A number from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number;

/** Never ln 0: a forecast of 0 that comes out costs as much as one in 10¹². */
const CHANCE_MIN = 1e-12;
const LOG10_2 = Math.log10(2);

/** Numbers that are the same on every machine for the same seed (mulberry32, Tommy Ettinger, public domain). Not for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Brier score of yes-or-no forecasts: mean of (chance − outcome)²; 0 is best, 0.25 is a coin. Brier 1950, halved for two classes. */
export function brierScore(forecasts: readonly Forecast[]): number {
  return mean(forecasts.map(({ chance, so }) => (chance - (so ? 1 : 0)) * (chance - (so ? 1 : 0))));
}

/** Logarithmic score: mean of −ln(chance given to what came out), in nats; 0 is best, ln 2 is a coin. Good 1952. */
export function logScore(forecasts: readonly Forecast[]): number {
  return mean(forecasts.map(({ chance, so }) => -Math.log(Math.max(CHANCE_MIN, so ? chance : 1 - chance))));
}

/** One bin of a reliability diagram: what was said and what came out. */
export type Bin = { readonly count: number; readonly said: number; readonly cameOut: number };

/** Bins of equal mass by stated chance; equal chances stay in one bin, so that the order of the input does not matter. */
export function reliabilityBins(forecasts: readonly Forecast[], bins = 5): Bin[] {
  const sorted = forecasts.toSorted((a, b) => a.chance - b.chance);
  const cuts: Bin[] = [];
  let from = 0;
  for (let bin = 1; bin <= bins; bin += 1) {
    let to = Math.max(from, Math.round((bin * sorted.length) / bins));
    while (to > from && to < sorted.length && sorted[to]?.chance === sorted[to - 1]?.chance) to += 1;
    if (to > from) cuts.push(binOf(sorted.slice(from, to)));
    from = to;
  }
  return cuts;
}

function binOf(forecasts: readonly Forecast[]): Bin {
  const so = forecasts.reduce((count, forecast) => count + (forecast.so ? 1 : 0), 0);
  return { count: forecasts.length, said: mean(forecasts.map(({ chance }) => chance)), cameOut: so / forecasts.length };
}

/** Expected calibration error: |said − came out| over bins of equal mass, weighted by count. Naeini et al. 2015; bins as Nixon et al. 2019. */
export function calibrationError(forecasts: readonly Forecast[], bins = 5): number {
  const weighed = reliabilityBins(forecasts, bins).map(({ count, said, cameOut }) => count * Math.abs(said - cameOut));
  return weighed.reduce((sum, part) => sum + part, 0) / forecasts.length;
}

/** How a simulation is to be run: how many draws, and from which numbers. */
export type Draws = { readonly draws: number; readonly random: Random };

/**
 * The ECE that a perfectly calibrated model would show with these very chances, by luck alone: each outcome is drawn from its chance.
 * lo and hi hold 95 % of the draws, best is their mean. An ECE inside is no evidence of miscalibration.
 */
export function calibrationNoise(chances: readonly number[], bins: number, { draws, random }: Draws): Range {
  const errors = Array.from({ length: draws }, () =>
    calibrationError(
      chances.map((chance) => ({ chance, so: random() < chance })),
      bins,
    ),
  );
  return { ...percentiles(errors), best: mean(errors) };
}

/**
 * Cllr, the cost of log-likelihood-ratios in bits (Brümmer and du Preez 2006, eq. 38): 0 is perfect, 1 is a system that always
 * says LR 1, above 1 it misleads. Takes log10 LRs: of cases where the first proposition was so, and where it was not.
 */
export function cllr(whenSo: readonly number[], whenNot: readonly number[]): number {
  return (mean(whenSo.map((log10LR) => bitsOf(-log10LR))) + mean(whenNot.map(bitsOf))) / 2;
}

/** log2(1 + 10^bans), without overflow. */
function bitsOf(bans: number): number {
  return (bans > 15 ? bans : Math.log10(1 + Math.exp(bans * Math.LN10))) / LOG10_2;
}

/** Area under the receiver operating curve: the chance that a positive scores above a negative, ties half (Mann–Whitney U; Hanley and McNeil 1982). */
export function rocArea(positives: readonly number[], negatives: readonly number[]): number {
  assert(positives.length > 0 && negatives.length > 0, "scores on both sides");
  const sorted = negatives.toSorted((a, b) => a - b);
  const below = positives.map(
    (score) => (countBelow(sorted, (other) => other < score) + countBelow(sorted, (other) => other <= score)) / 2,
  );
  return mean(below) / negatives.length;
}

/** How many lead the sorted list while `holds`. */
function countBelow(sorted: readonly number[], holds: (value: number) => boolean): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (holds(present(sorted[middle], "index inside"))) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The 95 % percentile interval of a statistic under resampling with replacement (Efron 1979); best is the statistic of the sample itself. */
export function bootstrapInterval<Case>(
  cases: readonly Case[],
  statistic: (sample: readonly Case[]) => number,
  { draws, random }: Draws,
): Range {
  const pick = () => present(cases[Math.floor(random() * cases.length)], "a case to draw");
  const values = Array.from({ length: draws }, () => statistic(Array.from(cases, pick)));
  const best = statistic(cases);
  const { lo, hi } = percentiles(values);
  return { lo: Math.min(lo, best), best, hi: Math.max(hi, best) };
}

function percentiles(values: readonly number[]): { lo: number; hi: number } {
  assert(values.length > 0, "one draw or more");
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => present(sorted[Math.round(share * (sorted.length - 1))], "index inside");
  return { lo: at(0.025), hi: at(0.975) };
}

function mean(values: readonly number[]): number {
  assert(values.length > 0, "a mean of something");
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
