/** A gap made of sets: each gives its part as long as none of its origins fails. `gain` bounds what one failure can take, falling. */
export type Search = {
  readonly names: readonly string[];
  readonly gain: readonly number[];
  readonly sets: readonly { readonly give: number; readonly origins: readonly number[] }[];
  readonly slack: number;
};

/** Found, or none below the limit (`complete`), or given up: then all sizes under `excluded` are known to fail. */
export type Hit = { readonly chosen: readonly number[] | null; readonly complete: boolean; readonly excluded: number };

const STEPS_MAX = 200_000;

/** The smallest choice of origins, of sizes `from` up to but without `below`, whose failure takes more than the slack. */
export function hittingSet(search: Search, { from, below }: { readonly from: number; readonly below: number }): Hit {
  const budget = { steps: STEPS_MAX };
  for (let size = from; size < below; size += 1) {
    const chosen = choose(search, { size, start: 0, chosen: [], budget });
    if (chosen !== null) return { chosen, complete: true, excluded: size };
    if (budget.steps <= 0) return { chosen: null, complete: false, excluded: size };
  }
  return { chosen: null, complete: true, excluded: below };
}

type State = {
  readonly size: number;
  readonly start: number;
  readonly chosen: readonly number[];
  readonly budget: { steps: number };
};

function choose(search: Search, { size, start, chosen, budget }: State): readonly number[] | null {
  budget.steps -= 1;
  if (budget.steps <= 0) return null;
  if (size === 0) return takenBy(search, chosen) > search.slack ? chosen : null;
  const taken = takenBy(search, chosen);
  for (let origin = start; origin + size <= search.names.length; origin += 1) {
    if (taken + topGain(search, origin, size) <= search.slack) return null;
    const found = choose(search, { size: size - 1, start: origin + 1, chosen: [...chosen, origin], budget });
    if (found !== null || budget.steps <= 0) return found;
  }
  return null;
}

function takenBy({ sets }: Search, chosen: readonly number[]): number {
  const failed = new Set(chosen);
  return sets.reduce((sum, { give, origins }) => (origins.some((origin) => failed.has(origin)) ? sum + give : sum), 0);
}

function topGain({ gain }: Search, start: number, size: number): number {
  let sum = 0;
  for (let origin = start; origin < start + size; origin += 1) sum += gain[origin] ?? 0;
  return sum;
}
