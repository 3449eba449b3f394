import type { Reason } from "../../../model/index.ts";
import type { CorrelationRule } from "../ast.ts";
import { countingLimit, isRising, meets } from "./bounds.ts";
import { CITED_MAX } from "./cited.ts";
import { completing, Entry, type Firing, isSameWhy, type Subject } from "./entry.ts";
import { alternativesOf, expressionHolds, wholeChain } from "./expression.ts";
import { fireAt, mayFireAt } from "./firing.ts";
import type { Group } from "./group.ts";
import { Groups } from "./groups.ts";
import { Judge } from "./judge.ts";
import { KeyReader } from "./keys.ts";
import { type CorrelationLimits, type Eviction, GROUP_ENTRIES_MAX, GROUP_SHARE, STEP_MAX } from "./limits.ts";
import { isNumeric } from "./parse-condition.ts";
import { bucketMs, sessionOf } from "./window.ts";

export type CorrelationOptions = {
  readonly limits: CorrelationLimits;
  readonly utcOffsetMinutes: number;
  readonly onEviction: (eviction: Eviction) => void;
  /** What each base rule may be called in aliases: its name and id. */
  readonly names: readonly (readonly string[])[];
};

/** Beyond the limits is looked for at each event, what is merely old now and then. */
const FORGET_EVERY = 64;

/** One correlation rule with its groups. Time is event time; nothing here looks at a clock. */
export class Correlation {
  readonly rule: CorrelationRule;
  readonly groups: Groups;
  newestMs = Number.NEGATIVE_INFINITY;
  readonly #options: CorrelationOptions;
  readonly #keys: KeyReader;
  readonly #judge: Judge;
  /** Entries of a group that are kept. */
  readonly #entriesMax: number;
  /** What lies between two of the same value or rule need not be kept. */
  readonly #isThinned: boolean;
  /** One event alone never fires. */
  readonly #needsMore: boolean;
  readonly #whys: (readonly Reason[])[] = [];
  #observed = 0;

  constructor(rule: CorrelationRule, options: CorrelationOptions) {
    this.rule = rule;
    this.groups = new Groups(options.limits.bytesMax);
    this.#options = options;
    this.#keys = new KeyReader(rule, options.names, options.utcOffsetMinutes);
    this.#judge = new Judge(rule);
    const labelled = rule.type === "value_count" || rule.type === "temporal";
    this.#isThinned = labelled && rule.window !== "session" && rule.expression === null && isRising(rule.bounds);
    this.#entriesMax = entriesMax(rule, this.#isThinned);
    this.#needsMore = needsMore(rule);
  }

  /** Counts one firing of base rule `step`; gives the correlation's own firing when it completes one. */
  observe(firing: Firing, step: number): Firing | undefined {
    const event = completing(firing.grounds);
    const key = this.#keys.groupOf(event, step);
    const subject = key === undefined ? undefined : this.#keys.subjectOf(event, step);
    if (key === undefined || subject === undefined) return undefined;
    if (firing.atMs > this.newestMs) this.newestMs = firing.atMs;
    else if (!this.#isRemembered(firing.atMs)) return undefined;
    const fired = this.#count(key, new Entry(firing, subject, this.#sharedWhy(firing, step)));
    this.#tidy(key);
    return fired;
  }

  /** The oldest moment that is remembered. */
  get horizonMs(): number {
    return this.newestMs - this.rule.timespanMs - this.#options.limits.lateMs;
  }

  /** Puts back a group as it was, entries in order of time; false for one that could not have been. */
  restore(group: Group): boolean {
    const entries = [...group.timeline.between(group.timeline.start, group.timeline.end)];
    if (this.groups.find(group.key) !== undefined || !entries.every(({ subject }) => this.#isOurs(subject))) return false;
    const [only, second] = entries;
    if (this.#needsMore && only !== undefined && second === undefined && group.fired.length === 0 && group.before === undefined) {
      this.groups.addSingle(group.key, only);
      return true;
    }
    const empty = this.groups.create(group.key);
    empty.before = group.before;
    empty.gaveUpMs = group.before?.atMs ?? empty.gaveUpMs;
    for (const entry of entries) {
      this.#put(empty, entry);
      this.#judge.lookAt(empty, empty.timeline.end - 1);
      this.#shorten(empty, entry);
    }
    empty.last = group.last;
    empty.fired = group.fired;
    this.groups.count(empty, this.#isQuiet(empty));
    return true;
  }

  #isOurs(subject: Subject): boolean {
    const { type, rules } = this.rule;
    if (type === "value_count") return typeof subject === "string";
    if (isNumeric(type)) return typeof subject !== "string";
    const steps = type === "event_count" ? 1 : rules.length;
    return typeof subject === "number" && subject >= 0 && subject < steps;
  }

  /** A rule mostly fires for the same reasons: they are kept once. */
  #sharedWhy({ why }: Firing, step: number): readonly Reason[] {
    const before = this.#whys[step];
    if (before !== undefined && isSameWhy(before, why)) return before;
    this.#whys[step] = why;
    return why;
  }

  /** Whether an event that is not the newest still counts; tells when it came later than the lateness. */
  #isRemembered(atMs: number): boolean {
    if (atMs < this.newestMs - this.#options.limits.lateMs) this.#report({ kind: "late", lost: 1, fromMs: atMs, toMs: atMs });
    return atMs >= this.horizonMs;
  }

  #count(key: string, entry: Entry): Firing | undefined {
    const known = this.groups.find(key);
    if (known === undefined && this.#needsMore) {
      this.groups.addSingle(key, entry);
      return undefined;
    }
    const group = known ?? this.groups.create(key);
    const { horizonMs } = this;
    const first = this.groups.promoted;
    if (first !== undefined && first.atMs >= horizonMs) this.#put(group, first);
    while (group.timeline.start < group.timeline.end && group.timeline.at(group.timeline.start).atMs < horizonMs) group.shift();
    const place = this.#put(group, entry);
    const isGap = this.#isGap(group, place);
    const fired = fireAt(this.#judge, group, place);
    if (isGap) this.#report({ kind: "occurrences", lost: 1, fromMs: entry.atMs, toMs: entry.atMs + this.rule.timespanMs });
    this.#thin(group, entry);
    this.#shorten(group, entry);
    group.compact();
    if (group.fired.length > 1) this.#forgetFirings(group);
    this.groups.count(group, this.#isQuiet(group));
    return fired;
  }

  /** Puts an entry in its place, and its window where it can be looked at. */
  #put(group: Group, entry: Entry): number {
    const { timeline } = group;
    const place = timeline.placeOf(entry);
    this.#judge.prepare(group, place);
    group.insert(entry, place);
    if (this.rule.window === "session") this.#resume(group, place);
    if (this.rule.type === "temporal_ordered") group.stepsOf().add(entry);
    return place;
  }

  /** Says anew which sessions entries are in, from a place on, as far as that changes. */
  #resume({ timeline, before }: Group, from: number): void {
    for (let place = from; place < timeline.end; place++) {
      const entry = timeline.at(place);
      const sessionMs = sessionOf(this.rule, entry, place > timeline.start ? timeline.at(place - 1) : before);
      if (place > from && entry.sessionMs === sessionMs) return;
      entry.sessionMs = sessionMs;
    }
  }

  /** Takes out what lies between two of the same value or rule and is in no window without one of them. */
  #thin(group: Group, entry: Entry): void {
    if (!this.#isThinned) return;
    group.last ??= new Map();
    const two = group.last.get(entry.subject);
    if (two === undefined) group.last.set(entry.subject, { last: entry, before: undefined });
    else if (group.timeline.newest === entry) {
      if (two.before !== undefined && this.#isCovered(two.before.atMs, entry.atMs)) group.bury(two.last);
      else two.before = two.last;
      two.last = entry;
    }
  }

  #isCovered(fromMs: number, toMs: number): boolean {
    const { timespanMs, window } = this.rule;
    if (window === "tumbling") return bucketMs(fromMs, timespanMs) === bucketMs(toMs, timespanMs);
    return toMs - fromMs <= timespanMs;
  }

  /** Gives up what a group has too many of. */
  #shorten(group: Group, entry: Entry): void {
    const { timeline } = group;
    while (group.weight > this.#options.limits.bytesMax / GROUP_SHARE && timeline.count > 1) this.#giveUpOldest(group);
    if (this.rule.type === "temporal_ordered") {
      const steps = group.stepsOf();
      const oldest = steps.of(entry.subject as number)[0];
      if (oldest === undefined || steps.of(entry.subject as number).length <= STEP_MAX) return;
      steps.drop(oldest);
      group.bury(oldest);
      group.gaveUpMs = Math.max(group.gaveUpMs, oldest.atMs);
      this.#reportLost(group, oldest);
      return;
    }
    while (timeline.count > this.#entriesMax) {
      if (this.rule.type === "event_count") group.shift();
      else this.#giveUpOldest(group);
    }
  }

  /** Whether a window of an event that came late, but not too late, may lack what was given up when no event in order asked for it any more. */
  #isGap(group: Group, place: number): boolean {
    const { timeline, gaveUpMs } = group;
    const { atMs } = timeline.at(place);
    if (place === timeline.end - 1 || gaveUpMs < atMs - this.rule.timespanMs) return false;
    return atMs >= this.newestMs - this.#options.limits.lateMs && mayFireAt(this.rule, group, place);
  }

  #giveUpOldest(group: Group): void {
    const entry = group.shift();
    if (!entry.isDead) this.#reportLost(group, entry);
  }

  /** What no event in order asks for any more is reported when one comes late that does. */
  #reportLost({ timeline }: Group, { atMs }: Entry): void {
    if (atMs < (timeline.newest?.atMs ?? atMs) - this.rule.timespanMs) return;
    this.#report({ kind: "occurrences", lost: 1, fromMs: atMs, toMs: atMs + this.rule.timespanMs });
  }

  #forgetFirings(group: Group): void {
    const oldestMs = this.horizonMs - this.rule.timespanMs;
    if ((group.fired[0] as number) < oldestMs) group.fired = group.fired.filter((atMs) => atMs >= oldestMs);
  }

  /** A group that fired and says nothing more for now. */
  #isQuiet({ fired }: Group): boolean {
    const last = fired[fired.length - 1];
    return last !== undefined && this.newestMs - last < this.rule.timespanMs;
  }

  #tidy(key: string): void {
    const { limits } = this.#options;
    const isWithin = this.groups.isWithin(limits);
    if (!isWithin || ++this.#observed % FORGET_EVERY === 0) this.groups.forget(this.horizonMs);
    if (isWithin || this.groups.isWithin(limits)) return;
    for (const given of this.groups.makeRoom(limits, key)) this.#report({ ...given, toMs: given.toMs + this.rule.timespanMs });
  }

  #report(eviction: Omit<Eviction, "rule">): void {
    const { kind, lost, fromMs, toMs } = eviction;
    this.#options.onEviction({ rule: this.rule.ref, kind, lost, fromMs, toMs });
  }
}

/** Entries that a group of the rule may keep: of each value the first and the last where those between are left out. */
function entriesMax({ type, bounds }: CorrelationRule, isThinned: boolean): number {
  if (type === "event_count") return Math.max(CITED_MAX, countingLimit(bounds));
  return isThinned && type === "value_count" ? Math.max(GROUP_ENTRIES_MAX, 2 * countingLimit(bounds)) : GROUP_ENTRIES_MAX;
}

/** True when no single event of a correlation can make it fire. */
function needsMore(rule: CorrelationRule): boolean {
  const { type, rules, expression, bounds } = rule;
  if (isNumeric(type)) return false;
  if (type === "temporal_ordered") {
    const ways = expression === null ? wholeChain(rules) : (alternativesOf(expression, rules) ?? []);
    return ways.every(({ yes }) => yes.length > 1);
  }
  if (expression !== null)
    return ![...rules.keys()].some((step) => expressionHolds(expression, rules, (other) => other === step));
  return !bounds.every((bound) => meets(bound, 1));
}
