import { bestPath } from "./best-path.ts";
import { type Closure, costOf } from "./closure.ts";
import { actorsAt, actsOf, inOrder, ORIGIN, originsOf, type Period, type Ranked } from "./rank.ts";
import type { Start } from "./seeds.ts";
import type { EdgeRef } from "./store.ts";
import type { Step, View, Views } from "./views.ts";

/** The steps that an answer shows, `main` those on the cheapest path; `of` how many there were to choose from. */
export type Selection = {
  readonly steps: readonly Step[];
  readonly main: ReadonlySet<EdgeRef>;
  readonly joined: boolean;
  readonly of: number;
};

/** The distinct edge that a step is part of: records that say the same of the same two things. */
export function edgeKeyOf(views: Views, step: Step): string {
  return `${step.from} ${step.to} ${views.store.kindOfEdge(step.edge)}`;
}

/** The cheapest steps of one closure, and what those did that it begins with. */
export function selectFrom(views: Views, { start, found, acts, weigh = () => 1 }: From, edgesMax: number): Selection {
  const own = start.own.map((edge) => views.step(edge));
  const ranked = [...found.steps.values()].map((step) => ({ step, cost: costFrom(views, found, step) * weigh(step) }));
  const steps = cheapest(views, own, [...ranked, ...actsOf(views, actorsAt(start.seeds, acts))], edgesMax);
  return { steps, main: new Set(), joined: true, of: found.steps.size };
}

/** One closure; in what time the acts of those at its beginning count; and a factor on the cost of a step, 1 unless told. */
export type From = {
  readonly start: Start;
  readonly found: Closure;
  readonly acts: Partial<Period>;
  readonly weigh?: (step: Step) => number;
};

/** What a step costs by its own closure: reached from either end, whichever the closure came through. */
function costFrom(views: Views, found: Closure, step: Step): number {
  const [from, to] = [found.reached.get(step.from)?.cost ?? 0, found.reached.get(step.to)?.cost ?? 0];
  return Math.max(from, to, Math.min(from, to) + costOf(views, step));
}

/** Both closures of a chop and the time between entry and effect. */
export type Between = {
  readonly entry: Start;
  readonly effect: Start;
  readonly forward: Closure;
  readonly backward: Closure;
  readonly period: Period;
};

type Limits = { readonly edgesMax: number; readonly clockMs: number };

/**
 * The whole best path, then what tells most: other ways through, acts of those on the path, where they came from. Where nothing joins the
 * two ends, the most telling of each by itself.
 */
export function selectBetween(views: Views, between: Between, limits: Limits): Selection {
  const { entry, effect, forward, backward } = between;
  const joined = effect.seeds.some(
    ({ view, ms }) => (forward.reached.get(view)?.ms ?? Number.POSITIVE_INFINITY) <= ms + limits.clockMs,
  );
  if (!joined) return apart(views, between, limits.edgesMax);
  const common = new Map<EdgeRef, Step>();
  for (const [edge, step] of backward.steps) if (forward.steps.has(edge)) common.set(edge, step);
  const own = [...entry.own, ...effect.own].map((edge) => views.step(edge));
  const path = bestPath(views, common, { entries: entry.seeds, effects: effect.seeds, clockMs: limits.clockMs });
  const ranked = [...waysThrough(views, between, common), ...aroundPath(views, between, path)];
  const steps = cheapest(views, [...own, ...path], ranked, limits.edgesMax);
  return { steps, main: mainOf(views, between, path), joined, of: common.size };
}

/** The path, and of the records at its ends what leads into it and out of it. */
function mainOf(views: Views, { entry, effect, forward }: Between, path: readonly Step[]): ReadonlySet<EdgeRef> {
  const ends = path.length > 0 ? path : undefined;
  const meeting = effect.seeds.map(({ view }) => view).filter((view) => forward.reached.get(view)?.cost === 0);
  const before = new Set(ends === undefined ? meeting : [ends[0]?.from]);
  const after = new Set(ends === undefined ? meeting : [ends.at(-1)?.to]);
  const first: EdgeRef[] = [];
  for (const step of entry.own.map((edge) => views.step(edge)).reverse()) {
    if (!before.has(step.to)) continue;
    first.unshift(step.edge);
    before.add(step.from);
  }
  const main = new Set([...first, ...path.map(({ edge }) => edge)]);
  for (const step of effect.own.map((edge) => views.step(edge))) {
    if (!after.has(step.from)) continue;
    main.add(step.edge);
    after.add(step.to);
  }
  return main;
}

/** Steps by how much dearer the cheapest way through them is than the best path. */
function waysThrough(views: Views, { forward, backward }: Between, common: ReadonlyMap<EdgeRef, Step>): readonly Ranked[] {
  const ways = [...common.values()].map((step) => ({
    step,
    cost: (forward.reached.get(step.from)?.cost ?? 0) + costOf(views, step) + (backward.reached.get(step.to)?.cost ?? 0),
  }));
  const best = ways.reduce((least, { cost }) => Math.min(least, cost), Number.POSITIVE_INFINITY);
  return ways.map(({ step, cost }) => ({ step, cost: cost - best }));
}

function aroundPath(
  views: Views,
  { entry, effect, forward, backward, period }: Between,
  path: readonly Step[],
): readonly Ranked[] {
  const actors = new Map<View, Period>([...actorsAt(entry.seeds, period), ...actorsAt(effect.seeds, period)]);
  for (const view of path.flatMap((step) => [step.from, step.to]))
    actors.set(view, {
      fromMs: forward.reached.get(view)?.ms ?? period.fromMs,
      toMs: backward.reached.get(view)?.ms ?? period.toMs,
    });
  return [...actsOf(views, actors), ...originsOf(views, backward, [...actors.keys()])];
}

/** Without a path, the most telling of each end; of what the entry led to, first what reached a host of the effect. */
function apart(views: Views, { entry, effect, forward, backward, period }: Between, edgesMax: number): Selection {
  const hosts = new Set(effect.seeds.flatMap(({ view }) => hostsOf(views, view)));
  for (const { view } of entry.seeds) for (const host of hostsOf(views, view)) hosts.delete(host);
  const towards = ({ from, to }: Step): number =>
    [...hostsOf(views, from), ...hostsOf(views, to)].some((host) => hosts.has(host)) ? TOWARDS : 1;
  const half = Math.floor(edgesMax / 2);
  const last = { start: effect, found: backward, acts: { fromMs: period.fromMs }, weigh: () => ORIGIN };
  const first = { start: entry, found: forward, acts: { toMs: period.toMs }, weigh: towards };
  const few = selectFrom(views, first, half);
  const before = selectFrom(views, last, edgesMax - distinct(views, few.steps));
  const after = selectFrom(views, first, edgesMax - distinct(views, before.steps));
  const steps = [...new Map([...before.steps, ...after.steps].map((step) => [step.edge, step])).values()];
  return { steps, main: new Set(), joined: false, of: before.of + after.of };
}

function distinct(views: Views, steps: readonly Step[]): number {
  return new Set(steps.map((step) => edgeKeyOf(views, step))).size;
}

/** Factor for what reached the host of the effect. */
const TOWARDS = 0.5;

/** The hosts that a view is on; of a connection, those of whoever accepted it. */
function hostsOf(views: Views, view: View): readonly number[] {
  const host = views.store.hostOf(views.nodeOf(view));
  if (host !== 0 || views.store.kindOf(views.nodeOf(view)) !== "socket") return host === 0 ? [] : [host];
  return views
    .outOf(view)
    .slice(0, 16)
    .flatMap((edge) => {
      const kind = views.store.kindOfEdge(edge);
      return kind === "accepts" || kind === "logs on" ? [views.store.hostOf(views.store.toOf(edge))] : [];
    });
}

/** `always`, then in order until there are `edgesMax` distinct edges; of an edge that is kept, every record. */
function cheapest(views: Views, always: readonly Step[], ranked: readonly Ranked[], edgesMax: number): readonly Step[] {
  const kept = new Set(always.map((step) => edgeKeyOf(views, step)));
  const sources = new Set(always.map(({ from }) => from));
  const steps = new Map(always.map((step) => [step.edge, step]));
  for (const one of inOrder(views, ranked)) {
    const isFull = kept.size >= edgesMax;
    if (isFull && !sources.has(one.from) && !sources.has(one.to)) continue;
    const step = twinOf(views, one, steps);
    const key = edgeKeyOf(views, step);
    if (isFull && !kept.has(key)) continue;
    kept.add(key);
    sources.add(step.from);
    steps.set(step.edge, step);
  }
  return [...steps.values()];
}

/** A connection brings answers to whom it was opened by. Where that is no step of the path, one line says both. */
function twinOf(views: Views, step: Step, kept: ReadonlyMap<EdgeRef, Step>): Step {
  const { store } = views;
  const twin = step.edge - 1;
  if (store.kindOfEdge(step.edge) !== "answers" || kept.has(step.edge) || store.kindOfEdge(twin) !== "connects") return step;
  return store.eventOf(twin) === store.eventOf(step.edge) ? views.step(twin) : step;
}
