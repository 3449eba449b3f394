import type { Entry } from "./entry.ts";
import { Group } from "./group.ts";
import type { CorrelationLimits } from "./limits.ts";
import { type SingleEntry, Singles } from "./singles.ts";

/** Groups, entries and bytes that may be kept. */
export type GroupLimits = Pick<CorrelationLimits, "groupsMax" | "occurrencesMax" | "bytesMax">;

/** What was given up, of which bound: how many entries, and when they were. */
export type GivenUp = {
  readonly kind: "groups" | "occurrences";
  readonly lost: number;
  readonly fromMs: number;
  readonly toMs: number;
};

/** Fired, silent for now and down to one entry; fired and silent; behind them the rank of n entries: 1, 2-3, 4-7 and so on. */
const SPENT = 0;
const FIRED = 1;
const ALONE = 2;

/** Each so many-th loss is the group longest untouched, however much it counted: many half-full groups may not shut out what is new. */
const OLDEST_EVERY = 64;

/** A group that takes more than this part of the bytes is heavy; so there are hardly more heavy ones than that. */
const HEAVY_SHARE = 1_024;

type Held = Group | number;

/**
 * The groups of one correlation within its bounds. What fired already goes first, then whatever has counted least, drawn by lot: who
 * comes from more sources in turn than there is room for would otherwise find each of them forgotten when it comes round again.
 */
export class Groups {
  /** What `find` took from the singles. */
  promoted: Entry | undefined;
  /** By key, longest untouched first but for those marked as touched since; a number is a place among the singles. */
  readonly #byKey = new Map<string, Held>();
  readonly #singles = new Singles();
  readonly #ranks: Group[][] = [];
  #entries = 0;
  #bytes = 0;
  /** Keys of those that take many bytes: when there are too many, they go first. */
  readonly #heavy = new Set<string>();
  readonly #heavyBytes: number;
  #losses = 0;
  #lot = 0x9e3779b9;

  /** `bytesMax`: as in the limits. */
  constructor(bytesMax: number) {
    this.#heavyBytes = bytesMax / HEAVY_SHARE;
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** A new group that has counted one event and cannot fire by it alone. */
  addSingle(key: string, entry: SingleEntry): void {
    const place = this.#singles.add(key, entry);
    this.#byKey.set(key, place);
    this.#entries++;
    this.#weigh(key, 0, this.#singles.weightOf(place));
  }

  /**
   * The group of a key, touched; undefined when there is none. One that was a single comes without its entry, which `promoted` then is
   * and which is to be put into it.
   */
  find(key: string): Group | undefined {
    const held = this.#byKey.get(key);
    this.promoted = undefined;
    if (held === undefined) return undefined;
    if (typeof held !== "number") {
      held.isTouched = true;
      return held;
    }
    this.promoted = this.#singles.entryAt(held);
    this.#removeSingle(held);
    this.#entries--;
    this.#byKey.delete(key);
    return this.create(key);
  }

  /** A new group; it is in no rank before `count`. */
  create(key: string): Group {
    const group = new Group(key);
    this.#byKey.set(key, group);
    return group;
  }

  /** A group has changed; `isQuiet`: it fired and says nothing more for now. */
  count(group: Group, isQuiet: boolean): void {
    const { count } = group.timeline;
    this.#entries += count - group.counted;
    group.counted = count;
    this.#weigh(group.key, group.weighed, group.weight);
    group.weighed = group.weight;
    const rank = count > 0 && !isQuiet ? FIRED + 32 - Math.clz32(count) : count > 1 ? FIRED : SPENT;
    if (rank === group.rank) return;
    this.#leave(group);
    const equals = this.#ranks[rank] ?? [];
    this.#ranks[rank] = equals;
    group.rank = rank;
    group.place = equals.push(group) - 1;
  }

  /** Forgets the groups longest untouched whose newest entry is before `oldestMs`. */
  forget(oldestMs: number): void {
    for (;;) {
      const oldest = this.#oldest();
      if (oldest === undefined || this.#newestMs(oldest[1]) >= oldestMs) return;
      this.#drop(...oldest);
    }
  }

  /** The group longest untouched. To note a touch is cheaper than to move the group: it is moved when it comes to be asked here. */
  #oldest(): [key: string, held: Held] | undefined {
    for (const [key, held] of this.#byKey) {
      if (typeof held === "number" || !held.isTouched) return [key, held];
      held.isTouched = false;
      this.#byKey.delete(key);
      this.#byKey.set(key, held); // a Map keeps insertion order
    }
    return undefined;
  }

  isWithin({ groupsMax, occurrencesMax, bytesMax }: GroupLimits): boolean {
    return this.#byKey.size <= groupsMax && this.#entries <= occurrencesMax && this.#bytes <= bytesMax;
  }

  /** Gives up what is beyond the limits, never of the group of `kept`. Gives what that was, one for each group. */
  makeRoom(limits: GroupLimits, kept: string): readonly GivenUp[] {
    const given: GivenUp[] = [];
    while (!this.isWithin(limits)) {
      const kind = this.#byKey.size > limits.groupsMax ? "groups" : "occurrences";
      const isTooHeavy = kind === "occurrences" && this.#entries <= limits.occurrencesMax;
      const key = (isTooHeavy ? this.#heaviest(kept) : undefined) ?? this.#next(kind, kept);
      if (key === undefined) return given;
      const held = this.#byKey.get(key) as Held;
      const span = this.#spanOf(held);
      const lost =
        kind === "occurrences" && typeof held !== "number" && held.rank === FIRED ? this.#shed(held) : this.#drop(key, held);
      given.push({ kind, lost, ...span });
    }
    return given;
  }

  /** Every group with its entries, longest untouched first. */
  *all(): Iterable<Group> {
    for (const [key, held] of this.#byKey) yield typeof held === "number" ? new Group(key, this.#singles.entryAt(held)) : held;
  }

  #newestMs(held: Held): number {
    if (typeof held === "number") return this.#singles.timeOf(held);
    return held.timeline.newest?.atMs ?? Number.NEGATIVE_INFINITY;
  }

  #spanOf(held: Held): { fromMs: number; toMs: number } {
    const toMs = this.#newestMs(held);
    if (typeof held === "number") return { fromMs: toMs, toMs };
    const { timeline } = held;
    return { fromMs: timeline.start < timeline.end ? timeline.at(timeline.start).atMs : toMs, toMs };
  }

  #next(kind: GivenUp["kind"], kept: string): string | undefined {
    const first = kind === "occurrences" ? FIRED : SPENT;
    const byLot = () => this.#drawn(first, kept) ?? this.#drawn(SPENT, kept);
    return (this.#losses++ % OLDEST_EVERY === OLDEST_EVERY - 1 ? this.#oldestBut(kept) : undefined) ?? byLot();
  }

  #oldestBut(kept: string): string | undefined {
    const key = this.#oldest()?.[0];
    return key === kept ? undefined : key;
  }

  #heaviest(kept: string): string | undefined {
    let [heaviest, most]: [string | undefined, number] = [undefined, 0];
    for (const key of this.#heavy) {
      const weight = this.#weightOf(this.#byKey.get(key) as Held);
      if (weight > most && key !== kept) [heaviest, most] = [key, weight];
    }
    return heaviest;
  }

  #weightOf(held: Held): number {
    return typeof held === "number" ? this.#singles.weightOf(held) : held.weighed;
  }

  /** Notes how many bytes a group takes now. */
  #weigh(key: string, before: number, weight: number): void {
    this.#bytes += weight - before;
    if (weight >= this.#heavyBytes) this.#heavy.add(key);
    else if (before >= this.#heavyBytes) this.#heavy.delete(key);
  }

  /** One of the lowest rank from `first` on, by lot. Singles are of the rank of one entry. */
  #drawn(first: number, kept: string): string | undefined {
    for (let rank = first; rank < Math.max(this.#ranks.length, ALONE + 1); rank++) {
      const groups = this.#ranks[rank] ?? [];
      const alone = rank === ALONE ? this.#singles.size : 0;
      const count = groups.length + alone;
      if (count === 0) continue;
      const keyAt = (place: number) => (place < alone ? this.#singles.keys[place] : groups[place - alone]?.key);
      const place = this.#draw() % count;
      const key = keyAt(place) === kept ? keyAt((place + 1) % count) : keyAt(place);
      if (key !== undefined && key !== kept) return key;
    }
    return undefined;
  }

  /** Xorshift (Marsaglia 2003): the same events give the same answer each time. */
  #draw(): number {
    this.#lot ^= this.#lot << 13;
    this.#lot ^= this.#lot >>> 17;
    this.#lot ^= this.#lot << 5;
    return this.#lot >>> 0;
  }

  #shed(group: Group): number {
    const before = group.timeline.count;
    while (group.timeline.end - group.timeline.start > 1) group.shift();
    this.count(group, true);
    return before - group.timeline.count;
  }

  #drop(key: string, held: Held): number {
    this.#byKey.delete(key);
    if (typeof held === "number") {
      this.#removeSingle(held);
      this.#entries--;
      return 1;
    }
    this.#leave(held);
    this.#entries -= held.counted;
    this.#weigh(key, held.weighed, 0);
    return held.counted;
  }

  #removeSingle(place: number): void {
    this.#weigh(this.#singles.keys[place] as string, this.#singles.weightOf(place), 0);
    const moved = this.#singles.remove(place);
    if (moved !== undefined) this.#byKey.set(moved, place);
  }

  #leave(group: Group): void {
    const groups = this.#ranks[group.rank];
    const last = groups?.pop();
    if (groups === undefined || last === undefined || last === group) return;
    groups[group.place] = last;
    last.place = group.place;
  }
}
