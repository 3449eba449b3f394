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

/** The instants of `from` that are not in `what`. */
export function without(from: readonly Interval[], what: readonly Interval[]): readonly Interval[] {
  let left = union(from);
  for (const hole of union(what))
    left = left.flatMap(({ fromMs, toMs }) => [
      { fromMs, toMs: Math.min(toMs, hole.fromMs) },
      { fromMs: Math.max(fromMs, hole.toMs), toMs },
    ]);
  return union(left);
}

/** The instants of the set that lie in the window. */
export function within(set: readonly Interval[], { fromMs, toMs }: Interval): readonly Interval[] {
  return union(set.map((part) => ({ fromMs: Math.max(part.fromMs, fromMs), toMs: Math.min(part.toMs, toMs) })));
}

/** Milliseconds of the union, whatever overlaps in the set. */
export function lengthMs(set: readonly Interval[]): number {
  return union(set).reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs), 0);
}
