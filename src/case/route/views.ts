import { countUntil } from "./edge-list.ts";
import type { Facts } from "./facts.ts";
import type { RouteEdgeKind } from "./kinds.ts";
import { BY_DESTINATION, BY_ONE_END, BY_PID, type EdgeRef, type GraphStore, type NodeRef } from "./store.ts";

/**
 * What a query walks over: a node as it was at a time. A process stands for its GUID and its pid together, a connection for all that saw
 * it, a file for one version. The number holds the node and the version.
 */
export type View = number;

const VERSIONS = 0x80000000;

/** Edges after which what was there before no longer counts: a file made anew, a value set, a login by somebody else. */
const REPLACING: ReadonlySet<RouteEdgeKind> = new Set(["replaces", "renames", "deletes", "sets"]);

/** An edge as a query walks it: settled at both ends. */
export type Step = { readonly edge: EdgeRef; readonly from: View; readonly to: View };

/** sshd says whom it accepted a moment after the session was opened. */
const LOGGED_LATE_MS = 100;

type Versions = { readonly edges: number; readonly times: readonly number[] };

/** Settles, for one query, what nodes stood for. What it found it keeps: the graph may grow between queries, never within one. */
export class Views {
  readonly store: GraphStore;
  readonly #facts: Facts;
  readonly #versions = new Map<NodeRef, Versions>();
  readonly #into = new Map<View, readonly EdgeRef[]>();
  readonly #out = new Map<View, readonly EdgeRef[]>();

  constructor(facts: Facts) {
    this.#facts = facts;
    this.store = facts.store;
  }

  nodeOf(view: View): NodeRef {
    return view % VERSIONS;
  }

  /** 0 for what nothing replaced yet, else which version it is. */
  versionOf(view: View): number {
    return Math.floor(view / VERSIONS);
  }

  /** What a node stood for at `ms`. */
  at(node: NodeRef, ms: number): View {
    const settled = this.#settle(node, ms);
    const times = this.#versionsOf(settled);
    return times.length === 0 ? settled : settled + VERSIONS * countUntil(times, ms, SELF);
  }

  #settle(node: NodeRef, ms: number): NodeRef {
    const naming = this.store.namingOf(node);
    if (naming === BY_PID) return this.#facts.processes.resolve(node, ms);
    return naming === BY_ONE_END || naming === BY_DESTINATION ? this.#facts.sockets.resolve(node, ms) : node;
  }

  #versionsOf(node: NodeRef): readonly number[] {
    const kind = this.store.kindOf(node);
    if (kind !== "file" && kind !== "login" && kind !== "registry") return NO_TIMES;
    const edges = this.store.into(node);
    const known = this.#versions.get(node);
    if (known !== undefined && known.edges === edges.length) return known.times;
    const replaced = edges.filter((edge) => kind === "login" || REPLACING.has(this.store.kindOfEdge(edge)));
    const early = kind === "login" ? LOGGED_LATE_MS : 0;
    const times = [...new Set(replaced.map((edge) => this.store.fromMs(edge) - early))];
    this.#versions.set(node, { edges: edges.length, times });
    return times;
  }

  /** An edge with both ends settled. What is renamed is what was there just before. */
  step(edge: EdgeRef): Step {
    const ms = this.store.fromMs(edge);
    const before = this.store.kindOfEdge(edge) === "renames" ? ms - 0.5 : ms;
    return { edge, from: this.at(this.store.fromOf(edge), before), to: this.at(this.store.toOf(edge), ms) };
  }

  /** The edges into a view, in order of time. */
  into(view: View): readonly EdgeRef[] {
    return this.#kept(this.#into, view, (node) => this.store.into(node));
  }

  /** The edges out of a view, in order of time. */
  outOf(view: View): readonly EdgeRef[] {
    return this.#kept(this.#out, view, (node) => this.store.outOf(node));
  }

  #kept(known: Map<View, readonly EdgeRef[]>, view: View, list: (node: NodeRef) => readonly EdgeRef[]): readonly EdgeRef[] {
    let edges = known.get(view);
    if (edges === undefined) known.set(view, (edges = this.#edges(view, list)));
    return edges;
  }

  #edges(view: View, list: (node: NodeRef) => readonly EdgeRef[]): readonly EdgeRef[] {
    const node = this.nodeOf(view);
    const own = this.#within(node, view, list(node));
    const kind = this.store.kindOf(node);
    if (kind !== "process" && kind !== "socket") return own;
    const others = kind === "process" ? this.#byPid(node, list) : this.#byParts(node, list);
    if (others.length === 0) return own;
    if (own.length === 0) return others;
    return kind === "process"
      ? this.#merge(own, others)
      : this.#merge(
          own,
          others.toSorted((a, b) => this.#order(a, b)),
        );
  }

  #order(a: EdgeRef, b: EdgeRef): number {
    const { store } = this;
    return store.fromMs(a) - store.fromMs(b) || store.tieOf(a) - store.tieOf(b) || a - b;
  }

  #merge(left: readonly EdgeRef[], right: readonly EdgeRef[]): readonly EdgeRef[] {
    const both: EdgeRef[] = [];
    let [at, other] = [0, 0];
    while (at < left.length && other < right.length) {
      const [a, b] = [left[at] ?? 0, right[other] ?? 0];
      if (this.#order(a, b) <= 0) {
        both.push(a);
        at++;
      } else {
        both.push(b);
        other++;
      }
    }
    while (at < left.length) both.push(left[at++] ?? 0);
    while (other < right.length) both.push(right[other++] ?? 0);
    return both;
  }

  #within(node: NodeRef, view: View, edges: readonly EdgeRef[]): readonly EdgeRef[] {
    const times = this.#versionsOf(node);
    if (times.length === 0) return edges;
    const version = this.versionOf(view);
    // Half a millisecond earlier than the next version: all that came before it.
    const from = version === 0 ? 0 : countUntil(edges, (times[version - 1] ?? 0) - 0.5, this.store);
    const until = version < times.length ? countUntil(edges, (times[version] ?? 0) + 0.25, this.store) : edges.length;
    return edges.slice(from, until);
  }

  #byPid(node: NodeRef, list: (node: NodeRef) => readonly EdgeRef[]): readonly EdgeRef[] {
    const life = this.#facts.processes.pidOf(node);
    if (life === undefined || life.slot === node) return NO_EDGES;
    const edges = list(life.slot);
    const from = countUntil(edges, life.fromMs - 0.5, this.store);
    const near = edges.slice(from, countUntil(edges, life.untilMs, this.store));
    return near.filter((edge) => this.#facts.processes.resolve(life.slot, this.store.fromMs(edge)) === node);
  }

  #byParts(node: NodeRef, list: (node: NodeRef) => readonly EdgeRef[]): readonly EdgeRef[] {
    const parts = this.#facts.sockets.partsOf(node);
    if (parts.length === 0) return NO_EDGES;
    return parts.flatMap((part) =>
      list(part).filter((edge) => this.#facts.sockets.resolve(part, this.store.fromMs(edge)) === node),
    );
  }
}

const NO_EDGES: readonly EdgeRef[] = [];
const NO_TIMES: readonly number[] = [];
const SELF = { fromMs: (ms: number): number => ms };
