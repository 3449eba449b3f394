import type { Bound } from "../ast.ts";
import { compareDecimals, type Decimal, decimalOf } from "./decimal.ts";

/** True when `count` is on the right side of the bound. */
export function meets({ compare, count: bound }: Bound, count: number): boolean {
  return isOnSide(compare, count - bound);
}

/** True when what stands to a bound as `difference` does to 0 is on the side that `compare` asks for. */
export function isOnSide(compare: Bound["compare"], difference: number): boolean {
  switch (compare) {
    case "gt":
      return difference > 0;
    case "gte":
      return difference >= 0;
    case "lt":
      return difference < 0;
    case "lte":
      return difference <= 0;
    case "eq":
      return difference === 0;
    case "neq":
      return difference !== 0;
  }
}

/** A bound of a number that need not be whole. */
export type ExactBound = { readonly compare: Bound["compare"]; readonly limit: Decimal };

/** Bounds as exact numbers. */
export function exactBounds(bounds: readonly Bound[]): readonly ExactBound[] {
  return bounds.map(({ compare, count, source }) => ({ compare, limit: decimalOf(source ?? String(count)) ?? count }));
}

/** True when all bounds hold for a number. */
export function meetsAll(bounds: readonly ExactBound[], value: Decimal): boolean {
  return bounds.every(({ compare, limit }) => isOnSide(compare, compareDecimals(value, limit)));
}

/** True when more never turns a yes into a no. */
export function isRising(bounds: readonly Bound[]): boolean {
  return bounds.every(({ compare }) => compare === "gt" || compare === "gte");
}

/** The largest count that must be told from its neighbours: beyond it more makes no difference. */
export function countingLimit(bounds: readonly Bound[]): number {
  return Math.max(...bounds.map(({ count }) => count + 1));
}

/** The most that leastCount gives for a condition that has just come true: `aim`, or more where the condition needs more. */
export function mostKept(bounds: readonly Bound[], aim: number): number {
  return Math.max(aim, ...bounds.map(({ compare, count }) => (compare === "gt" || compare === "neq" ? count + 1 : count)));
}

/** How many of `count` to keep so that the bounds that `count` meets are still met: at least `aim` where there are that many. */
export function leastCount(bounds: readonly Bound[], count: number, aim: number): number {
  for (let kept = Math.min(count, aim); kept < count; kept++) if (bounds.every((bound) => meets(bound, kept))) return kept;
  return count;
}
