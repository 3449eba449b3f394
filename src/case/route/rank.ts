import { type Closure, costOf, isShortcut, type Seed } from "./closure.ts";
import { Heap } from "./heap.ts";
import { edgeTraits } from "./kinds.ts";
import type { EdgeRef } from "./store.ts";
import type { Step, View, Views } from "./views.ts";

/** A step and how little it tells; the least is shown first. */
export type Ranked = { readonly step: Step; readonly cost: number };

/** The time in which what somebody did belongs to the route. */
export type Period = { readonly fromMs: number; readonly toMs: number };

/** Acts looked at of one node. */
const ACTS_MAX = 5000;
/** What is told of by another sensor this long after the effect may still belong to it. */
const ACT_MS = 1000;

/** The views that a closure begins with, in the time in which they count. */
export function actorsAt(seeds: readonly Seed[], period: Partial<Period>): ReadonlyMap<View, Period> {
  return new Map(seeds.map(({ view, ms }) => [view, { fromMs: period.fromMs ?? ms, toMs: period.toMs ?? ms }]));
}

/** What the actors did, or had done to them, in their time: no step of a path, but what it was for. */
export function actsOf(views: Views, actors: ReadonlyMap<View, Period>): readonly Ranked[] {
  const { store } = views;
  const acts: Ranked[] = [];
  for (const [view, { fromMs, toMs }] of actors) {
    const kind = store.kindOf(views.nodeOf(view));
    if (kind !== "process" && kind !== "session") continue;
    for (const edge of [...views.outOf(view).slice(0, ACTS_MAX), ...views.into(view).slice(0, ACTS_MAX)]) {
      if (store.toMs(edge) < fromMs || store.fromMs(edge) > toMs + ACT_MS) continue;
      const step = views.step(edge);
      const isActor = edgeTraits(store.kindOfEdge(edge)).actor === (step.from === view ? "from" : "to");
      if (isActor && !isShortcut(views, step)) acts.push({ step, cost: ACT_ASIDE + costOf(views, step) });
    }
  }
  return acts;
}

/** What somebody on the path did comes after a step of the path that tells as much; where he came from comes before. */
const ACT_ASIDE = 2;
/** Factor on the cost of where those on the path came from. */
export const ORIGIN = 0.6;
/** Causes of what is on the path are shown up to this cost: where a process came from, and who logged on. */
const ORIGIN_COST_MAX = 12;

/** Where what is on the path came from, by the closure backward from the effect. */
export function originsOf(views: Views, backward: Closure, path: readonly View[]): readonly Ranked[] {
  const into = new Map<View, Step[]>();
  for (const step of backward.steps.values()) {
    const list = into.get(step.to);
    if (list === undefined) into.set(step.to, [step]);
    else list.push(step);
  }
  const near = new Map<View, number>();
  const waiting = new Heap<{ readonly view: View; readonly cost: number }>((a, b) => a.cost < b.cost);
  for (const view of path) waiting.push({ view, cost: 0 });
  const origins: Ranked[] = [];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (near.has(next.view)) continue;
    near.set(next.view, next.cost);
    for (const step of into.get(next.view) ?? []) {
      const cost = next.cost + costOf(views, step);
      if (cost > ORIGIN_COST_MAX) continue;
      origins.push({ step, cost: ORIGIN * cost });
      waiting.push({ view: step.from, cost });
    }
  }
  return origins;
}

/** How much the second, third … act of one kind by one actor costs more: what somebody does all the time tells little. */
const REPEATED = 1.5;

/** The ranked steps, cheapest first, each edge once; what an actor does often is put back. Equal costs go by time and record. */
export function inOrder(views: Views, ranked: readonly Ranked[]): readonly Step[] {
  const { store } = views;
  const best = new Map<EdgeRef, Ranked>();
  for (const one of ranked) {
    const known = best.get(one.step.edge);
    if (known === undefined || one.cost < known.cost) best.set(one.step.edge, one);
  }
  const often = new Map<string, Set<View>>();
  for (const { step } of best.values()) {
    const key = habitOf(views, step);
    const others = often.get(key);
    if (others === undefined) often.set(key, new Set([step.from, step.to]));
    else others.add(step.from).add(step.to);
  }
  const costs = new Map(
    [...best].map(([edge, { step, cost }]) => [edge, cost + REPEATED * Math.log10(often.get(habitOf(views, step))?.size ?? 1)]),
  );
  const order = (a: Step, b: Step): number =>
    (costs.get(a.edge) ?? 0) - (costs.get(b.edge) ?? 0) ||
    store.fromMs(a.edge) - store.fromMs(b.edge) ||
    store.tieOf(a.edge) - store.tieOf(b.edge) ||
    a.edge - b.edge;
  return [...best.values()].map(({ step }) => step).sort(order);
}

function habitOf(views: Views, step: Step): string {
  const kind = views.store.kindOfEdge(step.edge);
  return `${edgeTraits(kind).actor === "from" ? step.from : step.to} ${kind}`;
}
