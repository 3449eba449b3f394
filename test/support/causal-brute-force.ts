import type { CausalModel } from "../../src/case/index.ts";

/** What the definitions say, by trying everything: written from them and not from the solver. Sets are bit masks over `ids`. */
export type BruteForce = {
  readonly butFor: readonly string[];
  /** Per node: k, or null when it is no cause. */
  readonly k: ReadonlyMap<string, number | null>;
  readonly cuts: readonly (readonly string[])[];
  readonly sufficient: readonly (readonly string[])[];
};

/** One world in which `occurred` is all that did, and the outcome did. At most 16 nodes. */
export function bruteForce(model: CausalModel, occurred: ReadonlySet<string>, outcome: string): BruteForce {
  const ids = [...occurred].filter((id) => id !== outcome).sort();
  const results = Array.from({ length: 2 ** ids.length }, (_, mask) => {
    const kept = new Set(ids.filter((_id, bit) => (mask & (1 << bit)) !== 0));
    return happens(model, { occurred, outcome, kept }, outcome);
  });
  const full = 2 ** ids.length - 1;
  const is = (mask: number) => results[mask] === true;
  const bits = ids.map((_, bit) => 1 << bit);
  const named = (mask: number) => ids.filter((_, bit) => (mask & (1 << bit)) !== 0);
  const masks = results.map((_, mask) => mask);
  const k = ids.map((id, bit): [string, number | null] => {
    const deciding = masks.filter((mask) => (mask & (1 << bit)) !== 0 && is(mask) && !is(mask & ~(1 << bit)));
    return [id, deciding.length === 0 ? null : Math.min(...deciding.map((mask) => popcount(full & ~mask)))];
  });
  return {
    butFor: ids.filter((_, bit) => !is(full & ~(1 << bit))),
    k: new Map(k),
    cuts: masks
      .filter((mask) => !is(mask) && bits.every((bit) => (mask & bit) !== 0 || is(mask | bit)))
      .map((mask) => named(full & ~mask)),
    sufficient: masks.filter((mask) => is(mask) && bits.every((bit) => (mask & bit) === 0 || !is(mask & ~bit))).map(named),
  };
}

type Kept = { readonly occurred: ReadonlySet<string>; readonly outcome: string; readonly kept: ReadonlySet<string> };

/** A node that occurred happens when it is kept and one of its groups is complete, or was not even before. */
function happens(model: CausalModel, world: Kept, id: string): boolean {
  if (!world.occurred.has(id) || (id !== world.outcome && !world.kept.has(id))) return false;
  const groups = model.into.get(id) ?? [];
  const count = (causes: readonly string[], is: (cause: string) => boolean) => causes.filter(is).length;
  const least = ({ needs, causes }: (typeof groups)[number]) =>
    typeof needs === "string" ? (needs === "all" ? causes.length : 1) : needs.atLeast;
  const before = groups.some((group) => count(group.causes, (cause) => world.occurred.has(cause)) >= least(group));
  if (groups.length === 0 || !before) return true;
  return groups.some((group) => count(group.causes, (cause) => happens(model, world, cause)) >= least(group));
}

function popcount(mask: number): number {
  let count = 0;
  for (let left = mask; left !== 0; left &= left - 1) count++;
  return count;
}
