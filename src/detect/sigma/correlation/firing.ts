import type { Reason } from "../../../model/index.ts";
import type { CorrelationRule } from "../ast.ts";
import { EVENTS_CITED_MAX } from "./cited.ts";
import { type Entry, type Firing, type Observed, observedOf } from "./entry.ts";
import type { Group } from "./group.ts";
import type { Judge } from "./judge.ts";
import { bucketMs, windowStartMs } from "./window.ts";

/** Looks at the windows that hold the entry at a place and end at it or later; gives the first firing, if any. */
export function fireAt(judge: Judge, group: Group, place: number): Firing | undefined {
  const { timeline } = group;
  const trigger = timeline.at(place);
  let fired: Firing | undefined;
  let looked = -1;
  for (let end = place; end < timeline.end && fired === undefined; end++) {
    const last = timeline.at(end);
    if (end > place && windowStartMs(judge.rule, last) > trigger.atMs) break;
    if (last.isDead || isQuietAt(judge.rule, group, last)) continue;
    judge.lookAt(group, end);
    looked = end;
    const cited = judge.holdsAt(group, end);
    if (cited === undefined) continue;
    remember(group, last.atMs);
    fired = firingOf(judge.rule, cited, trigger);
  }
  if (looked !== timeline.end - 1) judge.lookAt(group, timeline.end - 1);
  return fired;
}

/** Whether some window that holds the entry at a place could fire, whatever is in it, also one that ended at an entry that was given up. */
export function mayFireAt(rule: CorrelationRule, group: Group, place: number): boolean {
  const { timeline, gaveUpMs } = group;
  const { atMs } = timeline.at(place);
  if (gaveUpMs >= atMs && !isQuietUntil(rule, group, timeline.at(place))) return true;
  for (let end = place; end < timeline.end; end++) {
    const last = timeline.at(end);
    if (end > place && windowStartMs(rule, last) > atMs) return false;
    if (!last.isDead && !isQuietAt(rule, group, last)) return true;
  }
  return false;
}

/** Whether no window that holds the entry and ended at one that was given up could fire. */
function isQuietUntil(rule: CorrelationRule, group: Group, entry: Entry): boolean {
  const { timespanMs, window } = rule;
  if (window !== "sliding") return isQuietAt(rule, group, entry); // they all end in its bucket, or session
  let quietMs = entry.atMs;
  for (const firedMs of group.fired) if (Math.abs(quietMs - firedMs) < timespanMs) quietMs = firedMs + timespanMs;
  return quietMs > Math.min(group.gaveUpMs, entry.atMs + timespanMs);
}

/** A group fires at most once in a timespan, a bucket or a session. */
function isQuietAt(rule: CorrelationRule, { fired, timeline }: Group, last: Entry): boolean {
  const { window, timespanMs } = rule;
  for (let at = fired.length - 1; at >= 0; at--) {
    const firedMs = fired[at] as number;
    if (window === "sliding" && Math.abs(last.atMs - firedMs) < timespanMs) return true;
    if (window === "tumbling" && bucketMs(firedMs, timespanMs) === bucketMs(last.atMs, timespanMs)) return true;
    if (window !== "session" || firedMs < last.sessionMs) continue;
    const place = timeline.placeFrom(firedMs);
    if (firedMs <= last.atMs || (place < timeline.end && timeline.at(place).sessionMs === last.sessionMs)) return true;
  }
  return false;
}

function remember(group: Group, atMs: number): void {
  const { fired } = group;
  group.fired =
    (fired[fired.length - 1] ?? atMs) <= atMs ? [...fired, atMs] : [...fired, atMs].sort((left, right) => left - right);
}

function firingOf(rule: CorrelationRule, cited: readonly Entry[], trigger: Entry): Firing {
  const events = new Map<number, Observed>();
  for (const entry of cited) for (const observed of observedOf(entry)) events.set(observed.order, observed);
  const why = [reasonOf(rule), ...cited.flatMap((entry) => entry.why)];
  const grounds = [...events.values()].sort((left, right) => left.order - right.order).slice(-EVENTS_CITED_MAX);
  return { atMs: (cited[cited.length - 1] as Entry).atMs, order: trigger.order, grounds, why: distinct(why) };
}

const REASONS_MAX = 100;
const SHOWN_UNITS_MAX = 1_000;

/** What a correlation asks, in words. */
function reasonOf({ type, bounds, groupBy, timespanMs, fields, window, percentile, expression, rules }: CorrelationRule): Reason {
  const rank = percentile === null ? "" : ` ${percentile}`;
  const of = fields.length === 0 ? "" : ` of ${fields.join(", ")}`;
  const counted = bounds.map(({ compare, count, source }) => `${compare} ${source ?? count}`).join(" and ");
  const asked = expression === null ? counted : `by an expression over ${rules.join(", ")}`.slice(0, SHOWN_UNITS_MAX);
  const kind = window === "sliding" ? "" : ` of a ${window} window`;
  return {
    selection: "correlation",
    field: groupBy.length === 0 ? null : groupBy.join(", ").slice(0, SHOWN_UNITS_MAX),
    pattern: `${type}${rank}${of.slice(0, SHOWN_UNITS_MAX)} ${asked} within ${timespanMs / 1000}s${kind}`,
  };
}

function distinct(reasons: readonly Reason[]): readonly Reason[] {
  const seen = new Map(reasons.map((reason) => [JSON.stringify(reason), reason]));
  return [...seen.values()].slice(0, REASONS_MAX);
}
