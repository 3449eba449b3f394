import { type Closure, costOf, isShortcut, type Seed } from "./closure.ts";
import { countUntil } from "./edge-list.ts";
import { Heap } from "./heap.ts";
import { edgeCode, edgeTraits } from "./kinds.ts";
import type { EdgeRef } from "./store.ts";
import type { Step, View, Views } from "./views.ts";

/** A step and how little it tells; the least is shown first. */
export type Ranked = { readonly step: Step; readonly cost: number };

/** The time in which what somebody did belongs to the route. */
export type Period = { readonly fromMs: number; readonly toMs: number };

/** Acts looked at of one node. */
const ACTS_MAX = 400;
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
    const edges = [views.outOf(view), views.into(view)].flatMap((all) => withinTime(views, all, { fromMs, toMs: toMs + ACT_MS }));
    for (const edge of edges) {
      const step = views.step(edge);
      const isActor = edgeTraits(store.kindOfEdge(edge)).actor === (step.from === view ? "from" : "to");
      if (isActor && !isShortcut(views, step)) acts.push({ step, cost: ACT_ASIDE + costOf(views, step) });
    }
  }
  return acts;
}

/** The last acts of a period: what is nearest to the effect. */
function withinTime(views: Views, edges: readonly EdgeRef[], { fromMs, toMs }: Period): readonly EdgeRef[] {
  const until = countUntil(edges, toMs, views.store);
  const from = countUntil(edges, fromMs - SPREAD_MS, views.store);
  return edges.slice(Math.max(from, until - ACTS_MAX), until).filter((edge) => views.store.toMs(edge) >= fromMs);
}

/** Records that know the time to the second begin up to this long before what they may tell of. */
const SPREAD_MS = 1000;

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

type Placed = { readonly step: Step; cost: number };

/** The ranked steps, cheapest first, each edge once; what an actor does often is put back. Equal costs go by time and record. */
export function inOrder(views: Views, ranked: readonly Ranked[]): readonly Step[] {
  const { store } = views;
  const best = new Map<EdgeRef, Placed>();
  for (const { step, cost } of ranked) {
    const known = best.get(step.edge);
    if (known === undefined) best.set(step.edge, { step, cost });
    else if (cost < known.cost) known.cost = cost;
  }
  const placed = [...best.values()];
  const often = habits(views, placed);
  for (const one of placed) one.cost += REPEATED * Math.log10(often.get(habitOf(views, one.step))?.size ?? 1);
  placed.sort(
    (a, b) =>
      a.cost - b.cost ||
      store.fromMs(a.step.edge) - store.fromMs(b.step.edge) ||
      store.tieOf(a.step.edge) - store.tieOf(b.step.edge) ||
      a.step.edge - b.step.edge,
  );
  return placed.map(({ step }) => step);
}

/** Of each habit, the distinct things that it is about. */
function habits(views: Views, placed: readonly Placed[]): ReadonlyMap<number, ReadonlySet<View>> {
  const often = new Map<number, Set<View>>();
  for (const { step } of placed) {
    const key = habitOf(views, step);
    const others = often.get(key);
    if (others === undefined) often.set(key, new Set([step.from, step.to]));
    else others.add(step.from).add(step.to);
  }
  return often;
}

const KINDS_MAX = 64;

/** Who did it and what: one number for both. */
function habitOf(views: Views, step: Step): number {
  const kind = views.store.kindOfEdge(step.edge);
  return views.nodeOf(edgeTraits(kind).actor === "from" ? step.from : step.to) * KINDS_MAX + edgeCode(kind);
}
