import type { Event, Reason } from "../../model/index.ts";

/** An event with its place in the order observed. */
export type Observed = { readonly event: Event; readonly order: number };

/** A rule that fired once, as a correlation sees it. */
export type Occurrence = {
  readonly atMs: number;
  /** The order of the event that made it fire. */
  readonly order: number;
  /** What is told apart in counting: the rule for temporal types, the value for value_count. */
  readonly label: string;
  readonly events: readonly Observed[];
  readonly why: readonly Reason[];
};

/** Sooner in event time; at the same time, observed before. */
export function isBefore(left: Occurrence, right: Occurrence): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order);
}

/** Occurrences of one group in event-time order, at most `labelMax` of a label: the newest stay. */
export class Timeline {
  readonly #labelMax: number;
  readonly #labels = new Map<string, number>();
  readonly #list: Occurrence[] = [];

  constructor(labelMax: number) {
    this.#labelMax = labelMax;
  }

  get list(): readonly Occurrence[] {
    return this.#list;
  }

  /** Puts it in its place. Gives the index, and how many occurrences inside `windowMs` of the newest fell off to make room. */
  insert(occurrence: Occurrence, windowMs: number): { index: number; lost: number } {
    let index = this.#list.length;
    while (index > 0 && isBefore(occurrence, this.#list[index - 1] as Occurrence)) index--;
    this.#list.splice(index, 0, occurrence);
    const count = (this.#labels.get(occurrence.label) ?? 0) + 1;
    this.#labels.set(occurrence.label, count);
    if (count <= this.#labelMax) return { index, lost: 0 };
    const oldest = this.#list.findIndex(({ label }) => label === occurrence.label);
    const newestMs = (this.#list[this.#list.length - 1] as Occurrence).atMs;
    const lost = (this.#list[oldest] as Occurrence).atMs >= newestMs - windowMs ? 1 : 0;
    this.#remove(oldest, 1);
    return { index: oldest <= index ? index - 1 : index, lost };
  }

  /** Drops what is older than `beforeMs`; gives how many. */
  expire(beforeMs: number): number {
    let count = 0;
    while (count < this.#list.length && (this.#list[count] as Occurrence).atMs < beforeMs) count++;
    this.#remove(0, count);
    return count;
  }

  /** Drops all but the newest; gives how many. */
  keepNewest(): number {
    const count = Math.max(0, this.#list.length - 1);
    this.#remove(0, count);
    return count;
  }

  #remove(start: number, count: number): void {
    for (const { label } of this.#list.splice(start, count)) {
      const left = (this.#labels.get(label) ?? 1) - 1;
      if (left === 0) this.#labels.delete(label);
      else this.#labels.set(label, left);
    }
  }
}
