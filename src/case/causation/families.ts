import { type Diagram, FALSE, pair, TRUE } from "./diagram.ts";

const NONE = FALSE;
const EMPTY_SET = TRUE;

/** The minimal sets of variables whose absence makes a monotone function false (Rauzy 1993), as a family in `sets`. */
export function minimalCuts(functions: Diagram, root: number, sets: Diagram): number {
  return minimal({ functions, sets, stop: FALSE, keep: "high" }, root);
}

/** The minimal sets of variables whose presence makes it true: its prime implicants. */
export function minimalPaths(functions: Diagram, root: number, sets: Diagram): number {
  return minimal({ functions, sets, stop: TRUE, keep: "low" }, root);
}

type Search = {
  readonly functions: Diagram;
  readonly sets: Diagram;
  readonly stop: number;
  readonly keep: "low" | "high";
};

function minimal(search: Search, node: number): number {
  const { functions, sets, stop, keep } = search;
  if (node <= TRUE) return node === stop ? EMPTY_SET : NONE;
  const memo = functions.memo(`minimal ${keep}`);
  const known = memo.get(node);
  if (known !== undefined) return known;
  const [low, high] = [functions.low[node] as number, functions.high[node] as number];
  const without = minimal(search, keep === "high" ? high : low);
  const withIt = notAbove(sets, minimal(search, keep === "high" ? low : high), without);
  const made = set(sets, functions.levelOf(node), without, withIt);
  memo.set(node, made);
  return made;
}

/** Zero-suppressed: a variable that no set has is not asked for. */
function set(sets: Diagram, level: number, without: number, withIt: number): number {
  return withIt === NONE ? without : sets.make(level, without, withIt);
}

/** The sets of `family` that contain no set of `others`. */
function notAbove(sets: Diagram, family: number, others: number): number {
  if (family === NONE || others === NONE) return family;
  if (others === EMPTY_SET) return NONE;
  if (family === others) return NONE;
  const memo = sets.memo("not above");
  const key = pair(family, others);
  const known = memo.get(key);
  if (known !== undefined) return known;
  sets.steps.take();
  const made = notAboveNode(sets, family, others);
  memo.set(key, made);
  return made;
}

function notAboveNode(sets: Diagram, family: number, others: number): number {
  const [here, there] = [sets.levelOf(family), sets.levelOf(others)];
  if (here > there) return notAbove(sets, family, sets.low[others] as number);
  const [low, high] = [sets.low[family] as number, sets.high[family] as number];
  if (here < there) return set(sets, here, notAbove(sets, low, others), notAbove(sets, high, others));
  const [otherLow, otherHigh] = [sets.low[others] as number, sets.high[others] as number];
  return set(sets, here, notAbove(sets, low, otherLow), notAbove(sets, notAbove(sets, high, otherHigh), otherLow));
}

/** How many sets a family has. */
export function countSets(sets: Diagram, family: number): bigint {
  const known = new Map<number, bigint>([
    [NONE, 0n],
    [EMPTY_SET, 1n],
  ]);
  const count = (node: number): bigint => {
    const found = known.get(node);
    if (found !== undefined) return found;
    const sum = count(sets.low[node] as number) + count(sets.high[node] as number);
    known.set(node, sum);
    return sum;
  };
  return count(family);
}

/** The sets of a family as levels, smallest first, at most `max`. */
export function smallestSets(sets: Diagram, family: number, max: number): readonly (readonly number[])[] {
  const sizes = sizesOf(sets, family);
  const found: (readonly number[])[] = [];
  const walk = (node: number, left: number, chosen: readonly number[]): void => {
    if (found.length >= max || !(sizes.get(node) ?? new Set()).has(left)) return;
    if (node === EMPTY_SET) found.push(chosen);
    if (node <= TRUE) return;
    walk(sets.high[node] as number, left - 1, [...chosen, sets.levelOf(node)]);
    walk(sets.low[node] as number, left, chosen);
  };
  for (const size of [...(sizes.get(family) ?? [])].sort((left, right) => left - right)) walk(family, size, []);
  return found;
}

/** Which sizes the sets below each node have. */
function sizesOf(sets: Diagram, family: number): ReadonlyMap<number, ReadonlySet<number>> {
  const known = new Map<number, ReadonlySet<number>>([
    [NONE, new Set()],
    [EMPTY_SET, new Set([0])],
  ]);
  const sizes = (node: number): ReadonlySet<number> => {
    const found = known.get(node);
    if (found !== undefined) return found;
    const all = new Set(sizes(sets.low[node] as number));
    for (const size of sizes(sets.high[node] as number)) all.add(size + 1);
    known.set(node, all);
    return all;
  };
  sizes(family);
  return known;
}
