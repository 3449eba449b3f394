import { countUntil } from "./edge-list.ts";
import { Heap } from "./heap.ts";
import { edgeTraits, type RouteEdgeKind } from "./kinds.ts";
import type { EdgeRef } from "./store.ts";
import type { Step, View, Views } from "./views.ts";

export type Direction = "backward" | "forward";

/** How far a closure goes. Past a limit it stops and says so: what was not followed is an open end. */
export type Reach = {
  /** Edges looked at in all. */
  readonly edgesMax: number;
  /** Edges looked at of one node: its latest before the bound, or its first after it. */
  readonly fanMax: number;
  /** Clocks of two hosts may differ by this much. */
  readonly clockMs: number;
  readonly sinceMs: number;
  readonly untilMs: number;
};

/** Where a closure begins: `ms` is the latest time at which a cause counts (backward), or the earliest of an effect (forward). */
export type Seed = { readonly view: View; readonly ms: number };

/** What reached a view: the bound of time there, and the cost of the cheapest way to it. */
export type Reached = { ms: number; cost: number };

export type Closure = {
  readonly reached: ReadonlyMap<View, Reached>;
  readonly steps: ReadonlyMap<EdgeRef, Step>;
  /** Views whose edges were not all followed, with how many were not. */
  readonly left: ReadonlyMap<View, number>;
};

type Waiting = { readonly view: View; readonly ms: number; readonly cost: number };

/** Kinds of edges that lie between the clocks of two hosts. */
const BETWEEN_CLOCKS: ReadonlySet<RouteEdgeKind> = new Set(["connects", "sends"]);
/**
 * Every process of Windows is opened by others all the time, with every right: to open changes nothing by itself, so that no closure goes
 * through it. An answer shows it beside the path, as an act.
 */
const LEADS_NOWHERE: ReadonlySet<RouteEdgeKind> = new Set(["opens"]);
/** Sensors of one host write what belongs together so far apart. */
const SENSOR_MS = 50;

/** True when information could go through the edge after `ms` (forward) or before it (backward); then the bound behind it. */
export function boundBehind(
  views: Views,
  edge: EdgeRef,
  ms: number,
  way: Pick<Reach, "clockMs"> & { readonly direction: Direction },
): number | undefined {
  const { store } = views;
  const kind = store.kindOfEdge(edge);
  const clock = BETWEEN_CLOCKS.has(kind) ? way.clockMs : 0;
  // A connection, once opened, brings answers until nobody knows when.
  const [from, to] = [store.fromMs(edge), kind === "answers" ? Number.POSITIVE_INFINITY : store.toMs(edge)];
  if (way.direction === "backward") return from > ms + clock + SENSOR_MS ? undefined : Math.min(to, ms + clock);
  return to < ms - clock - SENSOR_MS ? undefined : Math.max(from, ms - clock);
}

/**
 * The closure in time of BackTracker (King & Chen, "Backtracking Intrusions", SOSP 2003, §3): backward, an edge counts when it happened not
 * after the bound of what it leads to, and what it comes from gets the earlier of both as its own bound; forward the mirror of it. Cheap
 * edges first, so that a limit cuts what tells least. Without limits it is the one least fixpoint, whatever the order of arrival.
 */
export function closure(views: Views, seeds: readonly Seed[], reach: Reach & { readonly direction: Direction }): Closure {
  return new Search(views, reach).run(seeds);
}

class Search {
  readonly #views: Views;
  readonly #reach: Reach & { readonly direction: Direction };
  readonly #reached = new Map<View, Reached>();
  readonly #steps = new Map<EdgeRef, Step>();
  readonly #left = new Map<View, number>();
  readonly #waiting = new Heap<Waiting>((a, b) => a.cost < b.cost || (a.cost === b.cost && a.ms > b.ms));
  #looked = 0;

  constructor(views: Views, reach: Reach & { readonly direction: Direction }) {
    this.#views = views;
    this.#reach = reach;
  }

  run(seeds: readonly Seed[]): Closure {
    for (const seed of seeds) this.#reachView(seed.view, seed.ms, 0);
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) {
      const known = this.#reached.get(next.view);
      if (known === undefined || (known.ms !== next.ms && known.cost !== next.cost)) continue;
      this.#expand(next);
    }
    return { reached: this.#reached, steps: this.#steps, left: this.#left };
  }

  /** Keeps the wider bound and the lower cost; what is better than before waits to be followed. */
  #reachView(view: View, ms: number, cost: number): void {
    const known = this.#reached.get(view);
    if (known === undefined) {
      this.#reached.set(view, { ms, cost });
      this.#waiting.push({ view, ms, cost });
      return;
    }
    const wider = this.#reach.direction === "backward" ? ms > known.ms : ms < known.ms;
    const cheaper = cost < known.cost;
    if (!wider && !cheaper) return;
    if (wider) known.ms = ms;
    if (cheaper) known.cost = cost;
    this.#waiting.push({ view, ms: known.ms, cost: wider ? cost : known.cost });
  }

  #expand({ view, ms, cost }: Waiting): void {
    const backward = this.#reach.direction === "backward";
    const edges = backward ? this.#views.into(view) : this.#views.outOf(view);
    const [from, until] = this.#range(edges, ms);
    const room = Math.max(0, Math.min(this.#reach.fanMax, this.#reach.edgesMax - this.#looked));
    if (until - from > room) this.#left.set(view, until - from - room);
    const count = Math.min(room, until - from);
    this.#looked += count;
    for (let nth = 0; nth < count; nth++) {
      const edge = edges[backward ? until - 1 - nth : from + nth];
      if (edge !== undefined) this.#follow(edge, { view, ms, cost });
    }
  }

  /** Edges that can count at all, by time: those far outside the bound are never looked at. */
  #range(edges: readonly EdgeRef[], ms: number): readonly [number, number] {
    const { clockMs, direction, sinceMs, untilMs } = this.#reach;
    const { store } = this.#views;
    const since = countUntil(edges, sinceMs - 0.5, store);
    if (direction === "backward")
      return [since, Math.max(since, countUntil(edges, Math.min(untilMs, ms + clockMs + SENSOR_MS), store))];
    return [Math.max(since, this.#firstAfter(edges, ms - clockMs - SENSOR_MS)), countUntil(edges, untilMs, store)];
  }

  /** Long spans begin before the bound and count all the same: spans are at most `SPAN_MS` but for answers, which are looked for. */
  #firstAfter(edges: readonly EdgeRef[], ms: number): number {
    return countUntil(edges, ms - SPAN_MS, this.#views.store);
  }

  #follow(edge: EdgeRef, { view, ms, cost }: Waiting): void {
    const behind = boundBehind(this.#views, edge, ms, this.#reach);
    if (behind === undefined) return;
    const step = this.#views.step(edge);
    const backward = this.#reach.direction === "backward";
    if ((backward ? step.to : step.from) !== view || isShortcut(this.#views, step)) return;
    if (LEADS_NOWHERE.has(this.#views.store.kindOfEdge(edge)) || isUnasked(this.#views, step)) return;
    this.#steps.set(edge, step);
    this.#reachView(backward ? step.from : step.to, behind, cost + costOf(this.#views, step));
  }
}

const SPAN_MS = 86_400_000;

/** A session "runs" each of its processes; where the process was started by another of the same session, that says no more. */
export function isShortcut(views: Views, step: Step): boolean {
  const { store } = views;
  if (store.kindOfEdge(step.edge) !== "runs in") return false;
  const ms = store.fromMs(step.edge);
  for (const edge of views.into(step.to).slice(0, STARTS_MAX)) {
    if (store.kindOfEdge(edge) !== "starts" || store.fromMs(edge) > ms + SENSOR_MS) continue;
    const parent = views.step(edge).from;
    if (
      views
        .into(parent)
        .slice(0, STARTS_MAX)
        .some((other) => store.kindOfEdge(other) === "runs in" && store.fromOf(other) === store.fromOf(step.edge))
    )
      return true;
  }
  return false;
}

/** A command that nobody was seen to configure says nothing of what it runs, nor a program that nobody was seen to write. */
function isUnasked(views: Views, step: Step): boolean {
  const kind = views.store.kindOf(views.nodeOf(step.from));
  if (kind !== "command" && (kind !== "file" || views.store.kindOfEdge(step.edge) !== "executes")) return false;
  return views.into(step.from).length === 0;
}

/** How many of a process's first edges are searched for its start. */
const STARTS_MAX = 64;

/**
 * How little a step tells: by its kind, by how common such a step is on all hosts, and by how many others the same cause had (after
 * PrioTracker, Liu et al., NDSS 2018, and NoDoze, Hassan et al., NDSS 2019, with counts of the data itself in place of anything learned).
 */
export function costOf(views: Views, { edge, from }: Step): number {
  const { store } = views;
  const fan = store.outOf(views.nodeOf(from)).length;
  const uncertain = store.isUncertain(edge) ? 1 : 0;
  return (
    edgeTraits(store.kindOfEdge(edge)).cost + uncertain + 0.8 * Math.log10(1 + store.commonness(edge)) + 0.5 * Math.log10(1 + fan)
  );
}
