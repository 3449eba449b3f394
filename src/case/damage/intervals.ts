/** Milliseconds since 1970, from inclusive, to exclusive. */
export type Interval = { readonly fromMs: number; readonly toMs: number };

/** The same instants as sorted intervals that neither touch nor overlap: the only form in which lengths may be added. */
export function union(...sets: readonly (readonly Interval[])[]): readonly Interval[] {
  const sorted = sets
    .flat()
    .filter(({ fromMs, toMs }) => fromMs < toMs)
    .sort((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs);
  const merged: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else merged.push({ fromMs, toMs });
  }
  return merged;
}

/** The instants that at least `least` of the sets hold. */
export function inAtLeast(least: number, sets: readonly (readonly Interval[])[]): readonly Interval[] {
  const edges = sets.flatMap((set) =>
    union(set).flatMap(({ fromMs, toMs }) => [
      { atMs: fromMs, step: 1 },
      { atMs: toMs, step: -1 },
    ]),
  );
  // At one instant the ends come first: half-open intervals that touch do not overlap.
  edges.sort((a, b) => a.atMs - b.atMs || a.step - b.step);
  const found: Interval[] = [];
  let depth = 0;
  let since = 0;
  for (const { atMs, step } of edges) {
    if (depth >= least && depth + step < least) found.push({ fromMs: since, toMs: atMs });
    if (depth < least && depth + step >= least) since = atMs;
    depth += step;
  }
  return union(found);
}

/** The instants of `from` that are not in `what`. Linear once sorted: histories of a hundred thousand outages are no trap. */
export function without(from: readonly Interval[], what: readonly Interval[]): readonly Interval[] {
  const holes = union(what);
  const left: Interval[] = [];
  let next = 0;
  for (const { fromMs, toMs } of union(from)) {
    let atMs = fromMs;
    while ((holes[next]?.toMs ?? Number.POSITIVE_INFINITY) <= fromMs) next++;
    for (let at = next; (holes[at]?.fromMs ?? Number.POSITIVE_INFINITY) < toMs; at++) {
      left.push({ fromMs: atMs, toMs: holes[at]?.fromMs ?? toMs });
      atMs = Math.max(atMs, holes[at]?.toMs ?? toMs);
    }
    left.push({ fromMs: atMs, toMs });
  }
  return union(left);
}

/** Is the span, both ends inclusive, strictly inside one of the sorted intervals? */
export function isInside(set: readonly Interval[], { fromMs, toMs }: Interval): boolean {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((set[middle]?.toMs ?? 0) <= toMs) low = middle + 1;
    else high = middle;
  }
  const found = set[low];
  return found !== undefined && found.fromMs < fromMs && toMs < found.toMs;
}

/** The instants of the set that lie in the window. */
export function within(set: readonly Interval[], { fromMs, toMs }: Interval): readonly Interval[] {
  return union(set.map((part) => ({ fromMs: Math.max(part.fromMs, fromMs), toMs: Math.min(part.toMs, toMs) })));
}

/** Milliseconds of the union, whatever overlaps in the set. */
export function lengthMs(set: readonly Interval[]): number {
  return union(set).reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs), 0);
}
