import type { Bound } from "./ast.ts";

/** True when `count` is on the right side of the bound. */
export function meets({ compare, count: bound }: Bound, count: number): boolean {
  switch (compare) {
    case "gt":
      return count > bound;
    case "gte":
      return count >= bound;
    case "lt":
      return count < bound;
    case "lte":
      return count <= bound;
    case "eq":
      return count === bound;
    case "neq":
      return count !== bound;
  }
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
