import type { CorrelationRule } from "../ast.ts";
import { exactBounds, isOnSide, leastCount, meetsAll } from "./bounds.ts";
import { compareDecimals, type Decimal, plus, times } from "./decimal.ts";
import { type Entry, isBefore, isList, type Subject } from "./entry.ts";
import { isNumeric } from "./parse-condition.ts";
import { placeOfPercentile } from "./tally.ts";

/** Events that a detection cites when it could cite more. */
export const CITED_MAX = 100;
/** What the statement of a detection holds (src/model/statements/detection.ts). */
export const EVENTS_CITED_MAX = 10_000;

/**
 * Which entries of a window that fires are cited, in order of time; `window` is all of it, the end last. Observing just those fires again.
 * At most 100 or as many as the condition needs; no more than it needs where entries are correlations that cite much themselves.
 */
export function citedOf(rule: CorrelationRule, window: readonly Entry[]): readonly Entry[] {
  const cited = atLeast(CITED_MAX, rule, window);
  const events = cited.reduce((sum, { grounds }) => sum + (isList(grounds) ? grounds.length : 1), 0);
  return events > EVENTS_CITED_MAX ? atLeast(1, rule, window) : cited;
}

function atLeast(aim: number, rule: CorrelationRule, window: readonly Entry[]): readonly Entry[] {
  const found = isNumeric(rule.type) ? furthest(rule, window, aim) : counted(rule, window, aim);
  // Leaving out what lies between would make pauses, and with them other sessions.
  return rule.window === "session" ? window.slice(window.indexOf(found[0] as Entry)) : found;
}

function counted(rule: CorrelationRule, window: readonly Entry[], aim: number): readonly Entry[] {
  const all = rule.type === "event_count" ? window : newestOfEach(window);
  const count = rule.expression === null ? leastCount(rule.bounds, all.length, aim) : all.length;
  return rule.window === "session" ? all.slice(-count) : ends(all, count);
}

function newestOfEach(window: readonly Entry[]): readonly Entry[] {
  const newest = new Map<Subject, Entry>();
  for (const entry of window) newest.set(entry.subject, entry);
  return inOrder([...newest.values()]);
}

function inOrder(entries: readonly Entry[]): readonly Entry[] {
  return entries.toSorted((left, right) => (isBefore(left, right) ? -1 : 1));
}

function ends(entries: readonly Entry[], count: number): readonly Entry[] {
  if (entries.length <= count) return entries;
  const head = Math.ceil(count / 2);
  return [...entries.slice(0, head), ...entries.slice(entries.length - (count - head))];
}

/** The last entry and those furthest on the side of the bound, as few as hold, but at least `aim`. */
function furthest(rule: CorrelationRule, window: readonly Entry[], aim: number): readonly Entry[] {
  if (window.length <= aim || rule.window === "session") return window;
  const last = window[window.length - 1] as Entry;
  const side = rule.bounds[0]?.compare.startsWith("l") === true ? 1 : -1;
  const byValue = window
    .slice(0, -1)
    .sort((left, right) => side * compareDecimals(left.subject as Decimal, right.subject as Decimal));
  for (let count = aim; count < window.length; count *= 2) {
    const some = [...byValue.slice(0, count - 1), last];
    const values = some.map(({ subject }) => subject as Decimal);
    if (numbersHold(rule, values)) return inOrder(some);
  }
  return window;
}

/** Whether a numeric condition holds for just these values. */
function numbersHold({ type, bounds, percentile }: CorrelationRule, values: readonly Decimal[]): boolean {
  const limits = exactBounds(bounds);
  const [number, weight] = numberOf(type === "value_percentile" ? (percentile ?? 0) : type, values);
  return weight === 1
    ? meetsAll(limits, number)
    : limits.every(({ compare, limit }) => isOnSide(compare, compareDecimals(number, times(limit, weight))));
}

/** The number and by what it is still to be divided. */
function numberOf(what: CorrelationRule["type"] | number, values: readonly Decimal[]): readonly [Decimal, number] {
  if (what === "value_sum" || what === "value_avg")
    return [values.reduce<Decimal>(plus, 0), what === "value_avg" ? values.length : 1];
  const sorted = values.toSorted(compareDecimals);
  const at = (place: number): Decimal => sorted[place] as Decimal;
  if (typeof what === "number") return [at(placeOfPercentile(what, sorted.length)), 1];
  return [plus(at((sorted.length - 1) >>> 1), at(sorted.length >>> 1)), 2];
}
