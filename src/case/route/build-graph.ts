import { type RecordName, recordName } from "../../model/index.ts";
import type { RouteEdge, RouteNode } from "./route-graph.ts";
import { edgeKeyOf } from "./select.ts";
import { BY_PID, FINAL } from "./store.ts";
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
  const { store } = views;
  const order = steps.toSorted(
    (a, b) =>
      store.fromMs(a.edge) - store.fromMs(b.edge) ||
      store.tieOf(a.edge) - store.tieOf(b.edge) ||
      rankOf(views, a) - rankOf(views, b) ||
      (edgeText(views, a) < edgeText(views, b) ? -1 : 1),
  );
  const ids = new Map<View, string>();
  for (const step of order) for (const view of [step.from, step.to]) if (!ids.has(view)) ids.set(view, `n${ids.size + 1}`);
  const groups = new Map<string, Step[]>();
  for (const step of order) {
    const key = edgeKeyOf(views, step);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [step]);
    else group.push(step);
  }
  const edges = [...groups.values()].map((group) => edgeOf(views, group, { ids, main }));
  return { nodes: [...ids].map(([view, id]) => nodeOf(views, view, id)), edges, ids };
}

function rankOf(views: Views, step: Step): number {
  return views.store.kindOfEdge(step.edge).length;
}

function edgeText(views: Views, step: Step): string {
  const { store } = views;
  return [views.nodeOf(step.from), views.nodeOf(step.to)].map((node) => store.keyOf(node)).join("\n");
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
    uncertain: store.namingOf(node) === BY_PID || store.namingOf(node) !== FINAL,
  };
}
