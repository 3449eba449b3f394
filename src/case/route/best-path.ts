import { boundBehind, costOf, type Seed } from "./closure.ts";
import { Heap } from "./heap.ts";
import type { EdgeRef } from "./store.ts";
import type { Step, View, Views } from "./views.ts";

/** A way from a view to the effect: its cost, the bound of time at its beginning, and the step it begins with. */
type Way = {
  readonly view: View;
  readonly ms: number;
  readonly cost: number;
  readonly step: Step | undefined;
  readonly rest: Way | undefined;
};

/** Ways kept for one view: cheaper ones with an earlier bound beside dearer ones with a later. */
const WAYS_MAX = 4;

/**
 * The cheapest path through `steps` from one of `entries` to one of `effects` on which time runs forward; empty when there is none. Equal
 * costs are decided by time, then by the records' own names.
 */
export function bestPath(
  views: Views,
  steps: ReadonlyMap<EdgeRef, Step>,
  ends: { readonly entries: readonly Seed[]; readonly effects: readonly Seed[]; readonly clockMs: number },
): readonly Step[] {
  const into = intoOf(steps);
  const entries = new Map(ends.entries.map(({ view, ms }) => [view, ms]));
  const kept = new Map<View, Way[]>();
  const waiting = new Heap<Way>((a, b) => a.cost < b.cost || (a.cost === b.cost && a.ms > b.ms));
  for (const { view, ms } of ends.effects) waiting.push({ view, ms, cost: 0, step: undefined, rest: undefined });
  for (let way = waiting.pop(); way !== undefined; way = waiting.pop()) {
    const entryMs = entries.get(way.view);
    if (entryMs !== undefined && entryMs <= way.ms + ends.clockMs) return stepsOf(way);
    const before = kept.get(way.view) ?? [];
    const { ms } = way;
    if (before.length >= WAYS_MAX || before.some((other) => other.ms >= ms)) continue;
    kept.set(way.view, [...before, way]);
    for (const step of into.get(way.view) ?? []) {
      const behind = boundBehind(views, step.edge, ms, { direction: "backward", clockMs: ends.clockMs });
      if (behind === undefined) continue;
      waiting.push({ view: step.from, ms: behind, cost: way.cost + costOf(views, step), step, rest: way });
    }
  }
  return [];
}

function intoOf(steps: ReadonlyMap<EdgeRef, Step>): ReadonlyMap<View, readonly Step[]> {
  const into = new Map<View, Step[]>();
  for (const step of steps.values()) {
    const list = into.get(step.to);
    if (list === undefined) into.set(step.to, [step]);
    else list.push(step);
  }
  return into;
}

function stepsOf(way: Way): readonly Step[] {
  const steps: Step[] = [];
  for (let at: Way | undefined = way; at?.step !== undefined; at = at.rest) steps.push(at.step);
  return steps;
}
