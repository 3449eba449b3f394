import type { Range } from "../../model/index.ts";

/** `value` pushed into the range. */
export function within(value: number, lo: number, hi: number): number {
  return Math.min(hi, Math.max(lo, value));
}

export function negate({ lo, best, hi }: Range): Range {
  return { lo: 0 - hi, best: 0 - best, hi: 0 - lo };
}

/** All that a − b can be when the two vary freely. */
export function difference(a: Range, b: Range): Range {
  return { lo: a.lo - b.hi, best: a.best - b.best, hi: a.hi - b.lo };
}

/** The range of a function that never falls. */
export function rising(range: Range, map: (value: number) => number): Range {
  const lo = map(range.lo);
  const hi = Math.max(lo, map(range.hi));
  return { lo, best: within(map(range.best), lo, hi), hi };
}

/** The range of a function that is monotone in each of two ranges: its ends lie in the corners. */
export function corners(a: Range, b: Range, map: (a: number, b: number) => number): Range {
  const ends = [map(a.lo, b.lo), map(a.lo, b.hi), map(a.hi, b.lo), map(a.hi, b.hi)];
  const [lo, hi] = [Math.min(...ends), Math.max(...ends)];
  return { lo, best: within(map(a.best, b.best), lo, hi), hi };
}

/** 10^bans. */
export function powerOfTen(bans: number): number {
  return Math.exp(bans * Math.LN10);
}
