import { type Entry, isBefore } from "./entry.ts";
import type { Alternative } from "./expression.ts";

/** The entries of one group by the rule that fired, each list in order of time: what ordered chains are looked up in. */
export class Steps {
  readonly #lists: Entry[][] = [];

  add(entry: Entry): void {
    const list = this.of(entry.subject as number);
    let place = list.length;
    while (place > 0 && isBefore(entry, list[place - 1] as Entry)) place--;
    if (place === list.length) list.push(entry);
    else list.splice(place, 0, entry);
  }

  /** The entries of a rule, oldest first. */
  of(step: number): Entry[] {
    const list = this.#lists[step] ?? [];
    this.#lists[step] = list;
    return list;
  }

  /** Forgets an entry; it is the oldest of its rule. */
  drop(entry: Entry): void {
    const list = this.of(entry.subject as number);
    if (list[0] === entry) list.shift();
  }

  /**
   * One entry of each rule that an alternative names, in its order, ending with `last` and beginning at `fromMs` or later: from the last
   * back, each the newest that still fits; no event serves twice. Undefined when there are none.
   */
  chain({ yes }: Alternative, last: Entry, fromMs: number): readonly Entry[] | undefined {
    if (yes[yes.length - 1] !== last.subject) return undefined;
    const found = [last];
    for (let at = yes.length - 2; at >= 0; at--) {
      const before = this.#newestBefore(yes[at] as number, found[0] as Entry);
      if (before === undefined || before.atMs < fromMs) return undefined;
      found.unshift(before);
    }
    return found;
  }

  #newestBefore(step: number, entry: Entry): Entry | undefined {
    const list = this.of(step);
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(list[middle] as Entry, entry)) low = middle + 1;
      else high = middle;
    }
    for (let place = low - 1; place >= 0; place--) if (list[place]?.order !== entry.order) return list[place];
    return undefined;
  }
}
