import { type Column, float64Column, int32Column, uint8Column } from "./columns.ts";
import { EdgeList } from "./edge-list.ts";
import { edgeCode, edgeKind, nodeCode, nodeKind, type RouteEdgeKind, type RouteNodeKind } from "./kinds.ts";
import { TextPool } from "./text-pool.ts";

/** A node by its place in the store. Places depend on the order of arrival and never leave the room. */
export type NodeRef = number;
/** An edge by its place in the store. */
export type EdgeRef = number;

const COMMITMENT_BYTES = 32;
const PROCESS = nodeCode("process");
const KINDS_MAX = 64;

/** How a node was named by what showed it. A final node stands for one thing; the others are settled when a query meets them. */
export const FINAL = 0;
export const BY_PID = 1;
export const BY_ONE_END = 2;
export const BY_DESTINATION = 3;

/**
 * The append-only columns of the graph. Nothing in it is ever rewritten but the first and last time at which a node was seen; lists of
 * edges are put into order of time when they are next read.
 */
export class GraphStore {
  readonly texts: TextPool = new TextPool();
  readonly #nodes = new Map<string, NodeRef>();
  readonly #keys: string[] = [];
  readonly #kind: Column<Uint8Array> = uint8Column();
  readonly #host: Column<Int32Array> = int32Column();
  readonly #name: Column<Int32Array> = int32Column();
  readonly #detail: Column<Int32Array> = int32Column();
  readonly #naming: Column<Uint8Array> = uint8Column();
  readonly #first: Column<Float64Array> = float64Column();
  readonly #last: Column<Float64Array> = float64Column();
  readonly #ins: (EdgeList | undefined)[] = [];
  readonly #outs: (EdgeList | undefined)[] = [];
  readonly #from: Column<Int32Array> = int32Column();
  readonly #to: Column<Int32Array> = int32Column();
  readonly #edgeKind: Column<Uint8Array> = uint8Column();
  readonly #edgeEvent: Column<Int32Array> = int32Column();
  readonly #edgeUncertain: Column<Uint8Array> = uint8Column();
  readonly #edgePattern: Column<Int32Array> = int32Column();
  readonly #patterns = new Map<number, number>();
  readonly #patternCount: Column<Int32Array> = int32Column();
  readonly #eventFrom: Column<Float64Array> = float64Column();
  readonly #eventTo: Column<Float64Array> = float64Column();
  readonly #eventRecord: Column<Int32Array> = int32Column();
  readonly #eventEdge: Column<Int32Array> = int32Column();
  readonly #commitments: Column<Uint8Array> = uint8Column();

  get nodeCount(): number {
    return this.#keys.length;
  }

  get edgeCount(): number {
    return this.#from.size;
  }

  get eventCount(): number {
    return this.#eventFrom.size;
  }

  /** The node of a kind on a host with a key that is its own there; made when new, then `name` is what it is called. */
  node(kind: RouteNodeKind, host: number, key: string, name: string): NodeRef {
    const code = nodeCode(kind);
    const whole = `${String.fromCharCode(65 + code)}${host}\n${key}`;
    const found = this.#nodes.get(whole);
    if (found !== undefined) return found;
    const node = this.#keys.length;
    this.#nodes.set(whole, node);
    this.#keys.push(whole);
    this.#kind.push(code);
    this.#host.push(host);
    this.#name.push(this.texts.put(name));
    this.#detail.push(0);
    this.#naming.push(FINAL);
    this.#first.push(Number.POSITIVE_INFINITY);
    this.#last.push(Number.NEGATIVE_INFINITY);
    return node;
  }

  /** A key that is the same in every store that holds the same node: kind, host and key. */
  keyOf(node: NodeRef): string {
    return `${this.texts.get(this.#host.at(node))}\n${this.#keys[node] ?? ""}`;
  }

  kindOf(node: NodeRef): RouteNodeKind {
    return nodeKind(this.#kind.values[node] ?? 0);
  }

  hostOf(node: NodeRef): number {
    return this.#host.values[node] ?? 0;
  }

  nameOf(node: NodeRef): string {
    return this.texts.get(this.#name.at(node));
  }

  detailOf(node: NodeRef): string {
    return this.texts.get(this.#detail.at(node));
  }

  /** Names a node that was first met without its name. Of several names the least in text order stays, whatever came first. */
  describe(node: NodeRef, name: string, detail: string): void {
    this.#keepLeast(this.#name, node, name);
    this.#keepLeast(this.#detail, node, detail);
  }

  #keepLeast(column: Column<Int32Array>, node: NodeRef, text: string): void {
    const before = column.at(node);
    if (text === "" || this.texts.get(before) === text) return;
    const number = this.texts.put(text);
    if (before === 0 || this.texts.get(number) < this.texts.get(before)) column.set(node, number);
  }

  namingOf(node: NodeRef): number {
    return this.#naming.values[node] ?? 0;
  }

  setNaming(node: NodeRef, naming: number): void {
    this.#naming.set(node, naming);
  }

  firstSeen(node: NodeRef): number {
    return this.#first.at(node);
  }

  lastSeen(node: NodeRef): number {
    return this.#last.at(node);
  }

  /** Opens an event: its span and the names of its records. Edges added next are its. */
  openEvent(fromMs: number, toMs: number, commitments: readonly Uint8Array[]): number {
    const event = this.#eventFrom.size;
    this.#eventFrom.push(fromMs);
    this.#eventTo.push(Math.max(fromMs, toMs));
    this.#eventRecord.push(this.#commitments.size / COMMITMENT_BYTES);
    this.#eventEdge.push(this.#from.size);
    for (const commitment of commitments) this.#commitments.append(commitment.subarray(0, COMMITMENT_BYTES));
    return event;
  }

  /** Adds an edge of the event opened last. */
  addEdge(kind: RouteEdgeKind, from: NodeRef, to: NodeRef, uncertain: boolean): EdgeRef {
    const edge = this.#from.size;
    const event = this.#eventFrom.size - 1;
    const ms = this.#eventFrom.at(event);
    this.#from.push(from);
    this.#to.push(to);
    this.#edgeKind.push(edgeCode(kind));
    this.#edgeEvent.push(event);
    this.#edgeUncertain.push(uncertain ? 1 : 0);
    this.#edgePattern.push(this.#patternOf(kind, from, to));
    this.#see(from, ms);
    this.#see(to, ms);
    (this.#outs[from] ??= new EdgeList()).push(edge, ms);
    (this.#ins[to] ??= new EdgeList()).push(edge, ms);
    return edge;
  }

  #see(node: NodeRef, ms: number): void {
    if (ms < this.#first.at(node)) this.#first.set(node, ms);
    if (ms > this.#last.at(node)) this.#last.set(node, ms);
  }

  /** Edges of one kind at things of one name, on whatever host. Processes are not counted: they are named late, and by their degree. */
  #patternOf(kind: RouteEdgeKind, from: NodeRef, to: NodeRef): number {
    const thing = this.#kind.at(to) === PROCESS ? from : to;
    const key = this.#kind.at(thing) === PROCESS ? edgeCode(kind) : this.#name.at(thing) * KINDS_MAX + edgeCode(kind);
    let pattern = this.#patterns.get(key);
    if (pattern === undefined) {
      pattern = this.#patternCount.size;
      this.#patterns.set(key, pattern);
      this.#patternCount.push(0);
    }
    this.#patternCount.set(pattern, this.#patternCount.at(pattern) + 1);
    return pattern;
  }

  /** How many edges of this kind touch a thing of the same name on any host; 0 between processes. */
  commonness(edge: EdgeRef): number {
    const [from, to] = [this.fromOf(edge), this.toOf(edge)];
    if (this.#kind.values[from] === PROCESS && this.#kind.values[to] === PROCESS) return 0;
    return this.#patternCount.values[this.#edgePattern.values[edge] ?? 0] ?? 0;
  }

  kindOfEdge(edge: EdgeRef): RouteEdgeKind {
    return edgeKind(this.#edgeKind.values[edge] ?? 0);
  }

  /** The node that an edge leads from, as its record named it. */
  fromOf(edge: EdgeRef): NodeRef {
    return this.#from.values[edge] ?? 0;
  }

  /** The node that an edge leads to, as its record named it. */
  toOf(edge: EdgeRef): NodeRef {
    return this.#to.values[edge] ?? 0;
  }

  eventOf(edge: EdgeRef): number {
    return this.#edgeEvent.values[edge] ?? 0;
  }

  isUncertain(edge: EdgeRef): boolean {
    return this.#edgeUncertain.values[edge] === 1;
  }

  fromMs(edge: EdgeRef): number {
    return this.#eventFrom.values[this.#edgeEvent.values[edge] ?? 0] ?? 0;
  }

  toMs(edge: EdgeRef): number {
    return this.#eventTo.values[this.#edgeEvent.values[edge] ?? 0] ?? 0;
  }

  /** The edges into a node, in order of time. */
  into(node: NodeRef): readonly EdgeRef[] {
    return this.#ins[node]?.inOrder(this) ?? NO_EDGES;
  }

  /** The edges out of a node, in order of time. */
  outOf(node: NodeRef): readonly EdgeRef[] {
    return this.#outs[node]?.inOrder(this) ?? NO_EDGES;
  }

  /** Edges of an event. */
  edgesOf(event: number): readonly EdgeRef[] {
    const end = event + 1 < this.#eventEdge.size ? this.#eventEdge.at(event + 1) : this.#from.size;
    const edges: EdgeRef[] = [];
    for (let edge = this.#eventEdge.at(event); edge < end; edge++) edges.push(edge);
    return edges;
  }

  /** Commitments of the records of an event. */
  commitmentsOf(event: number): readonly Uint8Array[] {
    const all = this.#commitments.size / COMMITMENT_BYTES;
    const end = event + 1 < this.#eventRecord.size ? this.#eventRecord.at(event + 1) : all;
    const found: Uint8Array[] = [];
    for (let record = this.#eventRecord.at(event); record < end; record++)
      found.push(this.#commitments.values.subarray(record * COMMITMENT_BYTES, (record + 1) * COMMITMENT_BYTES));
    return found;
  }

  /** The first four bytes of an event's first record: an order among equal times that does not depend on arrival. */
  tieOf(edge: EdgeRef): number {
    const at = this.#eventRecord.at(this.#edgeEvent.at(edge)) * COMMITMENT_BYTES;
    const bytes = this.#commitments.values;
    return (bytes[at] ?? 0) * 0x1000000 + (bytes[at + 1] ?? 0) * 0x10000 + (bytes[at + 2] ?? 0) * 0x100 + (bytes[at + 3] ?? 0);
  }

  /** Every node of the store, for queries by name. */
  *nodes(): Iterable<NodeRef> {
    for (let node = 0; node < this.#keys.length; node++) yield node;
  }

  /** Memory of the columns, in bytes; texts, keys and lists of edges come on top. */
  get columnBytes(): number {
    const columns = [this.#kind, this.#host, this.#name, this.#detail, this.#naming, this.#first, this.#last];
    const edges = [this.#from, this.#to, this.#edgeKind, this.#edgeEvent, this.#edgeUncertain, this.#edgePattern];
    const events = [this.#eventFrom, this.#eventTo, this.#eventRecord, this.#eventEdge, this.#commitments, this.#patternCount];
    return [...columns, ...edges, ...events].reduce((sum, column) => sum + column.bytes, 0);
  }
}

const NO_EDGES: readonly EdgeRef[] = [];
