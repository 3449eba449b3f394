import { countUntil } from "./edge-list.ts";
import { BY_DESTINATION, BY_ONE_END, type GraphStore, type NodeRef } from "./store.ts";

type End = { readonly whole: NodeRef[]; readonly oneEnd: NodeRef[]; readonly byDestination: NodeRef[]; orderedAt: number };

/** A record that knows one end of a connection only belongs to one whose packets lie at most so far from it. */
const ONE_END_MS = 600_000;
const NO_NODES: readonly NodeRef[] = [];

/**
 * Connections by their two ends, so that what both hosts and every sensor saw of one becomes one node. Records that know less (sshd and
 * Windows logons: the client's end; auditd's connect: the server's) are settled when a query meets them: to the one connection that fits,
 * or, when several or none fit, to none.
 */
export class SocketTable {
  readonly #store: GraphStore;
  readonly #ends = new Map<string, End>();
  readonly #endsOf = new Map<NodeRef, readonly string[]>();
  readonly #addresses = new Map<number, Set<string>>();
  readonly #clockMs: number;

  constructor(store: GraphStore, clockMs: number) {
    this.#store = store;
    this.#clockMs = clockMs;
  }

  /** A host was seen to use an address as its own. */
  own(host: number, address: string): void {
    let known = this.#addresses.get(host);
    if (known === undefined) this.#addresses.set(host, (known = new Set()));
    known.add(address);
  }

  /** The connection between two ends, whichever opened it; on loopback, of one host. */
  whole(host: number, a: string, b: string): NodeRef {
    const [left, right] = a < b ? [a, b] : [b, a];
    const place = isLoopback(a) ? host : 0;
    const node = this.#store.node("socket", place, `${left} ${right}`, nameOf(a, b));
    if (!this.#endsOf.has(node)) {
      this.#endsOf.set(node, [left, right]);
      for (const end of [left, right]) this.#end(end).whole.push(node);
    }
    return node;
  }

  /** A connection to `host` of which the client's end alone is known. */
  fromClient(host: number, client: string): NodeRef {
    const node = this.#store.node("socket", host, `< ${client}`, `${textOf(client)} → ${this.#store.texts.get(host)}`);
    if (this.#store.namingOf(node) !== BY_ONE_END) {
      this.#store.setNaming(node, BY_ONE_END);
      this.#endsOf.set(node, [client]);
      this.#end(client).oneEnd.push(node);
    }
    return node;
  }

  /** A connection by `host` at `ms` of which the server's end alone is known. */
  toServer(host: number, server: string, ms: number): NodeRef {
    const node = this.#store.node("socket", host, `> ${server} ${ms}`, `${this.#store.texts.get(host)} → ${textOf(server)}`);
    if (this.#store.namingOf(node) !== BY_DESTINATION) {
      this.#store.setNaming(node, BY_DESTINATION);
      this.#endsOf.set(node, [server]);
      this.#end(server).byDestination.push(node);
    }
    return node;
  }

  #end(name: string): End {
    let end = this.#ends.get(name);
    if (end === undefined) this.#ends.set(name, (end = { whole: [], oneEnd: [], byDestination: [], orderedAt: -1 }));
    return end;
  }

  /** The connection that a node with one known end stands for at `ms`; the node itself where none or several fit. */
  resolve(node: NodeRef, ms: number): NodeRef {
    const [name = ""] = this.#endsOf.get(node) ?? [];
    const end = this.#ends.get(name);
    if (end === undefined) return node;
    const fits = this.#store.namingOf(node) === BY_ONE_END ? this.#nearClient(end, ms) : this.#nearServer(end, node, name);
    return fits.length === 1 ? (fits[0] ?? node) : node;
  }

  /** Nodes with one known end that may stand for this connection. */
  partsOf(node: NodeRef): readonly NodeRef[] {
    const names = this.#endsOf.get(node);
    if (names === undefined || names.length < 2) return NO_NODES;
    return names.flatMap((name) => {
      const end = this.#ends.get(name);
      if (end === undefined) return [];
      this.#order(end);
      const seen = this.#store.firstSeen(node);
      const times = { fromMs: (one: number) => this.#store.firstSeen(one) };
      const from = countUntil(end.byDestination, seen - this.#clockMs - 1, times);
      return [...end.oneEnd, ...end.byDestination.slice(from, countUntil(end.byDestination, seen + this.#clockMs, times))];
    });
  }

  #nearClient(end: End, ms: number): readonly NodeRef[] {
    return end.whole.filter(
      (node) => this.#store.firstSeen(node) - ONE_END_MS <= ms && ms <= this.#store.lastSeen(node) + ONE_END_MS,
    );
  }

  #nearServer(end: End, node: NodeRef, server: string): readonly NodeRef[] {
    this.#order(end);
    const ms = this.#store.firstSeen(node);
    const times = { fromMs: (one: number) => this.#store.firstSeen(one) };
    const from = countUntil(end.whole, ms - this.#clockMs - 1, times);
    const near = end.whole.slice(from, countUntil(end.whole, ms + this.#clockMs, times));
    const own = this.#addresses.get(this.#store.hostOf(node));
    if (own === undefined) return near;
    return near.filter((one) => (this.#endsOf.get(one) ?? []).some((name) => name !== server && own.has(addressOf(name))));
  }

  #order(end: End): void {
    if (end.orderedAt === this.#store.eventCount) return;
    const order = (a: NodeRef, b: NodeRef): number =>
      this.#store.firstSeen(a) - this.#store.firstSeen(b) || (this.#store.keyOf(a) < this.#store.keyOf(b) ? -1 : 1);
    end.whole.sort(order);
    end.byDestination.sort(order);
    end.orderedAt = this.#store.eventCount;
  }
}

/** The address in an end, "address|port". */
function addressOf(end: string): string {
  return end.slice(0, end.lastIndexOf("|"));
}

function portOf(end: string): number {
  return Number(end.slice(end.lastIndexOf("|") + 1));
}

function isLoopback(end: string): boolean {
  return end.startsWith("127.") || end.startsWith("::1|");
}

/** Client first: the end with the higher port, as servers listen on the lower. */
function nameOf(a: string, b: string): string {
  const [client, server] = portOf(a) > portOf(b) || (portOf(a) === portOf(b) && a < b) ? [a, b] : [b, a];
  return `${textOf(client)} → ${textOf(server)}`;
}

function textOf(end: string): string {
  const address = addressOf(end);
  return address.includes(":") ? `[${address}]:${portOf(end)}` : `${address}:${portOf(end)}`;
}
