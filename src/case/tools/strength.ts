import type { Range } from "../../model/index.ts";
import type { Way } from "./trait.ts";

/**
 * How often a trait shows where the tool is not: without one nothing here has a weight. `rate` is for one window (a place in an hour), `chance` for
 * at least one of the windows that were searched: who looks in more places finds more by accident.
 */
export type BaseRate =
  | {
      readonly known: true;
      readonly corpus: string;
      readonly windows: number;
      readonly of: number;
      readonly rate: Range;
      readonly searched: number;
      readonly chance: Range;
    }
  | { readonly known: false; readonly why: string };

declare const weighed: unique symbol;
/** log10 of a likelihood ratio. Made by this file only, out of a base rate: similarity alone has no weight. */
export type Bans = Range & { readonly [weighed]: true };

/** No finding weighs more, whatever a corpus says: lists are mislabelled, clocks and hosts confused. */
export const STRENGTH_BANS_MAX = 4;
/** Without a base rate a finding gets at most this, and half of it as the best guess. Judged; docs/tools.md §Without a base rate. */
export const UNKNOWN_BANS_MAX: Readonly<Record<Way, number>> = { hash: 2, indicator: 1, "command-line": 0.5, behaviour: 0.3 };
/** z of a two-sided 95 % interval. */
const Z = 1.96;

/** The interval of Wilson (1927) for k of n, 95 %, its best guess that of Jeffreys. Never 0: what was not seen in n may still happen. */
export function rateOf(k: number, n: number): Range {
  const best = (k + 0.5) / (n + 1);
  if (n === 0) return { lo: 0.5 / (n + 1), best, hi: 1 };
  const p = k / n;
  const middle = p + (Z * Z) / (2 * n);
  const spread = Z * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n));
  const scale = 1 + (Z * Z) / n;
  const lo = Math.min(Math.max((middle - spread) / scale, 0.5 / (n + 1)), best);
  return { lo, best, hi: Math.min(Math.max((middle + spread) / scale, best), 1) };
}

/** What `k` of `of` windows of a corpus say of a case in which `searched` windows were looked at. */
export function baseRate(corpus: string, counted: { readonly k: number; readonly of: number }, searched: number): BaseRate {
  const rate = rateOf(counted.k, counted.of);
  const windows = Math.max(searched, 1);
  const chance = { lo: atLeastOnce(rate.lo, windows), best: atLeastOnce(rate.best, windows), hi: atLeastOnce(rate.hi, windows) };
  return { known: true, corpus, windows: counted.k, of: counted.of, rate, searched: windows, chance };
}

/** 1 − (1 − rate)^windows, by squaring: the same on every machine. */
function atLeastOnce(rate: number, windows: number): number {
  if (windows === 1) return rate;
  let none = 1;
  let factor = 1 - rate;
  for (let left = windows; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) none *= factor;
    factor *= factor;
  }
  return Math.max(1 - none, rate);
}

/** How much it tells "shown by what shows it so often" from "shown by accident". */
export function weigh(way: Way, shows: Range, base: BaseRate): Bans {
  if (!base.known) {
    const most = UNKNOWN_BANS_MAX[way];
    return bans({
      lo: Math.min(0, log10(shows.lo) + most),
      best: Math.min(most / 2, log10(shows.best) + most),
      hi: Math.min(most, log10(shows.hi) + most),
    });
  }
  const { chance } = base;
  return bans({
    lo: log10(shows.lo) - log10(chance.hi),
    best: log10(shows.best) - log10(chance.best),
    hi: log10(shows.hi) - log10(chance.lo),
  });
}

function bans({ lo, best, hi }: Range): Bans {
  const clip = (value: number) => Math.min(Math.max(value, -STRENGTH_BANS_MAX), STRENGTH_BANS_MAX);
  return { lo: clip(lo), best: clip(best), hi: clip(hi) } as Bans;
}

/** Of a share that may be 0. */
function log10(share: number): number {
  return share <= 0 ? -STRENGTH_BANS_MAX : Math.log10(share);
}
