import type { Event, RuleRef } from "../../../model/index.ts";
import type { CorrelationRule } from "../ast.ts";
import { sessionOf, windowStartMs } from "../correlation/window.ts";
import { createDetector } from "../detector.ts";
import { Facts } from "../facts.ts";
import { fold } from "../fold.ts";
import type { SigmaRule } from "../rules.ts";

/** One group of a correlation: what its events share, and how far its counts came. */
export type ToldGroup = {
  /** The values of `group-by`, one text a field; empty without it. */
  readonly key: readonly string[];
  /** Firings of each base rule that fell into the group, by the rule's title. */
  readonly firings: readonly { readonly title: string; readonly count: number }[];
  /** The most that stood in one window: events, values, or rules, as the type counts; null for a type that does not count so. */
  readonly most: number | null;
  /** The span of the whole group, in milliseconds. */
  readonly spanMs: number;
};

/** Why a correlation fires on a sequence of events, or does not. */
export type ToldCorrelation = {
  readonly rule: RuleRef;
  /** How often it fires. */
  readonly fires: number;
  readonly type: string;
  readonly wants: string;
  readonly timespanMs: number;
  readonly groupBy: readonly string[];
  readonly bases: readonly { readonly title: string; readonly fires: number }[];
  /** Firings of base rules that lack a field of `group-by`, or what is counted, and so are in no group; with the fields they lack. */
  readonly ungrouped: readonly { readonly title: string; readonly lacks: readonly string[] }[];
  readonly groups: readonly ToldGroup[];
  readonly more: number;
};

const GROUPS_MAX = 20;
const UNGROUPED_MAX = 20;

type Firing = {
  readonly atMs: number;
  readonly base: number;
  readonly title: string;
  readonly key: string;
  readonly shown: readonly string[];
  readonly label: string;
};

/** Explains a correlation on events in the order given. Whether it fires is asked of the detector itself. */
export function explainCorrelation(rule: SigmaRule, events: readonly Event[], utcOffsetMinutes: number): ToldCorrelation {
  const correlation = rule.correlation as CorrelationRule;
  const fires = firingsOf(rule, events, utcOffsetMinutes).length;
  const ungrouped: { title: string; lacks: readonly string[] }[] = [];
  const firings: Firing[] = [];
  const bases = rule.bases.map((base, index) => {
    const fired = firingsOf(base, events, utcOffsetMinutes);
    for (const { event, atMs } of fired) {
      const read = readFiring(correlation, base, new Facts(event, utcOffsetMinutes));
      const title = base.ref.title;
      if (read.lacks.length > 0) ungrouped.push({ title, lacks: read.lacks });
      else firings.push({ atMs, base: index, title, key: read.key, shown: read.shown, label: read.label ?? String(index) });
    }
    return { title: base.ref.title, fires: fired.length };
  });
  const groups = [...Map.groupBy(firings, ({ key }) => key).values()].map((group) => toldGroup(correlation, group));
  groups.sort((left, right) => (right.most ?? 0) - (left.most ?? 0));
  return {
    rule: rule.ref,
    fires,
    type: correlation.type,
    wants: correlation.bounds.map(({ compare, count }) => `${compare} ${count}`).join(" and ") || "its condition",
    timespanMs: correlation.timespanMs,
    groupBy: correlation.groupBy,
    bases,
    ungrouped: ungrouped.slice(0, UNGROUPED_MAX),
    groups: groups.slice(0, GROUPS_MAX),
    more: Math.max(0, groups.length - GROUPS_MAX),
  };
}

/** The events that complete a firing of `rule` when it is at work with its bases alone. */
function firingsOf(
  rule: SigmaRule,
  events: readonly Event[],
  utcOffsetMinutes: number,
): readonly { event: Event; atMs: number }[] {
  const detector = createDetector([...withBases(rule)], { utcOffsetMinutes });
  return events.flatMap((event) =>
    detector.observe(event).flatMap((detection) => (detection.rule === rule.ref ? [{ event, atMs: event.time.fromMs }] : [])),
  );
}

function withBases(rule: SigmaRule): ReadonlySet<SigmaRule> {
  const found = new Set([rule]);
  for (const each of found) for (const base of each.bases) found.add(base);
  return found;
}

/** When a firing was, and when the session began that it is in. */
type Moment = { readonly atMs: number; readonly sessionMs: number };

function readFiring({ groupBy, aliases, fields, type }: CorrelationRule, base: SigmaRule, facts: Facts) {
  const names = [base.detection?.rule.name ?? base.correlation?.name, base.ref.id];
  const real = (field: string) => {
    const alias = aliases.get(field);
    return alias === undefined ? field : names.map((name) => alias.get(name ?? "")).find((found) => found !== undefined);
  };
  const read = (field: string) => {
    const name = real(field);
    return name === undefined ? [] : facts.texts(name).map(({ raw }) => raw);
  };
  const counted = type.startsWith("value_") ? fields : [];
  const lacks = [...groupBy, ...counted].filter((field) => read(field).length === 0);
  const textOf = (some: readonly string[]) => JSON.stringify(some.map((field) => read(field).map(fold)));
  return {
    lacks,
    key: textOf(groupBy),
    shown: groupBy.map((field) => read(field).join(", ").slice(0, 200)),
    label: counted.length === 0 ? null : textOf(counted),
  };
}

function toldGroup(rule: CorrelationRule, group: readonly Firing[]): ToldGroup {
  const sorted = group.toSorted((left, right) => left.atMs - right.atMs);
  const titles = Map.groupBy(group, ({ title }) => title);
  const first = sorted[0] as Firing; // a group has one at least
  return {
    key: first.shown,
    firings: [...titles].map(([title, { length: count }]) => ({ title, count })),
    most: mostInWindow(rule, sorted),
    spanMs: (sorted.at(-1) ?? first).atMs - first.atMs,
  };
}

/** The most events, values or rules inside one window, both ends inclusive; null where the type counts nothing of the kind. */
function mostInWindow(rule: CorrelationRule, sorted: readonly Firing[]): number | null {
  const { type } = rule;
  if (!["event_count", "value_count", "temporal", "temporal_ordered"].includes(type)) return null;
  let [most, start] = [0, 0];
  const inside = new Map<string, number>();
  let before: Moment | undefined;
  for (const { atMs, label } of sorted) {
    const moment: Moment = { atMs, sessionMs: sessionOf(rule, { atMs }, before) };
    const fromMs = windowStartMs(rule, moment);
    before = moment;
    inside.set(label, (inside.get(label) ?? 0) + 1);
    for (; (sorted[start] as Firing).atMs < fromMs; start++) {
      const gone = (sorted[start] as Firing).label;
      const left = (inside.get(gone) ?? 1) - 1;
      if (left === 0) inside.delete(gone);
      else inside.set(gone, left);
    }
    const events = [...inside.values()].reduce((sum, count) => sum + count, 0);
    most = Math.max(most, type === "event_count" ? events : inside.size);
  }
  return most;
}
