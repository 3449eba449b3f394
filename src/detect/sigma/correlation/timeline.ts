import { type Entry, isBefore } from "./entry.ts";

const SLACK = 32;

/** Entries in order of event time. Adding the newest and dropping the oldest take amortised constant time. */
export class Timeline {
  #list: Entry[];
  /** Places before it are dropped. */
  #head = 0;
  #dead = 0;

  constructor(first?: Entry) {
    this.#list = first === undefined ? [] : [first];
  }

  /** Entries that live. */
  get count(): number {
    return this.#list.length - this.#head - this.#dead;
  }

  /** The first place. */
  get start(): number {
    return this.#head;
  }

  /** The place after the last. */
  get end(): number {
    return this.#list.length;
  }

  /** The entry at a place from `start` to before `end`; it may be dead. */
  at(place: number): Entry {
    return this.#list[place] as Entry;
  }

  get newest(): Entry | undefined {
    return this.#list.length > this.#head ? this.#list[this.#list.length - 1] : undefined;
  }

  /** Entries that live, from one place to before another. */
  *between(from: number, to: number): Iterable<Entry> {
    for (let place = Math.max(from, this.#head); place < to; place++) {
      const entry = this.#list[place] as Entry;
      if (!entry.isDead) yield entry;
    }
  }

  /** The place where an entry belongs. */
  placeOf(entry: Entry): number {
    let place = this.#list.length;
    while (place > this.#head && isBefore(entry, this.#list[place - 1] as Entry)) place--;
    return place;
  }

  /** The first place whose entry is at `atMs` or later. */
  placeFrom(atMs: number): number {
    let [low, high] = [this.#head, this.#list.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#list[middle] as Entry).atMs < atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  insert(entry: Entry, place: number): void {
    if (place === this.#list.length) this.#list.push(entry);
    else this.#list.splice(place, 0, entry);
  }

  /** Drops the oldest, dead or not. */
  shift(): Entry {
    const entry = this.#list[this.#head] as Entry;
    this.#head++;
    if (entry.isDead) this.#dead--;
    return entry;
  }

  /** Takes an entry out and leaves its place. */
  bury(entry: Entry): void {
    entry.isDead = true;
    this.#dead++;
  }

  /** Closes the gaps when they are most of the list; gives by how much a place moves, or undefined when nothing moved. */
  compact(): ((place: number) => number) | undefined {
    if (this.#head + this.#dead < SLACK || 2 * (this.#head + this.#dead) < this.#list.length) return undefined;
    const moved = new Int32Array(this.#list.length + 1);
    const list: Entry[] = [];
    for (let place = 0; place < this.#list.length; place++) {
      moved[place] = list.length;
      const entry = this.#list[place] as Entry;
      if (place >= this.#head && !entry.isDead) list.push(entry);
    }
    moved[this.#list.length] = list.length;
    this.#list = list;
    this.#head = 0;
    this.#dead = 0;
    return (place) => moved[place] ?? list.length;
  }
}
