import type { Event, Fields, FieldValue } from "../../model/index.ts";
import type { RouteEdgeKind, RouteNodeKind } from "./kinds.ts";
import { ProcessTable } from "./processes.ts";
import { SocketTable } from "./sockets.ts";
import { GraphStore, type NodeRef } from "./store.ts";

/** What a record says of a process: at least a pid or a GUID. */
export type ProcessFact = {
  readonly pid?: string | undefined;
  readonly guid?: string | undefined;
  readonly image?: string | undefined;
  readonly command?: string | undefined;
};

const PATH_UNITS_MAX = 4096;

/**
 * What the readers of events say to the graph: nodes by their identity, edges with the event's time and records. One event at a time.
 * An event of which no edge comes leaves nothing.
 */
export class Facts {
  readonly store: GraphStore = new GraphStore();
  readonly processes: ProcessTable = new ProcessTable(this.store);
  readonly sockets: SocketTable;
  readonly #hosts = new Recent<number>();
  readonly #files = new Map<number, Recent<NodeRef>>();
  readonly #guids = new Map<number, Recent<NodeRef>>();
  #event: Event | undefined;
  #isOpen = false;

  constructor(clockMs: number) {
    this.sockets = new SocketTable(this.store, clockMs);
  }

  /** Begins an event: what is said next is of it. */
  begin(event: Event): void {
    this.#event = event;
    this.#isOpen = false;
  }

  get ms(): number {
    return this.#event?.time.fromMs ?? 0;
  }

  /** The number of a host by name; 0 for none. Hosts are the same in upper and lower case. */
  host(name: string | undefined): number {
    if (name === undefined) return 0;
    return this.#hosts.get(name) ?? this.#hosts.keep(name, this.store.texts.put(name.toLowerCase()));
  }

  node(kind: RouteNodeKind, host: number, name: string): NodeRef {
    return this.store.node(kind, host, name, name);
  }

  /** A file on a host. Paths of Windows are the same in upper and lower case. */
  file(host: number, path: string): NodeRef {
    const recent = recentOf(this.#files, host);
    const known = recent.get(path);
    if (known !== undefined) return known;
    const plain = plainPath(path);
    return recent.keep(path, this.store.node("file", host, plain, plain));
  }

  /** A process by GUID, else by pid; undefined when the record names neither. */
  process(host: number, fact: ProcessFact): NodeRef | undefined {
    const { guid, pid = "" } = fact;
    if (guid !== undefined && !guid.startsWith("{00000000-0000-0000-0000")) {
      const recent = recentOf(this.#guids, host);
      const known = pid === "" ? undefined : recent.get(guid);
      const node = known ?? this.processes.byGuid(host, guid.toLowerCase(), pid);
      if (known === undefined && pid !== "") recent.keep(guid, node);
      this.store.describe(node, fact.image ?? "", fact.command ?? "");
      return node;
    }
    return pid === "" || pid === "0" ? undefined : this.processes.byPid(host, pid);
  }

  /** An edge that this event shows. A missing end is no edge. */
  edge(kind: RouteEdgeKind, from: NodeRef | undefined, to: NodeRef | undefined, uncertain: boolean = false): void {
    const event = this.#event;
    if (from === undefined || to === undefined || from === to || event === undefined) return;
    if (!this.#isOpen) {
      this.#isOpen = true;
      this.store.openEvent(
        event.time.fromMs,
        event.time.toMs,
        event.records.map((record) => record.commitment),
      );
    }
    this.store.addEdge(kind, from, to, uncertain);
  }
}

const RECENT_MAX = 20_000;

/** Answers for texts as they were written last, so that most need no folding and joining again. */
class Recent<Value> {
  readonly #values = new Map<string, Value>();

  get(text: string): Value | undefined {
    return this.#values.get(text);
  }

  keep(text: string, value: Value): Value {
    if (this.#values.size >= RECENT_MAX) this.#values.clear();
    this.#values.set(text, value);
    return value;
  }
}

function recentOf(all: Map<number, Recent<NodeRef>>, host: number): Recent<NodeRef> {
  const known = all.get(host);
  if (known !== undefined) return known;
  const made = new Recent<NodeRef>();
  all.set(host, made);
  return made;
}

const WINDOWS_PATH = /^(?:[a-z]:\\|\\)/i;

function plainPath(path: string): string {
  const cut = path.length > PATH_UNITS_MAX ? path.slice(0, PATH_UNITS_MAX) : path;
  const plain = cut.startsWith("\\??\\") || cut.startsWith("\\\\?\\") ? cut.slice(4) : cut;
  return WINDOWS_PATH.test(plain) ? plain.toLowerCase() : plain;
}

/** A field as text; undefined for nothing, "-", lists and objects. */
export function said(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (typeof value === "string") return value === "" || value === "-" ? undefined : value;
  return typeof value === "number" ? String(value) : undefined;
}

/** The first of several fields that says something. */
export function saidFirst(fields: Fields, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = said(fields, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** All texts of a field, one or a list. */
export function saidAll(fields: Fields, name: string): readonly string[] {
  const value: FieldValue | undefined = fields[name];
  const values = Array.isArray(value) ? value : [value];
  return values.slice(0, 1000).map((one) => (typeof one === "string" || typeof one === "number" ? String(one) : ""));
}

/** A process id in decimal, from "0x1f4", "500" or 500. */
export function pidIn(fields: Fields, name: string): string | undefined {
  const text = said(fields, name);
  if (text === undefined || text.length > 18) return undefined;
  if (/^[0-9]+$/.test(text)) return String(Number(text));
  return /^0x[0-9a-f]+$/i.test(text) ? String(Number.parseInt(text, 16)) : undefined;
}

/** "address|port"; undefined without both. */
export function endOf(address: string | undefined, port: string | undefined): string | undefined {
  if (address === undefined || port === undefined || port === "0" || !/^[0-9]{1,5}$/.test(port)) return undefined;
  return `${plainAddress(address)}|${port}`;
}

/** An address without the IPv4-mapped prefix and zone, lower-case. */
export function plainAddress(address: string): string {
  const low = address.toLowerCase();
  const zone = low.indexOf("%");
  const bare = zone < 0 ? low : low.slice(0, zone);
  return bare.startsWith("::ffff:") && bare.includes(".") ? bare.slice("::ffff:".length) : bare;
}

const TOLD_UNITS_MAX = 4000;

/** A field, or, where a shipper kept only the message of an event of Windows, what its line "name: value" tells. */
export function saidOrTold(fields: Fields, name: string): string | undefined {
  const value = said(fields, name);
  const message = value === undefined ? said(fields, "Message") : undefined;
  if (message === undefined) return value;
  const line = message
    .slice(0, TOLD_UNITS_MAX)
    .split(/\r?\n/)
    .find((one) => one.startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim() || undefined;
}
