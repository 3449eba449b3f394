import { type RecordName, recordName } from "../../model/index.ts";
import type { RouteEdge, RouteNode } from "./route-graph.ts";
import { edgeKeyOf } from "./select.ts";
import { type EdgeRef, FINAL } from "./store.ts";
import type { Step, View, Views } from "./views.ts";

/** Records cited by one edge. */
const RECORDS_MAX = 32;

/** Nodes and edges of an answer, and the id of each view in it. */
export type Built = {
  readonly nodes: readonly RouteNode[];
  readonly edges: readonly RouteEdge[];
  readonly ids: ReadonlyMap<View, string>;
};

/** Plain data of the steps: edges joined that say the same of the same two things, all in order of time. */
export function buildGraph(views: Views, steps: readonly Step[], main: ReadonlySet<number>): Built {
  const order = inTime(views, steps, main);
  const ids = new Map<View, string>();
  for (const step of order) for (const view of [step.from, step.to]) if (!ids.has(view)) ids.set(view, `n${ids.size + 1}`);
  const edges = groupsOf(views, order, main).map((group) => edgeOf(views, group, { ids, main }));
  return { nodes: [...ids].map(([view, id]) => nodeOf(views, view, id)), edges, ids };
}

/** Steps that are one edge, together; an edge of the main path stands where its step of the path does. */
function groupsOf(views: Views, order: readonly Step[], main: ReadonlySet<EdgeRef>): readonly (readonly Step[])[] {
  const groups = new Map<string, { place: number; onPath: boolean; readonly steps: Step[] }>();
  for (const [place, step] of order.entries()) {
    const key = edgeKeyOf(views, step);
    const onPath = main.has(step.edge);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { place, onPath, steps: [step] });
    else {
      group.steps.push(step);
      if (onPath && !group.onPath) [group.place, group.onPath] = [place, true];
    }
  }
  return [...groups.values()].sort((a, b) => a.place - b.place).map(({ steps }) => steps);
}

type Placed = { readonly step: Step; readonly ms: number; readonly place: number };

/**
 * Steps in order of time. Steps of the main path stay in the order of the path: clocks that tick slowly give several one time, and clocks of
 * two hosts may disagree.
 */
function inTime(views: Views, steps: readonly Step[], main: ReadonlySet<EdgeRef>): readonly Step[] {
  const { store } = views;
  const path = new Map<EdgeRef, Placed>();
  const byEdge = new Map(steps.map((step) => [step.edge, step]));
  let latest = Number.NEGATIVE_INFINITY;
  for (const edge of main) {
    const step = byEdge.get(edge);
    if (step === undefined) continue;
    latest = Math.max(latest, store.fromMs(edge));
    path.set(edge, { step, ms: latest, place: path.size });
  }
  const placed = steps.map(
    (step) => path.get(step.edge) ?? { step, ms: store.fromMs(step.edge), place: Number.POSITIVE_INFINITY },
  );
  placed.sort(
    (a, b) =>
      a.ms - b.ms || byPlace(a, b) || store.tieOf(a.step.edge) - store.tieOf(b.step.edge) || byText(views, a.step, b.step),
  );
  return placed.map(({ step }) => step);
}

function byPlace(a: Placed, b: Placed): number {
  return a.place === b.place ? 0 : a.place - b.place;
}

function byText(views: Views, a: Step, b: Step): number {
  const [left, right] = [edgeText(views, a), edgeText(views, b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function edgeText(views: Views, step: Step): string {
  const { store } = views;
  return [store.kindOfEdge(step.edge), ...[views.nodeOf(step.from), views.nodeOf(step.to)].map((node) => store.keyOf(node))].join(
    "\n",
  );
}

type Naming = { readonly ids: ReadonlyMap<View, string>; readonly main: ReadonlySet<number> };

function edgeOf(views: Views, group: readonly Step[], { ids, main }: Naming): RouteEdge {
  const { store } = views;
  const [first] = group as readonly [Step, ...Step[]];
  return {
    from: ids.get(first.from) ?? "",
    to: ids.get(first.to) ?? "",
    kind: store.kindOfEdge(first.edge),
    span: {
      fromMs: Math.min(...ends(group).map(({ edge }) => store.fromMs(edge))),
      toMs: group.reduce((latest, { edge }) => Math.max(latest, store.toMs(edge)), Number.NEGATIVE_INFINITY),
    },
    records: recordsOf(views, group),
    count: group.length,
    main: group.some(({ edge }) => main.has(edge)),
    uncertain: group.every(({ edge }) => store.isUncertain(edge)),
  };
}

function ends(group: readonly Step[]): readonly Step[] {
  return group.length <= 2 ? group : [...group.slice(0, 1), ...group.slice(-1)];
}

function recordsOf(views: Views, group: readonly Step[]): readonly RecordName[] {
  const names = new Set<RecordName>();
  const half = RECORDS_MAX / 2;
  const cited = group.length <= RECORDS_MAX ? group : [...group.slice(0, half), ...group.slice(-half)];
  for (const { edge } of cited)
    for (const commitment of views.store.commitmentsOf(views.store.eventOf(edge))) names.add(recordName(commitment));
  return [...names].slice(0, RECORDS_MAX);
}

function nodeOf(views: Views, view: View, id: string): RouteNode {
  const { store } = views;
  const node = views.nodeOf(view);
  const host = store.texts.get(store.hostOf(node));
  return {
    id,
    kind: store.kindOf(node),
    host: host === "" ? null : host,
    name: store.nameOf(node),
    detail: store.detailOf(node),
    version: views.versionOf(view),
    uncertain: store.namingOf(node) !== FINAL,
  };
}
