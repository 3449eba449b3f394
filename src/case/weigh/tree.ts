import { present } from "../../lib/index.ts";
import type { Range } from "../../model/index.ts";
import { negate, within } from "./range.ts";

/** `from` lies above `to` by `by`. */
export type Step = { readonly from: number; readonly to: number; readonly by: Range };

/** Answers that the weights of one item tie to each other, and how they lie. */
export type Knot = Map<number, Range>;

type Edges = Map<number, { readonly to: number; readonly by: Range }[]>;

function edgesOf(steps: readonly Step[]): Edges {
  const edges: Edges = new Map();
  const add = (at: number, to: number, by: Range) => edges.set(at, [...(edges.get(at) ?? []), { to, by }]);
  for (const { from, to, by } of steps) {
    add(to, from, by);
    add(from, to, negate(by));
  }
  return edges;
}

/**
 * Groups the answers that weights tie together and places them: against `ground` (at 0) where it is tied, else around the middle.
 * Without a ground each answer with the most weights serves as root in turn and the mean is taken, so that no name is favoured.
 */
export function knotsOf(steps: readonly Step[], ground: number): Knot[] {
  const edges = edgesOf(steps);
  const seen = new Set<number>();
  const knots: Knot[] = [];
  for (const start of edges.keys()) {
    if (seen.has(start)) continue;
    const first = walk(edges, start);
    for (const answer of first.keys()) seen.add(answer);
    knots.push(first.has(ground) ? walk(edges, ground) : middled(edges, [...first.keys()]));
  }
  return knots;
}

/** The mean over all roots of the most weights, each around its middle. */
function middled(edges: Edges, answers: readonly number[]): Knot {
  const most = Math.max(...answers.map((answer) => edges.get(answer)?.length ?? 0));
  const walks = answers.filter((answer) => edges.get(answer)?.length === most).map((root) => centred(walk(edges, root)));
  const mean = (pick: (range: Range) => number, answer: number) =>
    orderedSum(walks.map((walked) => pick(present(walked.get(answer), "answer of the knot")))) / walks.length;
  return new Map(
    answers.map((answer) => {
      const [lo, hi] = [mean((range) => range.lo, answer), mean((range) => range.hi, answer)];
      return [
        answer,
        {
          lo,
          best: within(
            mean((range) => range.best, answer),
            lo,
            hi,
          ),
          hi,
        },
      ];
    }),
  );
}

function centred(knot: Knot): Knot {
  const bests = [...knot.values()].map(({ best }) => best);
  const middle = (Math.min(...bests) + Math.max(...bests)) / 2;
  return new Map(
    [...knot].map(([answer, { lo, best, hi }]) => [answer, { lo: lo - middle, best: best - middle, hi: hi - middle }]),
  );
}

/** Breadth first from the root at 0. Several weights for one answer are joined; those that close a ring only widen. */
function walk(edges: Edges, root: number): Knot {
  const placed: Knot = new Map([[root, { lo: 0, best: 0, hi: 0 }]]);
  let layer: readonly number[] = [root];
  while (layer.length > 0) {
    const next = new Map<number, Range[]>();
    for (const at of layer) {
      const here = present(placed.get(at), "placed");
      for (const { to, by } of edges.get(at) ?? []) {
        if (placed.has(to)) continue;
        const there = { lo: here.lo + by.lo, best: here.best + by.best, hi: here.hi + by.hi };
        next.set(to, [...(next.get(to) ?? []), there]);
      }
    }
    for (const [answer, ranges] of next) placed.set(answer, joined(ranges));
    widenRings(edges, placed, next);
    layer = [...next.keys()];
  }
  return placed;
}

/** What all of them allow; when they contradict each other, all that any of them allows. */
function joined(ranges: readonly Range[]): Range {
  const los = ranges.map(({ lo }) => lo);
  const his = ranges.map(({ hi }) => hi);
  const agree = Math.max(...los) <= Math.min(...his);
  const [lo, hi] = agree ? [Math.max(...los), Math.min(...his)] : [Math.min(...los), Math.max(...his)];
  return { lo, best: within(orderedSum(ranges.map(({ best }) => best)) / ranges.length, lo, hi), hi };
}

/** A weight between two answers of one layer that their places contradict widens both by what is missing. */
function widenRings(edges: Edges, placed: Knot, layer: ReadonlyMap<number, unknown>): void {
  const missing = new Map<number, number>();
  for (const at of layer.keys()) {
    const here = present(placed.get(at), "placed");
    for (const { to, by } of edges.get(at) ?? []) {
      if (!layer.has(to)) continue;
      const there = present(placed.get(to), "placed");
      const gap = Math.max(0, by.lo - (there.hi - here.lo), there.lo - here.hi - by.hi);
      missing.set(at, Math.max(missing.get(at) ?? 0, gap));
    }
  }
  for (const [answer, gap] of missing) {
    const { lo, best, hi } = present(placed.get(answer), "placed");
    placed.set(answer, { lo: lo - gap, best, hi: hi + gap });
  }
}

/** The same sum in whatever order the parts come. */
function orderedSum(parts: readonly number[]): number {
  return parts.toSorted((a, b) => a - b).reduce((sum, part) => sum + part, 0);
}
