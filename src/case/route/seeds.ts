import { parseHex } from "../../lib/index.ts";
import { type RecordName } from "../../model/index.ts";
import { type Direction, isShortcut, type Seed } from "./closure.ts";
import { plainAddress } from "./facts.ts";
import { edgeTraits, type RouteEdgeKind } from "./kinds.ts";
import type { RouteQuery } from "./route-graph.ts";
import type { EdgeRef, GraphStore, NodeRef } from "./store.ts";
import type { View, Views } from "./views.ts";

/** Finds events by the name of one of their records; reads on where it stopped when the graph has grown. */
export class RecordIndex {
  readonly #store: GraphStore;
  readonly #events = new Map<number, number | number[]>();
  #read = 0;

  constructor(store: GraphStore) {
    this.#store = store;
  }

  /** The events that were read from this record. */
  eventsOf(record: RecordName): readonly number[] {
    const parsed = parseHex(record);
    if (!parsed.ok || parsed.value.length < 4) return [];
    const wanted = parsed.value;
    this.#readOn();
    const found = this.#events.get(headOf(wanted)) ?? [];
    const events = typeof found === "number" ? [found] : found;
    return events.filter((event) => this.#store.commitmentsOf(event).some((one) => one.every((byte, at) => byte === wanted[at])));
  }

  #readOn(): void {
    for (; this.#read < this.#store.eventCount; this.#read++) {
      for (const commitment of this.#store.commitmentsOf(this.#read)) {
        const head = headOf(commitment);
        const before = this.#events.get(head);
        if (before === undefined) this.#events.set(head, this.#read);
        else if (typeof before === "number") this.#events.set(head, [before, this.#read]);
        else before.push(this.#read);
      }
    }
  }
}

function headOf(bytes: Uint8Array): number {
  return (bytes[0] ?? 0) * 0x1000000 + (bytes[1] ?? 0) * 0x10000 + (bytes[2] ?? 0) * 0x100 + (bytes[3] ?? 0);
}

/** Where a closure begins, and the edges of the record that it begins with, which every answer shows. */
export type Start = { readonly seeds: readonly Seed[]; readonly own: readonly EdgeRef[] };

/** Kinds after which only what was done to goes on: what a process is started by may do other things later. */
const ONWARD_ONLY: ReadonlySet<RouteEdgeKind> = new Set([
  "starts",
  "runs in",
  "executes",
  "triggers",
  "logs on",
  "accepts",
  "injects",
  "installs",
  "sends",
  "asks",
]);
/** Kinds that change nothing in what they lead to. */
const HARMLESS: ReadonlySet<RouteEdgeKind> = new Set(["opens", "looks", "uses"]);

/** Settles what a query names. */
export function startOf(views: Views, records: RecordIndex, query: RouteQuery, direction: Direction): Start {
  if (query.record === undefined) return { seeds: named(views, query, direction), own: [] };
  const all = records.eventsOf(query.record).flatMap((event) => views.store.edgesOf(event));
  const own = all.filter((edge) => !isShortcut(views, views.step(edge)));
  const seeds = own.flatMap((edge) => seedsOf(views, edge, direction));
  return { seeds: query.ms === undefined ? seeds : seeds.map(({ view }) => ({ view, ms: query.ms ?? 0 })), own };
}

function seedsOf(views: Views, edge: EdgeRef, direction: Direction): readonly Seed[] {
  const { from, to } = views.step(edge);
  const kind = views.store.kindOfEdge(edge);
  const actor = edgeTraits(kind).actor === "from" ? from : to;
  if (direction === "backward") {
    const ms = views.store.toMs(edge);
    return (actor === from ? [from] : [from, to]).map((view) => ({ view, ms }));
  }
  const ms = views.store.fromMs(edge);
  const on = ONWARD_ONLY.has(kind) ? [to] : HARMLESS.has(kind) ? [actor] : actor === to ? [to] : [from, to];
  return on.map((view) => ({ view, ms }));
}

function named(views: Views, query: RouteQuery, direction: Direction): readonly Seed[] {
  const { store } = views;
  const seeds: Seed[] = [];
  for (const node of store.nodes()) {
    if (!fits(store, node, query)) continue;
    for (const view of viewsOf(views, node, query.ms)) {
      const ms = query.ms ?? (direction === "backward" ? store.lastSeen(node) : store.firstSeen(node));
      if (Number.isFinite(ms)) seeds.push({ view, ms });
    }
  }
  return seeds;
}

function viewsOf(views: Views, node: NodeRef, ms: number | undefined): readonly View[] {
  const { store } = views;
  if (ms !== undefined) return [views.at(node, ms)];
  const found = new Set<View>();
  for (const edge of store.into(node)) found.add(views.at(node, store.fromMs(edge)));
  for (const edge of store.outOf(node)) found.add(views.at(node, store.fromMs(edge)));
  return [...found];
}

function fits(store: GraphStore, node: NodeRef, query: RouteQuery): boolean {
  if (query.host !== undefined && store.texts.get(store.hostOf(node)) !== query.host.toLowerCase()) return false;
  const kind = store.kindOf(node);
  const name = store.nameOf(node).toLowerCase();
  if (query.image !== undefined) return kind === "process" && isPath(name, query.image.toLowerCase());
  if (query.file !== undefined) return kind === "file" && isPath(name, query.file.toLowerCase());
  if (query.account !== undefined) return kind === "account" && name === query.account.toLowerCase();
  if (query.address === undefined) return false;
  const address = plainAddress(query.address);
  if (kind === "address") return name === address;
  return (
    kind === "socket" &&
    name.split(" → ").some((end) => end === address || end.startsWith(`${address}:`) || end.startsWith(`[${address}]:`))
  );
}

function isPath(name: string, wanted: string): boolean {
  return name === wanted || name.endsWith(`\\${wanted}`) || name.endsWith(`/${wanted}`);
}
