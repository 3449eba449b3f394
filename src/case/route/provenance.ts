import type { Event } from "../../model/index.ts";
import { buildGraph } from "./build-graph.ts";
import { type Closure, closure, type Direction, type Reach } from "./closure.ts";
import { Facts, plainAddress } from "./facts.ts";
import { openEnds } from "./questions.ts";
import { readEvent } from "./read/read-event.ts";
import type { Question, RouteGraph, RouteLimits, RouteQuery } from "./route-graph.ts";
import { RecordIndex, startOf } from "./seeds.ts";
import { type Selection, selectBetween, selectFrom } from "./select.ts";
import { Views } from "./views.ts";

export type ProvenanceOptions = {
  /** Clocks of two hosts may differ by this much; 5,000 ms unless told. Sensors of one host tell of a connection as late. */
  readonly clockMs?: number;
  /** Addresses that are known to be a host's own, beside those that its records show. */
  readonly addresses?: Readonly<Record<string, readonly string[]>>;
};

/** How large the graph is. `columnBytes` is the memory of its columns; names, keys and lists of edges come on top. */
export type ProvenanceSize = {
  readonly events: number;
  readonly nodes: number;
  readonly edges: number;
  readonly columnBytes: number;
};

/** A provenance graph that grows with each event and can be asked at any time. */
export type Provenance = {
  /** Takes an event, in any order of time. Fields are untrusted; it never throws on one. */
  readonly add: (event: Event) => void;
  /** What led to it. */
  readonly backward: (from: RouteQuery, limits?: RouteLimits) => RouteGraph;
  /** What came of it. */
  readonly forward: (from: RouteQuery, limits?: RouteLimits) => RouteGraph;
  /** What lies between: what the entry led to and led to the effect. */
  readonly chop: (entry: RouteQuery, effect: RouteQuery, limits?: RouteLimits) => RouteGraph;
  readonly size: () => ProvenanceSize;
};

const CLOCK_MS = 5000;
const EDGES_MAX = 40;
const LOOKS_MAX = 1500;
const CHOP_LOOKS_MAX = 200_000;
const FAN_MAX = 500;

/** Builds a provenance graph of events (docs/route.md). Pure: the same events, in whatever order, give the same answers. */
export function createProvenance(options: ProvenanceOptions = {}): Provenance {
  return new ProvenanceGraph(options);
}

class ProvenanceGraph implements Provenance {
  readonly #facts: Facts;
  readonly #records: RecordIndex;
  readonly #clockMs: number;

  constructor({ clockMs = CLOCK_MS, addresses = {} }: ProvenanceOptions) {
    this.#clockMs = clockMs;
    this.#facts = new Facts(clockMs);
    this.#records = new RecordIndex(this.#facts.store);
    for (const [host, own] of Object.entries(addresses))
      for (const address of own) this.#facts.sockets.own(this.#facts.host(host), plainAddress(address));
  }

  readonly add = (event: Event): void => readEvent(this.#facts, event);

  readonly backward = (from: RouteQuery, limits: RouteLimits = {}): RouteGraph => this.#one(from, limits, "backward");

  readonly forward = (from: RouteQuery, limits: RouteLimits = {}): RouteGraph => this.#one(from, limits, "forward");

  #one(from: RouteQuery, limits: RouteLimits, direction: Direction): RouteGraph {
    const views = new Views(this.#facts);
    const start = startOf(views, this.#records, from, direction);
    const found = closure(views, start.seeds, { ...this.#reach(limits, LOOKS_MAX), direction });
    const acts =
      direction === "backward"
        ? { fromMs: limits.sinceMs ?? Number.NEGATIVE_INFINITY }
        : { toMs: limits.untilMs ?? Number.POSITIVE_INFINITY };
    const selection = selectFrom(views, { start, found, acts }, limits.edgesMax ?? EDGES_MAX);
    return graphOf(views, selection, [found], start.seeds.length === 0 ? [nothingNamed("the query")] : []);
  }

  readonly chop = (entry: RouteQuery, effect: RouteQuery, limits: RouteLimits = {}): RouteGraph => {
    const views = new Views(this.#facts);
    const [first, last] = [startOf(views, this.#records, entry, "forward"), startOf(views, this.#records, effect, "backward")];
    const latest = last.seeds.reduce((most, { ms }) => Math.max(most, ms), Number.NEGATIVE_INFINITY);
    const earliest = first.seeds.reduce((least, { ms }) => Math.min(least, ms), Number.POSITIVE_INFINITY);
    const reach = this.#reach(limits, CHOP_LOOKS_MAX);
    const untilMs = Math.min(reach.untilMs, latest + this.#clockMs);
    const sinceMs = Math.max(reach.sinceMs, earliest - this.#clockMs);
    const forward = closure(views, first.seeds, { ...reach, untilMs, direction: "forward" });
    const backward = closure(views, last.seeds, { ...reach, sinceMs, direction: "backward" });
    const period = { fromMs: earliest, toMs: latest };
    const between = { entry: first, effect: last, forward, backward, period };
    const selection = selectBetween(views, between, { edgesMax: limits.edgesMax ?? EDGES_MAX, clockMs: this.#clockMs });
    const said = [
      ...(first.seeds.length === 0 ? [nothingNamed("the entry")] : []),
      ...(last.seeds.length === 0 ? [nothingNamed("the effect")] : []),
      ...(selection.joined ? [] : [NOT_JOINED]),
    ];
    return graphOf(views, selection, [forward, backward], said);
  };

  readonly size = (): ProvenanceSize => {
    const { store } = this.#facts;
    return { events: store.eventCount, nodes: store.nodeCount, edges: store.edgeCount, columnBytes: store.columnBytes };
  };

  #reach(limits: RouteLimits, looksMax: number): Reach {
    return {
      edgesMax: limits.looksMax ?? looksMax,
      fanMax: limits.fanMax ?? FAN_MAX,
      clockMs: this.#clockMs,
      sinceMs: limits.sinceMs ?? Number.NEGATIVE_INFINITY,
      untilMs: limits.untilMs ?? Number.POSITIVE_INFINITY,
    };
  }
}

const NOT_JOINED: Question = {
  kind: "not-joined",
  node: null,
  text: "How did the entry lead to the effect? No chain of records joins them; what follows shows each by itself.",
};

function nothingNamed(what: string): Question {
  return { kind: "no-edge", node: null, text: `What was ${what}? No record that was read shows it doing anything.` };
}

function graphOf(views: Views, selection: Selection, closures: readonly Closure[], said: readonly Question[]): RouteGraph {
  const built = buildGraph(views, selection.steps, selection.main);
  const openQuestions = [...said, ...openEnds(views, built, closures)];
  return { nodes: built.nodes, edges: built.edges, openEnds: openQuestions, joined: selection.joined, of: selection.of };
}
