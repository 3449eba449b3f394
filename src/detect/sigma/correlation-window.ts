import type { CorrelationRule } from "./ast.ts";
import { leastCount, meets } from "./bounds.ts";
import { isBefore, type Occurrence } from "./occurrences.ts";

/** Occurrences that a detection cites when it could cite more. */
export const CITED_MAX = 100;

/**
 * The occurrences that make the correlation hold in the window of its timespan that ends at `list[end]`, both ends inclusive, in event-time
 * order; undefined when it does not hold. At most CITED_MAX, or as many as the condition needs; the first and the last are among them.
 */
export function heldBy(rule: CorrelationRule, list: readonly Occurrence[], end: number): readonly Occurrence[] | undefined {
  const endMs = (list[end] as Occurrence).atMs;
  let start = end;
  while (start > 0 && (list[start - 1] as Occurrence).atMs >= endMs - rule.timespanMs) start--;
  const window = list.slice(start, end + 1);
  if (rule.type === "temporal_ordered") return chain(rule, window);
  const counted = rule.type === "event_count" ? window : newestOfEach(window);
  if (!rule.bounds.every((bound) => meets(bound, counted.length))) return undefined;
  return ends(counted, leastCount(rule.bounds, counted.length, CITED_MAX));
}

function newestOfEach(window: readonly Occurrence[]): readonly Occurrence[] {
  const newest = new Map<string, Occurrence>();
  for (const occurrence of window) newest.set(occurrence.label, occurrence);
  return [...newest.values()].sort((left, right) => (isBefore(left, right) ? -1 : 1));
}

function ends(occurrences: readonly Occurrence[], count: number): readonly Occurrence[] {
  if (occurrences.length <= count) return occurrences;
  const head = Math.ceil(count / 2);
  return [...occurrences.slice(0, head), ...occurrences.slice(occurrences.length - (count - head))];
}

/** One occurrence of each rule in the order of the rules, from the last back, each the latest that still fits; no event serves twice. */
function chain(rule: CorrelationRule, window: readonly Occurrence[]): readonly Occurrence[] | undefined {
  const found: Occurrence[] = [];
  let step = rule.rules.length - 1;
  if (window[window.length - 1]?.label !== String(step)) return undefined;
  for (let at = window.length - 1; at >= 0 && step >= 0; at--) {
    const occurrence = window[at] as Occurrence;
    if (occurrence.label !== String(step) || found[0]?.order === occurrence.order) continue;
    found.unshift(occurrence);
    step--;
  }
  return step < 0 ? found : undefined;
}
