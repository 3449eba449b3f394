import type { Reason } from "../../../model/index.ts";
import { Entry, type Grounds, type Subject } from "./entry.ts";

const FIRST_CAPACITY = 256;

/**
 * Groups that have counted one event and cannot fire by it alone: what a flood of forged names leaves behind. Side by side in a few
 * arrays, they take a fraction of what objects would. Places are dense: what is removed is replaced by the last.
 */
export class Singles {
  readonly keys: string[] = [];
  readonly #subjects: Subject[] = [];
  readonly #grounds: Grounds[] = [];
  readonly #whys: (readonly Reason[])[] = [];
  #times = new Float64Array(FIRST_CAPACITY);
  #orders = new Float64Array(FIRST_CAPACITY);

  get size(): number {
    return this.keys.length;
  }

  /** Adds one; gives its place. */
  add(key: string, entry: Pick<Entry, "atMs" | "order" | "subject" | "grounds" | "why">): number {
    const place = this.keys.push(key) - 1;
    if (place === this.#times.length) {
      this.#times = grown(this.#times);
      this.#orders = grown(this.#orders);
    }
    this.#subjects.push(entry.subject);
    this.#grounds.push(entry.grounds);
    this.#whys.push(entry.why);
    this.#times[place] = entry.atMs;
    this.#orders[place] = entry.order;
    return place;
  }

  timeOf(place: number): number {
    return this.#times[place] as number;
  }

  entryAt(place: number): Entry {
    const firing = {
      atMs: this.timeOf(place),
      order: this.#orders[place] as number,
      grounds: this.#grounds[place] as Grounds,
      why: this.#whys[place] as readonly Reason[],
    };
    return new Entry(firing, this.#subjects[place] as Subject);
  }

  /** Removes the one at a place. Gives the key that stands there now, if any: that of the last. */
  remove(place: number): string | undefined {
    const last = this.keys.length - 1;
    this.#times[place] = this.#times[last] as number;
    this.#orders[place] = this.#orders[last] as number;
    takeOut(this.#subjects, place);
    takeOut(this.#grounds, place);
    takeOut(this.#whys, place);
    takeOut(this.keys, place);
    return this.keys[place];
  }
}

function takeOut(list: unknown[], place: number): void {
  const last = list.pop();
  if (place < list.length) list[place] = last;
}

function grown(array: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}
