import { bestPath } from "./best-path.ts";
import { type Closure, costOf } from "./closure.ts";
import { edgeTraits } from "./kinds.ts";
import type { Start } from "./seeds.ts";
import type { EdgeRef } from "./store.ts";
import type { Step, Views } from "./views.ts";

/** The steps that an answer shows, `main` those on the cheapest path; `of` how many there were to choose from. */
export type Selection = {
  readonly steps: readonly Step[];
  readonly main: ReadonlySet<EdgeRef>;
  readonly joined: boolean;
  readonly of: number;
};

type Ranked = { readonly step: Step; readonly cost: number };

/** The distinct edge that a step is part of: records that say the same of the same two things. */
export function edgeKeyOf(views: Views, step: Step): string {
  return `${step.from} ${step.to} ${views.store.kindOfEdge(step.edge)}`;
}

/** The cheapest steps of one closure. */
export function selectFrom(views: Views, start: Start, found: Closure, edgesMax: number): Selection {
  const ranked = [...found.steps.values()].map((step) => ({ step, cost: costFrom(views, found, step) }));
  const own = start.own.map((edge) => views.step(edge));
  return { steps: cheapest(views, own, ranked, edgesMax), main: new Set(), joined: true, of: found.steps.size };
}

/** What a step costs by its own closure: reached from either end, whichever the closure came through. */
function costFrom(views: Views, found: Closure, step: Step): number {
  const [from, to] = [found.reached.get(step.from)?.cost ?? 0, found.reached.get(step.to)?.cost ?? 0];
  return Math.max(from, to, Math.min(from, to) + costOf(views, step));
}

export type Between = { readonly entry: Start; readonly effect: Start; readonly forward: Closure; readonly backward: Closure };

/** The steps that both closures hold, cheapest way through first, and the whole best path. Where they hold none in common, the cheapest of each. */
export function selectBetween(
  views: Views,
  between: Between,
  limits: { readonly edgesMax: number; readonly clockMs: number },
): Selection {
  const { entry, effect, forward, backward } = between;
  const own = [...entry.own, ...effect.own].map((edge) => views.step(edge));
  const common = new Map<EdgeRef, Step>();
  for (const [edge, step] of backward.steps) if (forward.steps.has(edge)) common.set(edge, step);
  const joined = effect.seeds.some(
    ({ view, ms }) => (forward.reached.get(view)?.ms ?? Number.POSITIVE_INFINITY) <= ms + limits.clockMs,
  );
  if (!joined) return apart(views, between, limits.edgesMax);
  const main = bestPath(views, common, { entries: entry.seeds, effects: effect.seeds, clockMs: limits.clockMs });
  const ways = [...common.values()].map((step) => ({
    step,
    cost: (forward.reached.get(step.from)?.cost ?? 0) + costOf(views, step) + (backward.reached.get(step.to)?.cost ?? 0),
  }));
  const best = ways.reduce((least, { cost }) => Math.min(least, cost), Number.POSITIVE_INFINITY);
  const ranked = [...ways.map(({ step, cost }) => ({ step, cost: cost - best })), ...actsOf(views, between, main)];
  const steps = cheapest(views, [...own, ...main], ranked, limits.edgesMax);
  return { steps, main: new Set([...own, ...main].map(({ edge }) => edge)), joined, of: common.size };
}

/** Acts looked at of one node. */
const ACTS_MAX = 5000;

/** What those on the path did, or was done to them, between entry and effect: no step of the path, but what it was for. */
function actsOf(views: Views, between: Between, main: readonly Step[]): readonly Ranked[] {
  const { store } = views;
  const seeds = [...between.entry.seeds, ...between.effect.seeds].map(({ view }) => view);
  const actors = new Set([...seeds, ...main.flatMap(({ from, to }) => [from, to])]);
  const acts: Ranked[] = [];
  for (const view of actors) {
    const kind = store.kindOf(views.nodeOf(view));
    if (kind !== "process" && kind !== "session") continue;
    const since = between.forward.reached.get(view)?.ms ?? Number.POSITIVE_INFINITY;
    const until = between.backward.reached.get(view)?.ms ?? Number.NEGATIVE_INFINITY;
    for (const edge of [...views.outOf(view).slice(0, ACTS_MAX), ...views.into(view).slice(0, ACTS_MAX)]) {
      if (store.toMs(edge) < since || store.fromMs(edge) > until + ACT_MS) continue;
      const step = views.step(edge);
      if (edgeTraits(store.kindOfEdge(edge)).actor === (step.from === view ? "from" : "to"))
        acts.push({ step, cost: costOf(views, step) });
    }
  }
  return acts;
}

/** An act told of this long after the effect may still belong to it. */
const ACT_MS = 1000;

function apart(views: Views, { entry, effect, forward, backward }: Between, edgesMax: number): Selection {
  const half = Math.floor(edgesMax / 2);
  const before = selectFrom(views, effect, backward, half);
  const after = selectFrom(views, entry, forward, half);
  const steps = [...new Map([...before.steps, ...after.steps].map((step) => [step.edge, step])).values()];
  return { steps, main: new Set(), joined: false, of: before.of + after.of };
}

/** `always`, then the cheapest until there are `edgesMax` distinct edges; of an edge that is kept, every record. */
function cheapest(views: Views, always: readonly Step[], ranked: readonly Ranked[], edgesMax: number): readonly Step[] {
  const { store } = views;
  const kept = new Set(always.map((step) => edgeKeyOf(views, step)));
  const order = ranked.toSorted(
    (a, b) =>
      a.cost - b.cost ||
      store.fromMs(a.step.edge) - store.fromMs(b.step.edge) ||
      store.tieOf(a.step.edge) - store.tieOf(b.step.edge),
  );
  const steps = new Map(always.map((step) => [step.edge, step]));
  for (const ranked of order) {
    const step = twinOf(views, ranked.step, steps);
    const key = edgeKeyOf(views, step);
    if (!kept.has(key) && kept.size >= edgesMax) continue;
    kept.add(key);
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
