import { type Occurrence, Timeline } from "./occurrences.ts";

/** One group of a correlation. */
export type Group = {
  readonly key: string;
  readonly timeline: Timeline;
  firedAtMs: number | undefined;
  /** Where it stands in the ranks, for removal in one step. */
  rank: number;
  place: number;
};

/** Groups and occurrences that may be kept. */
export type GroupLimits = { readonly groupsMax: number; readonly occurrencesMax: number };

/** What was given up, of which bound. */
export type GivenUp = { readonly kind: "groups" | "occurrences"; readonly lost: number };

/** Fired, silent for now and down to one occurrence; fired and silent; behind them the rank of n occurrences: 1, 2-3, 4-7 and so on. */
const SPENT = 0;
const FIRED = 1;

/** Each so many-th loss is the group longest untouched, however much it counted: many half-full groups may not shut out what is new. */
const OLDEST_EVERY = 64;

/**
 * The groups of one correlation within its bounds. What fired already goes first, then whatever has counted least, drawn by lot: who
 * comes from more sources in turn than there is room for would otherwise find each of them forgotten when it comes round again.
 */
export class Groups {
  readonly #labelMax: number;
  /** By key, longest untouched first. */
  readonly #byKey = new Map<string, Group>();
  readonly #ranks: Group[][] = [];
  #occurrences = 0;
  #losses = 0;
  #lot = 0x9e3779b9;

  /** `labelMax`: occurrences of one label that a group keeps. */
  constructor(labelMax: number) {
    this.#labelMax = labelMax;
  }

  /** The group of a key, touched; a new one is in no rank before `count`. */
  touch(key: string): Group {
    const group = this.#byKey.get(key) ?? {
      key,
      timeline: new Timeline(this.#labelMax),
      firedAtMs: undefined,
      rank: -1,
      place: 0,
    };
    this.#byKey.delete(key);
    this.#byKey.set(key, group); // a Map keeps insertion order: the first is the one longest untouched
    return group;
  }

  /** A group has so many occurrences more (or fewer); `isQuiet`: it fired and says nothing more for now. */
  count(group: Group, more: number, isQuiet: boolean): void {
    this.#occurrences += more;
    const { length } = group.timeline.list;
    const rank = length > 0 && !isQuiet ? FIRED + 32 - Math.clz32(length) : length > 1 ? FIRED : SPENT;
    if (rank === group.rank) return;
    this.#leave(group);
    const equals = this.#ranks[rank] ?? [];
    this.#ranks[rank] = equals;
    group.rank = rank;
    group.place = equals.push(group) - 1;
  }

  /** Forgets the groups longest untouched whose newest occurrence is before `oldestMs`. */
  forget(oldestMs: number): void {
    for (const group of this.#byKey.values()) {
      if ((newestOf(group)?.atMs ?? Number.NEGATIVE_INFINITY) >= oldestMs) return;
      this.#drop(group);
    }
  }

  /** Gives up what is beyond the limits, never of `kept`. Gives what that was, one for each group. */
  makeRoom({ groupsMax, occurrencesMax }: GroupLimits, kept: Group): readonly GivenUp[] {
    const given: GivenUp[] = [];
    for (;;) {
      const kind = this.#byKey.size > groupsMax ? "groups" : this.#occurrences > occurrencesMax ? "occurrences" : undefined;
      const group = kind === undefined ? undefined : this.#next(kind, kept);
      if (kind === undefined || group === undefined) return given;
      given.push({ kind, lost: kind === "occurrences" && group.rank === FIRED ? this.#shed(group) : this.#drop(group) });
    }
  }

  #next(kind: GivenUp["kind"], kept: Group): Group | undefined {
    const first = kind === "occurrences" ? FIRED : SPENT;
    const byLot = () => this.#drawn(first, kept) ?? this.#drawn(SPENT, kept);
    return (this.#losses++ % OLDEST_EVERY === OLDEST_EVERY - 1 ? this.#oldest(kept) : undefined) ?? byLot();
  }

  #oldest(kept: Group): Group | undefined {
    for (const group of this.#byKey.values()) return group === kept ? undefined : group;
    return undefined;
  }

  /** One of the lowest rank from `first` on, by lot. */
  #drawn(first: number, kept: Group): Group | undefined {
    for (let rank = first; rank < this.#ranks.length; rank++) {
      const groups = this.#ranks[rank] ?? [];
      const place = groups.length === 0 ? 0 : this.#draw() % groups.length;
      const group = groups[place] === kept ? groups[(place + 1) % groups.length] : groups[place];
      if (group !== undefined && group !== kept) return group;
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
    const lost = group.timeline.keepNewest();
    this.count(group, -lost, true);
    return lost;
  }

  #drop(group: Group): number {
    const { length } = group.timeline.list;
    this.#leave(group);
    this.#byKey.delete(group.key);
    this.#occurrences -= length;
    return length;
  }

  #leave(group: Group): void {
    const groups = this.#ranks[group.rank];
    const last = groups?.pop();
    if (groups === undefined || last === undefined || last === group) return;
    groups[group.place] = last;
    last.place = group.place;
  }
}

function newestOf({ timeline: { list } }: Group): Occurrence | undefined {
  return list[list.length - 1];
}
