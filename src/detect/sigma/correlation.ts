import type { Reason, RuleRef } from "../../model/index.ts";
import type { CorrelationRule } from "./ast.ts";
import { countingLimit } from "./bounds.ts";
import { CITED_MAX, heldBy } from "./correlation-window.ts";
import { Facts } from "./facts.ts";
import { fold } from "./fold.ts";
import { type Group, Groups } from "./groups.ts";
import type { Observed, Occurrence } from "./occurrences.ts";

/** State given up to stay within a bound: what the rule can no longer see. */
export type Eviction = { readonly rule: RuleRef; readonly kind: "groups" | "occurrences"; readonly lost: number };

/** Bounds of each correlation's state. */
export type CorrelationLimits = {
  /** Groups kept; what fired already goes first, then what has counted least. */
  readonly groupsMax: number;
  /** Occurrences kept over all groups, given up in the same order. */
  readonly occurrencesMax: number;
  /** How much later than the newest event an event may come and still be counted with its neighbours. */
  readonly lateMs: number;
};

/** The limits that docs/sigma.md §Correlations names. */
export const CORRELATION_LIMITS: CorrelationLimits = { groupsMax: 100_000, occurrencesMax: 100_000, lateMs: 3_600_000 };

/** Occurrences of one rule that an ordered correlation keeps in a group. */
const STEP_MAX = 256;

/** A base rule's firing before it has a label: `base` is its id and name, `step` its place in the correlation's rules. */
export type BaseFiring = Omit<Occurrence, "label"> & { readonly step: number; readonly names: readonly string[] };

/** One correlation rule with its windows. Time is event time; nothing here looks at a clock. */
export class Correlation {
  readonly rule: CorrelationRule;
  readonly #limits: CorrelationLimits;
  readonly #utcOffsetMinutes: number;
  readonly #onEviction: (eviction: Eviction) => void;
  readonly #groups: Groups;
  #newestMs = Number.NEGATIVE_INFINITY;

  constructor(
    rule: CorrelationRule,
    options: { limits: CorrelationLimits; utcOffsetMinutes: number; onEviction: (eviction: Eviction) => void },
  ) {
    this.rule = rule;
    this.#limits = options.limits;
    this.#utcOffsetMinutes = options.utcOffsetMinutes;
    this.#onEviction = options.onEviction;
    this.#groups = new Groups(labelMaxOf(rule));
  }

  /** Counts one firing of a base rule; gives the correlation's own firing when it completes one. */
  observe(firing: BaseFiring): Omit<Occurrence, "label"> | undefined {
    const facts = new Facts((firing.events[firing.events.length - 1] as Observed).event, this.#utcOffsetMinutes);
    const key = this.#textOf(facts, this.rule.groupBy, firing.names);
    const label = this.#labelOf(facts, firing);
    if (key === undefined || label === undefined) return undefined;
    this.#newestMs = Math.max(this.#newestMs, firing.atMs);
    const group = this.#groups.touch(key);
    const occurrence: Occurrence = { atMs: firing.atMs, order: firing.order, label, events: firing.events, why: firing.why };
    const fired = this.#insert(group, occurrence);
    this.#groups.forget(this.#newestMs - this.rule.timespanMs - this.#limits.lateMs);
    for (const { kind, lost } of this.#groups.makeRoom(this.#limits, group)) this.#report(kind, lost);
    return fired;
  }

  #labelOf(facts: Facts, firing: BaseFiring): string | undefined {
    if (this.rule.type === "event_count") return "";
    return this.rule.type === "value_count" ? this.#textOf(facts, this.rule.fields, firing.names) : String(firing.step);
  }

  /** The values of fields or aliases as one text, case folded; undefined when one is missing: such an event belongs to no group. */
  #textOf(facts: Facts, fields: readonly string[], names: readonly string[]): string | undefined {
    const values: string[][] = [];
    for (const field of fields) {
      const alias = this.rule.aliases.get(field);
      const real = alias === undefined ? field : names.map((name) => alias.get(name)).find((found) => found !== undefined);
      const texts = real === undefined ? [] : facts.texts(real);
      if (texts.length === 0) return undefined;
      values.push(texts.map(({ raw }) => fold(raw)));
    }
    return JSON.stringify(values);
  }

  #insert(group: Group, occurrence: Occurrence): Omit<Occurrence, "label"> | undefined {
    const before = group.timeline.list.length;
    const fired = this.#place(group, occurrence);
    this.#groups.count(group, group.timeline.list.length - before, this.#isQuiet(group, this.#newestMs));
    return fired;
  }

  #place(group: Group, occurrence: Occurrence): Omit<Occurrence, "label"> | undefined {
    const { timespanMs } = this.rule;
    const { index, lost } = group.timeline.insert(occurrence, timespanMs);
    group.timeline.expire(this.#newestMs - timespanMs - this.#limits.lateMs);
    if (lost > 0 && this.rule.type === "temporal_ordered") this.#report("occurrences", lost);
    const { list } = group.timeline;
    const from = Math.max(0, Math.min(index, list.length - 1));
    for (let end = from; end < list.length && (list[end] as Occurrence).atMs <= occurrence.atMs + timespanMs; end++) {
      if (this.#isQuiet(group, (list[end] as Occurrence).atMs)) continue;
      const cited = heldBy(this.rule, list, end);
      if (cited === undefined) continue;
      group.firedAtMs = (list[end] as Occurrence).atMs;
      return this.#firing(cited, occurrence);
    }
    return undefined;
  }

  /** A group fires at most once in a timespan. */
  #isQuiet(group: Group, atMs: number): boolean {
    return group.firedAtMs !== undefined && Math.abs(atMs - group.firedAtMs) < this.rule.timespanMs;
  }

  #firing(cited: readonly Occurrence[], trigger: Occurrence): Omit<Occurrence, "label"> {
    const events = new Map<number, Observed>();
    for (const observed of cited.flatMap((occurrence) => occurrence.events)) events.set(observed.order, observed);
    const why = [this.#reason(), ...cited.flatMap((occurrence) => occurrence.why)];
    return {
      atMs: Math.max(...cited.map(({ atMs }) => atMs)),
      order: trigger.order,
      events: [...events.values()].sort((left, right) => left.order - right.order),
      why: distinct(why),
    };
  }

  #reason(): Reason {
    const { type, bounds, groupBy, timespanMs, fields } = this.rule;
    const of = fields.length === 0 ? "" : ` of ${fields.join(", ")}`;
    const counted = bounds.map(({ compare, count }) => `${compare} ${count}`).join(" and ");
    return {
      selection: "correlation",
      field: groupBy.length === 0 ? null : groupBy.join(", ").slice(0, SHOWN_UNITS_MAX),
      pattern: `${type}${of.slice(0, SHOWN_UNITS_MAX)} ${counted} within ${timespanMs / 1000}s`,
    };
  }

  #report(kind: Eviction["kind"], lost: number): void {
    this.#onEviction({ rule: this.rule.ref, kind, lost });
  }
}

function labelMaxOf({ type, bounds }: CorrelationRule): number {
  if (type === "event_count") return Math.max(CITED_MAX, countingLimit(bounds));
  return type === "temporal_ordered" ? STEP_MAX : 1;
}

const REASONS_MAX = 100;
const SHOWN_UNITS_MAX = 1_000;

function distinct(reasons: readonly Reason[]): readonly Reason[] {
  const seen = new Map(reasons.map((reason) => [JSON.stringify(reason), reason]));
  return [...seen.values()].slice(0, REASONS_MAX);
}
