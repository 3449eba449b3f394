import { assert, type Checked, present, yes } from "../../lib/index.ts";
import type { Detection, Event, EvidenceRecord, LogSource, Reason, RuleRef, TimeSpan } from "../../model/index.ts";
import { type CompiledRule, compileRule } from "./compile.ts";
import { Correlation, type CorrelationOptions } from "./correlation/correlation.ts";
import { type Firing, isList, observedOf } from "./correlation/entry.ts";
import { CORRELATION_LIMITS, type CorrelationLimits, type Eviction } from "./correlation/limits.ts";
import { readSnapshot, recordsOf, type SnapshotFault, writeSnapshot } from "./correlation/snapshot.ts";
import { createMatcher, type Matcher, type OnDefect } from "./matcher.ts";
import type { Placeholders } from "./placeholders.ts";
import { Refusal } from "./refusal.ts";
import type { SigmaRule, WaitingRule } from "./rules.ts";

export type DetectorOptions = {
  /** The local zone of the time modifiers, minutes east of UTC. */
  readonly utcOffsetMinutes: number;
  /** Values of `expand` placeholders, by name without the percent signs. */
  readonly placeholders?: Placeholders;
  /** Told whenever a correlation forgets something to stay within its bounds. */
  readonly onEviction?: (eviction: Eviction) => void;
  /** Told of a rule that broke on an event, which then goes on as if the rule did not fit it. Without this, what breaks is thrown. */
  readonly onDefect?: OnDefect;
  readonly limits?: CorrelationLimits;
  /** The detector that this one takes over from: correlations that are the same in both keep what they have counted. */
  readonly follows?: Detector;
};

/** What a matcher of the same rules said: a rule's number among the detection rules that wait for no placeholder, and why it fits. */
export type KnownHit = { readonly rule: number; readonly why: readonly Reason[] };

/** Rules at work on a stream of events. */
export type Detector = {
  /** The detections that `event` completes. `known`: the detection rules that fit it, ascending, where somebody has matched it already. */
  observe(event: Event, known?: readonly KnownHit[]): readonly Detection[];
  /** Observes without saying so: brings correlations back to where they were before a restart. */
  replay(event: Event): void;
  /** What correlations have counted, for `restore` of a detector of the same rules. */
  snapshot(): Uint8Array;
  /** Takes what a snapshot says in place of what was counted so far; one that says no changes nothing. */
  restore(bytes: Uint8Array): Checked<true, SnapshotFault>;
  /** The records that correlations may still cite; some of them more than once. */
  records(): Iterable<EvidenceRecord>;
  /** True when some rule is meant for events of this log source. */
  wants(logsource: LogSource): boolean;
  /** The rules meant for events of this log source. */
  rulesFor(logsource: LogSource): readonly RuleRef[];
  /** Rules that cannot match for want of placeholder values. */
  readonly waiting: readonly WaitingRule[];
};

type Link = { correlation: Correlation; readonly rule: SigmaRule; readonly step: number };

/** Sets rules to work. Rules that a correlation refers to stay silent themselves unless one of their correlations says `generate: true`. */
export function createDetector(rules: readonly SigmaRule[], options: DetectorOptions): Detector {
  return new RuleDetector(rules, options);
}

class RuleDetector implements Detector {
  readonly waiting: readonly WaitingRule[];
  readonly #matcher: Matcher;
  readonly #onDefect: OnDefect | undefined;
  readonly #byRef = new Map<RuleRef, SigmaRule>();
  readonly #ready: SigmaRule[] = [];
  readonly #links = new Map<SigmaRule, Link[]>();
  readonly #silent = new Set<SigmaRule>();
  /** By what a rule and all that it rests on say. */
  #correlations = new Map<string, Correlation>();
  /** Nothing of the detector that this one followed: it would never be let go. */
  readonly #state: Omit<CorrelationOptions, "names">;
  /** Shared with the detector that follows: an event's order is never used twice. */
  readonly #order: { next: number };

  constructor(rules: readonly SigmaRule[], options: DetectorOptions) {
    const compiled: CompiledRule[] = [];
    const waiting: WaitingRule[] = [];
    const { limits = CORRELATION_LIMITS, onEviction = () => undefined, utcOffsetMinutes } = options;
    this.#state = { limits, onEviction, utcOffsetMinutes };
    this.#order = options.follows instanceof RuleDetector ? options.follows.#order : { next: 0 };
    for (const rule of rules) {
      this.#byRef.set(rule.ref, rule);
      if (rule.detection === null) {
        this.#link(rule, options.follows);
        continue;
      }
      const { ready, problem } = withPlaceholders(rule.detection, options.placeholders);
      if (ready.waiting.length > 0) waiting.push({ rule: rule.ref, placeholders: ready.waiting, problem });
      else this.#ready.push(rule);
      compiled.push(ready);
    }
    this.waiting = waiting;
    this.#onDefect = options.onDefect;
    this.#matcher = createMatcher(compiled, options.utcOffsetMinutes, options.onDefect);
  }

  observe(event: Event, known?: readonly KnownHit[]): readonly Detection[] {
    const order = this.#order.next++;
    const detections: Detection[] = [];
    const fire = (rule: SigmaRule, why: readonly Reason[]): void =>
      this.#fire(rule, { atMs: event.time.fromMs, order, grounds: event, why }, detections);
    if (known === undefined) {
      for (const { rule, why } of this.#matcher.match(event)) fire(present(this.#byRef.get(rule.ref), "a rule of ours"), why);
    } else for (const { rule, why } of known) fire(present(this.#ready[rule], "a number of a rule of ours"), why);
    return detections;
  }

  replay(event: Event): void {
    this.observe(event);
  }

  snapshot(): Uint8Array {
    return writeSnapshot({ correlations: this.#correlations, next: this.#order.next });
  }

  restore(bytes: Uint8Array): Checked<true, SnapshotFault> {
    const links = [...this.#links.values()].flat();
    const rules = new Map(links.map(({ rule }) => [meaningOf(rule), rule]));
    const fresh = new Map([...this.#correlations.keys()].map((key) => [key, this.#begin(rules.get(key) as SigmaRule)]));
    const next = readSnapshot(bytes, fresh);
    if (!next.ok) return next;
    this.#correlations = fresh;
    for (const link of links) link.correlation = fresh.get(meaningOf(link.rule)) as Correlation;
    this.#order.next = next.value;
    return yes(true);
  }

  records(): Iterable<EvidenceRecord> {
    return recordsOf({ correlations: this.#correlations });
  }

  wants(logsource: LogSource): boolean {
    return this.#matcher.rulesFor(logsource).length > 0;
  }

  rulesFor(logsource: LogSource): readonly RuleRef[] {
    return this.#matcher.rulesFor(logsource).map(({ ref }) => ref);
  }

  #begin(rule: SigmaRule): Correlation {
    assert(rule.correlation !== null, "only correlations count");
    return new Correlation(rule.correlation, { ...this.#state, names: rule.bases.map(namesOf) });
  }

  #link(rule: SigmaRule, follows: Detector | undefined): void {
    const key = meaningOf(rule);
    const kept = follows instanceof RuleDetector ? follows.#correlations.get(key) : undefined;
    const correlation = kept ?? this.#begin(rule);
    this.#correlations.set(key, correlation);
    for (const [step, base] of rule.bases.entries()) {
      const links = this.#links.get(base) ?? [];
      links.push({ correlation, rule, step });
      this.#links.set(base, links);
      if (links.some((link) => link.correlation.rule.generate)) this.#silent.delete(base);
      else this.#silent.add(base);
    }
  }

  #fire(rule: SigmaRule, firing: Firing, detections: Detection[]): void {
    if (!this.#silent.has(rule)) detections.push(detectionOf(rule.ref, firing));
    for (const { correlation, rule: dependent, step } of this.#links.get(rule) ?? []) {
      const fired = this.#counted(correlation, { firing, step, rule: dependent.ref });
      if (fired !== undefined) this.#fire(dependent, fired, detections);
    }
  }

  #counted(
    correlation: Correlation,
    { firing, step, rule }: { firing: Firing; step: number; rule: RuleRef },
  ): Firing | undefined {
    try {
      return correlation.observe(firing, step);
    } catch (error) {
      const [newest] = observedOf(firing).slice(-1);
      if (this.#onDefect === undefined || newest === undefined) throw error;
      this.#onDefect(rule, newest.event, error);
      return undefined;
    }
  }
}

/** Digests of a rule and of all that it rests on: equal texts are the same correlation. */
function meaningOf({ ref, amendments, bases }: SigmaRule): string {
  return `${[ref.digest, ...amendments.map(({ digest }) => digest)].join("+")}(${bases.map(meaningOf).join()})`;
}

/** What a base rule may be called in the aliases of a correlation. */
export function namesOf({ ref, detection, correlation }: SigmaRule): readonly string[] {
  const name = detection?.rule.name ?? correlation?.name ?? null;
  return name === null ? [ref.id] : [name, ref.id];
}

/** The rule with the values put in; as it was when the values do not fit its modifiers. */
function withPlaceholders(rule: CompiledRule, values: Placeholders | undefined): { ready: CompiledRule; problem: string | null } {
  if (values === undefined || !rule.waiting.some((name) => values.has(name))) return { ready: rule, problem: null };
  try {
    return { ready: compileRule(rule.rule, values), problem: null };
  } catch (error) {
    if (error instanceof Refusal) return { ready: rule, problem: error.message };
    throw error;
  }
}

/** The detection that a firing of a rule is. */
export function detectionOf(rule: RuleRef, firing: Firing): Detection {
  const { grounds, why } = firing;
  if (!isList(grounds)) return { rule, time: grounds.time, events: [grounds], why };
  const events = observedOf(firing).map(({ event }) => event);
  return { rule, time: spanOf(events), events, why };
}

function spanOf(events: readonly Event[]): TimeSpan {
  const span = { fromMs: Number.POSITIVE_INFINITY, toMs: Number.NEGATIVE_INFINITY };
  for (const { time } of events) {
    span.fromMs = Math.min(span.fromMs, time.fromMs);
    span.toMs = Math.max(span.toMs, time.toMs);
  }
  return span;
}
