import { BY_PID, type GraphStore, type NodeRef } from "./store.ts";

/** A process began, as a record without a GUID shows it. */
type Start = {
  readonly ms: number;
  readonly parent: string;
  readonly session: string;
  readonly image: string;
  readonly command: string;
};
/** A process with a GUID that had this pid. */
type Known = { readonly node: NodeRef; startMs: number; exact: boolean; endMs: number };

type Life = { readonly fromMs: number; readonly untilMs: number; readonly node: NodeRef };
type Slot = {
  readonly node: NodeRef;
  readonly known: Map<NodeRef, Known>;
  readonly starts: Start[];
  readonly ends: number[];
  lives: readonly Life[] | undefined;
  /** How many events there were when `lives` was made: a start that is not recorded is when the process was first seen, and may yet move. */
  livesAt: number;
  lifeOf: ReadonlyMap<NodeRef, Life>;
};

/** Records of one start by different sensors lie at most so far apart. */
const SAME_START_MS = 2000;
/** A sensor may tell what a process did this much before another tells that it began, or after it ended. */
const SENSOR_MS = 250;

/**
 * Which process a pid meant at a time. Sensors without GUIDs name processes by pid, and pids are used again: an edge to a pid is kept as
 * such and settled when a query meets it, so that records may come in any order. What no recorded start covers stays "pid N", uncertain.
 */
export class ProcessTable {
  readonly #store: GraphStore;
  readonly #slots = new Map<NodeRef, Slot>();
  readonly #slotOf = new Map<NodeRef, Slot>();

  constructor(store: GraphStore) {
    this.#store = store;
  }

  /** The node for whatever process has `pid` on `host`. */
  byPid(host: number, pid: string): NodeRef {
    const node = this.#store.node("process", host, `#${pid}`, `pid ${pid}`);
    if (this.#store.namingOf(node) !== BY_PID) {
      this.#store.setNaming(node, BY_PID);
      this.#slots.set(node, { node, known: new Map(), starts: [], ends: [], lives: undefined, livesAt: -1, lifeOf: new Map() });
    }
    return node;
  }

  /** The node of a process with a GUID; `startMs` from the GUID itself when it says it, else NaN. */
  byGuid(host: number, guid: string, pid: string): NodeRef {
    const node = this.#store.node("process", host, guid, "");
    if (pid !== "" && !this.#slotOf.has(node)) {
      const slot = this.#slots.get(this.byPid(host, pid));
      if (slot !== undefined) {
        slot.known.set(node, { node, startMs: startInGuid(guid), exact: false, endMs: Number.POSITIVE_INFINITY });
        slot.lives = undefined;
        this.#slotOf.set(node, slot);
      }
    }
    return node;
  }

  /** A record shows the start of the process with this GUID. */
  startKnown(node: NodeRef, ms: number): void {
    const slot = this.#slotOf.get(node);
    const known = slot?.known.get(node);
    if (slot === undefined || known === undefined || (known.exact && known.startMs <= ms)) return;
    known.startMs = ms;
    known.exact = true;
    slot.lives = undefined;
  }

  /** A record shows that a process with this pid began. */
  startByPid(node: NodeRef, start: Start): void {
    const slot = this.#slots.get(node);
    if (slot === undefined) return;
    slot.starts.push(start);
    slot.lives = undefined;
  }

  /** A record shows that a process ended. */
  end(node: NodeRef, ms: number): void {
    const slot = this.#slotOf.get(node);
    const known = slot?.known.get(node);
    if (known !== undefined) known.endMs = Math.min(known.endMs, ms);
    else this.#slots.get(node)?.ends.push(ms);
    const changed = slot ?? this.#slots.get(node);
    if (changed !== undefined) changed.lives = undefined;
  }

  /** The process that a pid meant at `ms`; the pid's own node where no recorded start tells. */
  resolve(node: NodeRef, ms: number): NodeRef {
    const slot = this.#slots.get(node);
    if (slot === undefined) return node;
    const lives = this.#livesOf(slot);
    let [low, high] = [0, lives.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((lives[middle]?.fromMs ?? 0) - SENSOR_MS <= ms) low = middle + 1;
      else high = middle;
    }
    const life = lives[low - 1];
    return life === undefined || ms > life.untilMs + SENSOR_MS ? node : life.node;
  }

  /** The pid's node and the times at which it can have meant this process; undefined when it never had one. */
  pidOf(node: NodeRef): { readonly slot: NodeRef; readonly fromMs: number; readonly untilMs: number } | undefined {
    const slot = this.#slotOf.get(node);
    if (slot === undefined) return undefined;
    this.#livesOf(slot);
    const life = slot.lifeOf.get(node);
    return { slot: slot.node, fromMs: (life?.fromMs ?? 0) - SENSOR_MS, untilMs: (life?.untilMs ?? 0) + SENSOR_MS };
  }

  #livesOf(slot: Slot): readonly Life[] {
    const { eventCount } = this.#store;
    if (slot.lives === undefined || (slot.livesAt !== eventCount && hasLoose(slot))) {
      slot.livesAt = eventCount;
      slot.lives = this.#arrange(slot);
      slot.lifeOf = new Map(slot.lives.map((life) => [life.node, life]));
    }
    return slot.lives;
  }

  /** The lives of one pid, in order. A start that lies within 2 s of a GUID's is the same start; exec again by the same process is no start. */
  #arrange(slot: Slot): readonly Life[] {
    const begun = [...slot.known.values()].map((one) => ({ fromMs: this.#startOf(one), endMs: one.endMs, node: one.node }));
    const knownStarts = begun.map(({ fromMs }) => fromMs).sort((a, b) => a - b);
    let before: Start | undefined;
    for (const start of slot.starts.toSorted(byTimeAndText)) {
      const again =
        before !== undefined && before.parent === start.parent && before.session === start.session && start.session !== "";
      before = start;
      if (again || isWithin(knownStarts, start.ms, SAME_START_MS)) continue;
      begun.push({ fromMs: start.ms, endMs: Number.POSITIVE_INFINITY, node: this.#nodeOf(slot, start) });
    }
    begun.sort((a, b) => a.fromMs - b.fromMs || (this.#store.keyOf(a.node) < this.#store.keyOf(b.node) ? -1 : 1));
    const ends = slot.ends.toSorted((a, b) => a - b);
    return begun.map(({ fromMs, endMs, node }, at) => {
      const next = begun[at + 1]?.fromMs ?? Number.POSITIVE_INFINITY;
      const end = ends[firstFrom(ends, fromMs)] ?? Number.POSITIVE_INFINITY;
      return { fromMs, untilMs: Math.min(next - 2 * SENSOR_MS - 1, endMs, end), node };
    });
  }

  #startOf(known: Known): number {
    const seen = this.#store.firstSeen(known.node);
    return Number.isNaN(known.startMs) ? seen : known.exact ? known.startMs : Math.min(known.startMs, seen);
  }

  #nodeOf(slot: Slot, start: Start): NodeRef {
    const key = `#${this.#store.nameOf(slot.node).slice("pid ".length)}@${start.ms}`;
    const node = this.#store.node("process", this.#store.hostOf(slot.node), key, "");
    this.#store.describe(node, start.image, start.command);
    this.#slotOf.set(node, slot);
    return node;
  }
}

function hasLoose(slot: Slot): boolean {
  for (const { exact } of slot.known.values()) if (!exact) return true;
  return false;
}

/** The place of the first of `sorted` that is at least `least`. */
function firstFrom(sorted: readonly number[], least: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isWithin(sorted: readonly number[], ms: number, distanceMs: number): boolean {
  const found = sorted[firstFrom(sorted, ms - distanceMs)];
  return found !== undefined && found <= ms + distanceMs;
}

function byTimeAndText(a: Start, b: Start): number {
  return a.ms - b.ms || (a.parent + a.image + a.command < b.parent + b.image + b.command ? -1 : 1);
}

const GUID = /^\{?[0-9a-f]{8}-([0-9a-f]{4})-([0-9a-f]{4})-/;

/** Sysmon puts the start, in seconds since 1970, into the second and third group of a ProcessGuid, low half first. */
function startInGuid(guid: string): number {
  const [, low = "", high = ""] = GUID.exec(guid) ?? [];
  const seconds = Number.parseInt(high + low, 16);
  return Number.isNaN(seconds) ? Number.NaN : seconds * 1000;
}
