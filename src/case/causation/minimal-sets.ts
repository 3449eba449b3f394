import { formatJson } from "../../lib/index.ts";
import type { MinimalSets } from "./causation.ts";
import { Diagram, Steps, TooManySteps } from "./diagram.ts";
import { countSets, minimalCuts, minimalPaths, smallestSets } from "./families.ts";
import { compare } from "./model.ts";
import type { SolvedWorld } from "./solve-world.ts";

export type SetsFound = {
  readonly stops: MinimalSets;
  readonly sufficient: MinimalSets;
  /** For a node, a minimal sufficient set among those listed. */
  readonly sufficientWith: (id: string) => readonly string[] | null;
};

/** What would have stopped it and what sufficed in one world. Where they are too many to count, those that the search came by. */
export function minimalSetsOf(solved: SolvedWorld, max: number, steps: Steps): SetsFound {
  const stops = family(solved, minimalCuts, max, steps) ?? { sets: fromShares(solved, max), count: null };
  const sufficient = family(solved, minimalPaths, max, steps) ?? { sets: [], count: null };
  const sufficientWith = (id: string) => sufficient.sets.find((set) => set.includes(id)) ?? null;
  return { stops, sufficient, sufficientWith };
}

function family(solved: SolvedWorld, minimal: typeof minimalCuts, max: number, steps: Steps): MinimalSets | null {
  const { compiled } = solved;
  if (compiled === null) return null;
  const own = new Steps(Math.min(SET_STEPS, Math.max(0, steps.left)));
  const given = own.left;
  try {
    const sets = new Diagram(own);
    const root = minimal(compiled.diagram, compiled.root, sets);
    const named = smallestSets(sets, root, max).map((levels) =>
      levels.map((level) => compiled.variables[level] as string).sort(),
    );
    return { sets: inOrder(named), count: String(countSets(sets, root)) };
  } catch (error) {
    if (error instanceof TooManySteps) return null;
    throw error;
  } finally {
    steps.left -= given - Math.max(0, own.left);
  }
}

const SET_STEPS = 200_000;

/** A smallest contingency and the node that decides in it are a minimal set. */
function fromShares({ shares }: SolvedWorld, max: number): readonly (readonly string[])[] {
  const sets = new Map<string, readonly string[]>();
  for (const [id, { atMost, absent }] of shares) {
    if (atMost === null) continue;
    const set = [id, ...absent].sort();
    sets.set(formatJson(set), set);
  }
  return inOrder([...sets.values()]).slice(0, max);
}

/** Smallest first, then by name. */
function inOrder(sets: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const keys = new Map(sets.map((set) => [set, formatJson(set)]));
  return [...sets].sort((left, right) => left.length - right.length || compare(keys.get(left) ?? "", keys.get(right) ?? ""));
}
