import type { Edge, Held } from "./held.ts";

/** Nouns downstream of some edges, causes before effects; `next` gives a noun's edges, those not yet in the graph too. */
export type Cone = { readonly order: readonly Held[]; next(held: Held): readonly Edge[] };

/**
 * What is reached over `fresh` edges and then those of the graph that `follows` picks, in topological order (Kahn 1962). Null when there is a
 * circle. Costs what it reaches, not the graph; no recursion, so depth is no danger.
 */
export function coneOf(fresh: readonly Edge[], follows: (edge: Edge) => boolean): Cone | null {
  const added = Map.groupBy(fresh, ({ from }) => from);
  const next = (held: Held): readonly Edge[] => {
    const own = held.outOf.length === 0 ? held.outOf : held.outOf.filter(follows);
    const more = added.get(held);
    return more === undefined ? own : own.length === 0 ? more : [...own, ...more];
  };
  const indegree = new Map<Held, number>();
  const found: Held[] = [];
  const visit = (held: Held) => {
    if (indegree.has(held)) return;
    indegree.set(held, 0);
    found.push(held);
  };
  for (const { to } of fresh) visit(to);
  for (let at = 0; at < found.length; at++) {
    for (const { to } of next(found[at] as Held)) {
      visit(to);
      indegree.set(to, (indegree.get(to) ?? 0) + 1);
    }
  }
  const order = found.filter((held) => indegree.get(held) === 0);
  for (let at = 0; at < order.length; at++) {
    for (const { to } of next(order[at] as Held)) {
      const left = (indegree.get(to) ?? 0) - 1;
      indegree.set(to, left);
      if (left === 0) order.push(to);
    }
  }
  return order.length === found.length ? { order, next } : null;
}

/** The least `count` for which `fails(count)` is true, given that it is true for `size` and stays true once it is. */
export function firstFailing(size: number, fails: (count: number) => boolean): number {
  let [low, high] = [1, size];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fails(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
