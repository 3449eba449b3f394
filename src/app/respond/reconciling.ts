import type { After } from "../../ledger/index.ts";
import { type Clock, explainError, isoTime } from "../../lib/index.ts";
import type { EnforcementPredicate, Measure, Target } from "../../model/index.ts";
import {
  type Actuator,
  type Book,
  type BookStep,
  type Comparison,
  ENFORCEMENT_RATIO_MIN,
  type Held,
  type Intent,
  type IntentKey,
  intentKey,
  type Outcome,
  reconcile,
} from "../../respond/index.ts";
import { laterStep, stepOf } from "./act.ts";
import type { Acting } from "./acting.ts";
import type { Guards } from "./ports.ts";
import type { Stating } from "./stating.ts";

export type ReconcilingOptions = {
  readonly book: Book;
  readonly acting: Acting;
  readonly actuator: Actuator;
  /** Whether this actuator is the one that should hold a measure. */
  readonly isOurs: (measure: Measure) => boolean;
  readonly guards: Guards;
  readonly stating: Stating;
  readonly clock: Clock;
  readonly after: After;
  readonly newAction: () => string;
  readonly onProblem: (what: string) => void;
  readonly generationMs?: number;
  readonly comparisonMs?: number;
  readonly reportMs?: number;
};

/** What was enforced at the latest comparison. */
export type Enforcement = {
  readonly at: string;
  readonly intended: number;
  readonly held: number;
  readonly ratio: number;
  readonly repaired: number;
  readonly found: number;
  readonly alarm: boolean;
};

const GENERATION_MS = 3000;
const COMPARISON_MS = 60_000;
const REPORT_MS = 3_600_000;
/** Repairs of one comparison that are stated one by one; the enforcement statement counts them all. */
const REPAIRS_STATED_MAX = 1000;
/** Orders in one call, so that one comparison does not hold back what comes meanwhile. */
const ORDERS_MAX = 10_000;
const TARGETS_MAX = 10_000;
/** Two clocks that differ by so much more than before: one of them was set. */
const CLOCK_STEP_MS = 1000;

type Span = { fromMs: number; comparisons: number; intended: number; held: number; repaired: number; found: number };

/** Keeps what the system holds the same as what is intended. */
export class Reconciling {
  readonly #options: ReconcilingOptions;
  #generation: string | undefined;
  #comparedMs = Number.NEGATIVE_INFINITY;
  #span: Span;
  #latest: Enforcement | null = null;
  #dropped: ReadonlyMap<IntentKey, NonNullable<Held["dropped"]>> = new Map();
  #cancel: (() => void) | undefined;
  #running: Promise<void> = Promise.resolve();
  #closed = false;
  #unreachable: string | null = null;
  #starting: { done: number; of: number } | null = null;

  constructor(options: ReconcilingOptions) {
    this.#options = options;
    this.#span = emptySpan(options.clock());
  }

  /** The latest comparison; null before the first. */
  get latest(): Enforcement | null {
    return this.#latest;
  }

  /** Why the system cannot be asked; null when it could be at the last try. */
  get unreachable(): string | null {
    return this.#unreachable;
  }

  /** What was held back since it was applied, as of the latest comparison. */
  droppedOf(key: IntentKey): Held["dropped"] {
    return this.#dropped.get(key) ?? null;
  }

  /** What the first comparison has put back so far; null when it is over. */
  get starting(): { readonly done: number; readonly of: number } | null {
    return this.#starting;
  }

  /** Compares at once, then watches until `close`. Rejects only on a bug. */
  start(): Promise<void> {
    this.#starting = { done: 0, of: 0 };
    this.#running = this.compareNow().finally(() => {
      this.#starting = null;
      this.#wait();
    });
    return this.#running;
  }

  /** Ends the watching and states the span so far. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    await this.#running;
    if (this.#span.comparisons > 0) this.#report(null);
  }

  #wait(): void {
    if (this.#closed) return;
    this.#cancel = this.#options.after(this.#options.generationMs ?? GENERATION_MS, () => {
      this.#running = this.tick().finally(() => this.#wait());
    });
  }

  /** One look: ends what has run out, and compares in full when somebody else changed something or a minute is over. */
  async tick(): Promise<void> {
    const { actuator, clock } = this.#options;
    try {
      const generation = await actuator.generation();
      const isForeign = this.#generation !== undefined && generation !== this.#generation;
      this.#generation = generation;
      const isDue = Math.abs(clock() - this.#comparedMs) >= (this.#options.comparisonMs ?? COMPARISON_MS);
      if (isForeign || isDue || this.#unreachable !== null) await this.#compare();
      else this.#endExpired();
    } catch (error) {
      this.#cannotReach(error);
    }
  }

  /** Compares in full, now. An actuator that cannot be reached is a problem that is told, and an alarm. */
  async compareNow(): Promise<void> {
    try {
      this.#generation = await this.#options.actuator.generation();
      await this.#compare();
    } catch (error) {
      this.#cannotReach(error);
    }
  }

  #cannotReach(error: unknown): void {
    const why = explainError(error);
    const { book, acting, isOurs, onProblem } = this.#options;
    if (this.#unreachable === null) {
      onProblem(`cannot compare what is held with what is intended: ${why}`);
      const isMeant = (intent: Intent) => acting.ends.remainingMs(intent) > 0 && isOurs(intent.measure);
      const intended = [...book.intents.values()].filter(isMeant).length;
      // Nobody knows what is held: that is no better than nothing.
      if (intended > 0) this.#alarm({ intended, held: 0 }, `what is held is not known: ${why}`);
    }
    this.#unreachable = why;
  }

  async #compare(): Promise<void> {
    const { book, acting, actuator, guards, clock } = this.#options;
    const before = acting.busy;
    const slackMs = acting.ends.slackMs;
    const held = await actuator.list();
    // Ends that were reckoned by a clock that was set meanwhile say nothing; the next look compares again.
    if (Math.abs(acting.ends.slackMs - slackMs) > CLOCK_STEP_MS) {
      this.#comparedMs = Number.NEGATIVE_INFINITY;
      return;
    }
    const busy = new Set([...before, ...acting.busy]);
    this.#unreachable = null;
    this.#comparedMs = clock();
    this.#dropped = this.#countsOf(held);
    const context = {
      nowMs: clock(),
      endOf: (intent: Intent) => acting.ends.expiresAtMs(intent),
      measures: actuator.measures,
      protectedWhy: (what: Pick<Held, "measure" | "target">) => guards.protectedWhy(what),
      busy,
    };
    const comparison = reconcile(book.intents.values(), held, context);
    await this.#mend(comparison);
  }

  /** What is no longer held has what it had when it was last seen. */
  #countsOf(held: readonly Held[]): ReadonlyMap<IntentKey, NonNullable<Held["dropped"]>> {
    const { intents } = this.#options.book;
    const before = [...this.#dropped].filter(([key]) => intents.has(key));
    return new Map([...before, ...held.flatMap((one) => (one.dropped === null ? [] : [[intentKey(one), one.dropped] as const]))]);
  }

  async #mend(comparison: Comparison): Promise<void> {
    const { intended, held, ratio, expired, remove, found, offending } = comparison;
    const isAlarm = ratio < ENFORCEMENT_RATIO_MIN;
    await this.#release(offending);
    this.#stateExpired(expired);
    if (remove.length > 0) await this.#undoQuietly(remove);
    this.#stateFound(found);
    const repaired = await this.#repair(comparison);
    this.#latest = { at: isoTime(this.#comparedMs), intended, held, ratio, repaired, found: found.length, alarm: isAlarm };
    this.#count(this.#latest);
    if (isAlarm) this.#alarm({ intended, held }, `${held} of ${intended} were held; ${repaired} were put back`);
    else if (this.#comparedMs - this.#span.fromMs >= (this.#options.reportMs ?? REPORT_MS)) this.#report(null);
  }

  #count({ intended, held, repaired, found, ratio }: Enforcement): void {
    const span = this.#span;
    const worst = span.comparisons === 0 || ratio < (span.intended === 0 ? 1 : span.held / span.intended);
    this.#span = {
      fromMs: span.fromMs,
      comparisons: span.comparisons + 1,
      repaired: span.repaired + repaired,
      found: span.found + found,
      ...(worst ? { intended, held } : { intended: span.intended, held: span.held }),
    };
  }

  #alarm(worst: { readonly intended: number; readonly held: number }, reason: string): void {
    this.#span = { ...this.#span, ...worst };
    this.#options.onProblem(`alarm: enforcement fell below ${ENFORCEMENT_RATIO_MIN * 100} %: ${reason}`);
    this.#report(reason);
  }

  #report(reason: string | null): void {
    const { actuator, clock, stating } = this.#options;
    const { fromMs, ...counts } = this.#span;
    const toMs = Math.max(clock(), fromMs);
    const predicate: EnforcementPredicate = {
      actuator: actuator.name,
      from: isoTime(fromMs),
      to: isoTime(toMs),
      ...counts,
      alarm: counts.intended > 0 && counts.held / counts.intended < ENFORCEMENT_RATIO_MIN,
      reason: reason?.slice(0, 1000).toWellFormed() ?? null,
    };
    stating.pushEnforcement(predicate);
    this.#span = emptySpan(toMs);
  }

  #endExpired(): void {
    const { acting, actuator, book } = this.#options;
    const isOver = (one: Intent) => actuator.measures.includes(one.measure) && acting.ends.remainingMs(one) <= 0;
    this.#stateExpired([...book.intents.values()].filter(isOver));
  }

  #stateExpired(intents: readonly Intent[]): void {
    const ending = { step: "expired", by: "reconciler", reason: "its time is up" } as const;
    this.#options.acting.stateEnd(intents, { ...ending, dropped: ({ key }) => this.droppedOf(key) });
  }

  /** What may not be held goes at once, whoever put it there. */
  async #release(offending: Comparison["offending"]): Promise<void> {
    const { book, acting, onProblem } = this.#options;
    const strangers: Held[] = [];
    for (const { held, why } of offending) {
      const intent = book.intentOf(held.measure, held.target);
      onProblem(`${held.measure} ${held.target.value} is protected (${why}) and held: it is undone`);
      if (intent === undefined) strangers.push(held);
      else await acting.end([intent], { step: "undone", by: "reconciler", reason: `it is protected: ${why}` });
    }
    if (strangers.length === 0) return;
    const now = this.#stateFound(strangers);
    await acting.end(now, { step: "undone", by: "reconciler", reason: "held without a statement, and protected" });
    // What never ends by itself is in no book.
    await this.#undoQuietly(strangers.filter(({ expiresAtMs }) => expiresAtMs === null));
  }

  async #undoQuietly(held: readonly Held[]): Promise<void> {
    if (held.length === 0) return;
    const outcomes = await this.#options.actuator.undo(held);
    for (const { target, state, reason } of outcomes)
      if (state !== "done") this.#options.onProblem(`could not take ${target.value} back: ${reason ?? "no reason given"}`);
  }

  /** A crash between block and statement, or somebody else: stated, kept until its own end, and shown. Gives the intents that came of it. */
  #stateFound(found: readonly Held[]): readonly Intent[] {
    const { acting, book, clock, newAction } = this.#options;
    const nowMs = clock();
    const groups = Map.groupBy(
      found.filter((one) => !this.#isKnownForever(one)),
      ({ measure, expiresAtMs }) => `${measure} ${expiresAtMs}`,
    );
    for (const group of groups.values()) {
      for (let at = 0; at < group.length; at += TARGETS_MAX) {
        const some = group.slice(at, at + TARGETS_MAX);
        const [{ measure, expiresAtMs } = { measure: "block" as const, expiresAtMs: null }] = some;
        const act = {
          action: newAction(),
          measure,
          targets: some.map(({ target }) => target),
          durationMs: expiresAtMs === null ? null : expiresAtMs - nowMs,
          reason: "held by the system without a statement: a crash before it was stated, or somebody else",
          case: null,
          rule: null,
          playbook: null,
          evidence: [],
          by: "reconciler",
          approvals: [],
          reachability: "local" as const,
          spoofableOk: false,
          readAtMs: null,
          decidedAtMs: nowMs,
        };
        acting.note(stepOf(act, { step: "found", targets: act.targets, atMs: nowMs, expiresAtMs }, acting.through));
        if (expiresAtMs === null) for (const one of some) this.#forever.add(intentKey(one));
      }
    }
    return found.flatMap((one) => book.intentOf(one.measure, one.target) ?? []);
  }

  readonly #forever = new Set<IntentKey>();

  /** What has no end makes no intent, and is stated once. */
  #isKnownForever(one: Held): boolean {
    return one.expiresAtMs === null && this.#forever.has(intentKey(one));
  }

  async #repair({ reassert, shorten }: Comparison): Promise<number> {
    if (shorten.length > 0) await this.#undoQuietly(shorten.map((intent) => ({ ...intent, dropped: null })));
    const all = [...reassert, ...shorten];
    let done = 0;
    for (let at = 0; at < all.length && !this.#closed; at += ORDERS_MAX) {
      this.#tellStarting(at, all.length);
      done += await this.#putBack(all.slice(at, at + ORDERS_MAX), all.length);
    }
    return done;
  }

  #tellStarting(done: number, of: number): void {
    if (this.#starting === null) return;
    this.#starting = { done, of };
    if (of > ORDERS_MAX) this.#options.onProblem(`starting: ${done} of ${of} put back`);
  }

  async #putBack(intents: readonly Intent[], total: number): Promise<number> {
    const { acting, actuator, book, guards, clock, onProblem } = this.#options;
    const allowed: Intent[] = [];
    for (const intent of intents) {
      const why = guards.protectedWhy(intent);
      if (why === null) allowed.push(intent);
      else acting.stateEnd([intent], { step: "undone", by: "reconciler", reason: `not put back, since it is protected: ${why}` });
    }
    const current = allowed.filter(({ key, expiresAtMs }) => book.intents.get(key)?.expiresAtMs === expiresAtMs);
    if (current.length === 0) return 0;
    // The end as the clock shows it now: whoever holds it reckons from there.
    const orders = current.map((intent) => ({ ...intent, expiresAtMs: acting.ends.expiresAtMs(intent) }));
    const outcomes = await acting.repairing(current, () => actuator.apply(orders));
    const { repaired, failed } = sorted(current, outcomes);
    for (const [reason, some] of failed) onProblem(`could not put back ${some.length} (${some[0]?.value ?? ""}, ...): ${reason}`);
    if (total <= REPAIRS_STATED_MAX)
      for (const [action, some] of Map.groupBy(repaired, (intent) => intent.action)) this.#stateRepaired(action, some, clock());
    return repaired.length;
  }

  #stateRepaired(action: string, some: readonly Intent[], atMs: number): void {
    const { acting, book } = this.#options;
    const first: BookStep | undefined = book.lives.get(action)?.first;
    if (first === undefined) return;
    const facts = {
      step: "repaired",
      targets: some.map(({ target }) => target),
      atMs,
      expiresAtMs: some[0]?.expiresAtMs ?? null,
      heldAtMs: atMs,
      by: "reconciler",
      reason: "the system did not hold it as intended",
    } as const;
    acting.note(laterStep(first, facts, acting.through));
  }
}

function sorted(
  intents: readonly Intent[],
  outcomes: readonly Outcome[],
): { readonly repaired: readonly Intent[]; readonly failed: ReadonlyMap<string, readonly Target[]> } {
  const repaired: Intent[] = [];
  const failed = new Map<string, Target[]>();
  for (const [index, intent] of intents.entries()) {
    const outcome = outcomes[index];
    if (outcome?.state === "done") repaired.push(intent);
    else {
      const reason = outcome?.reason ?? "the actuator gave no answer";
      failed.set(reason, [...(failed.get(reason) ?? []), intent.target]);
    }
  }
  return { repaired, failed };
}

function emptySpan(fromMs: number): Span {
  return { fromMs, comparisons: 0, intended: 0, held: 0, repaired: 0, found: 0 };
}
