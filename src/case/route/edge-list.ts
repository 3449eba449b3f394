type Times = { fromMs(edge: number): number; tieOf(edge: number): number };

/** The edges at one end of a node. Appending is cheap; order of time is restored when the list is next read. */
export class EdgeList {
  readonly #edges: number[] = [];
  #ordered = true;
  #lastMs = Number.NEGATIVE_INFINITY;

  push(edge: number, ms: number): void {
    // Equal times also need sorting: their order must not be that of arrival.
    if (ms <= this.#lastMs) this.#ordered = false;
    else this.#lastMs = ms;
    this.#edges.push(edge);
  }

  inOrder(times: Times): readonly number[] {
    if (!this.#ordered) {
      this.#edges.sort((a, b) => times.fromMs(a) - times.fromMs(b) || times.tieOf(a) - times.tieOf(b) || a - b);
      this.#ordered = true;
    }
    return this.#edges;
  }
}

/** How many of `edges`, in order of time, are not later than `ms`. */
export function countUntil(edges: readonly number[], ms: number, times: Pick<Times, "fromMs">): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times.fromMs(edges[middle] ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
