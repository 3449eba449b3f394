import { type Clock, explainError, parseIsoTime } from "../../lib/index.ts";
import type { ActionPredicate, Measure, Target } from "../../model/index.ts";
import type { Actuator, Book, Intent, Order, Outcome } from "../../respond/index.ts";
import { Ends, type IntentKey, intentKey } from "../../respond/index.ts";
import { type Act, laterStep, type StepFacts, stepOf, type Through } from "./act.ts";
import type { Asking, Guards, Reach } from "./ports.ts";
import type { Stating } from "./stating.ts";

export type ActingOptions = {
  readonly book: Book;
  readonly actuator: Actuator;
  readonly guards: Guards;
  readonly stating: Stating;
  readonly clock: Clock;
  /** When intents end; by default as the clock says. */
  readonly ends?: Ends;
  /** Told of each step as it happens, before it is in the ledger. */
  readonly onStep: (step: ActionPredicate) => void;
};

/** Why and on whose word something ends. */
export type Ending = {
  readonly step: "undone" | "rolled-back" | "expired";
  readonly by: string;
  readonly reason: string;
  /** What was held back by then, as far as it was counted. */
  readonly dropped?: (intent: Intent) => ActionPredicate["dropped"];
};

type Admitted = { readonly order: Order; readonly reach: Reach };
type Judged = {
  readonly admitted: readonly Admitted[];
  readonly refusals: readonly ActionPredicate[];
  /** Refused, but not if persons approve; nothing is stated of them yet. */
  readonly approvable: readonly Target[];
};

/** Actions that wait for persons at one time; more are refused. */
export const AWAITING_MAX = 1000;

/** Carries acts out: guards, then the actuator at once, then the book and the queue to the ledger. */
export class Acting {
  readonly #options: ActingOptions;
  readonly #busy = new Map<IntentKey, Promise<unknown>>();
  /** When what is intended ends. */
  readonly ends: Ends;

  constructor(options: ActingOptions) {
    this.#options = options;
    const { book, clock } = options;
    this.ends = options.ends ?? new Ends(book.intents, () => ({ wallMs: clock(), steadyMs: clock() }));
  }

  /** What is on its way to or from the actuator. */
  get busy(): ReadonlySet<IntentKey> {
    return new Set(this.#busy.keys());
  }

  /** True while a measure on a target is on its way. */
  isBusy(measure: Measure, target: Target): boolean {
    return this.#busy.has(intentKey({ measure, target }));
  }

  /** How statements name the actuator and what is protected now. */
  get through(): Through {
    return { actuator: this.#options.actuator.name, protection: this.#options.guards.digest() };
  }

  /** Takes a step into the book and the queue. `steadyEndMs`: see Ends.heed. */
  note(step: ActionPredicate, steadyEndMs?: number): ActionPredicate {
    this.#options.book.add(step, null);
    this.ends.heed(step, steadyEndMs);
    this.#options.stating.push(step);
    this.#options.onStep(step);
    return step;
  }

  /**
   * Judges an act and gives what passes to the actuator before this returns; nothing waits for a disk. Resolves to the steps that were
   * taken, which are on their way to the ledger by then. What is held for as long already is left alone. Never rejects.
   */
  perform(act: Act): Promise<readonly ActionPredicate[]> {
    const { actuator, clock, stating } = this.#options;
    const nowMs = clock();
    const steadyEndMs = act.durationMs === null ? undefined : this.ends.steadyMs + act.durationMs;
    const { admitted, refusals, approvable } = this.#judge(act, nowMs);
    if (approvable.length > 0) return Promise.resolve(this.propose({ ...act, targets: approvable }, nowMs));
    if (admitted.length === 0) return Promise.resolve(refusals);
    const orders = admitted.map(({ order }) => ({ ...order, reachability: act.reachability }));
    if (stating.failure !== undefined) {
      const why = `nothing is begun that cannot be stated: ${explainError(stating.failure)}`;
      return Promise.resolve([...refusals, this.#failed(act, orders, why)]);
    }
    const applying = actuator.apply(orders);
    const done = this.#occupied(orders, applying);
    return done.then(
      (outcomes) => [...refusals, ...this.#settle(act, admitted, { outcomes, steadyEndMs })],
      (error: unknown) => [...refusals, this.#failed(act, orders, explainError(error))],
    );
  }

  /** As perform, and nothing is done: what would have been is stated as rehearsed. */
  rehearse(act: Act): readonly ActionPredicate[] {
    const { admitted, refusals } = this.#judge(act, this.#options.clock());
    if (admitted.length === 0) return refusals;
    return [...refusals, this.note(this.#step(act, "rehearsed", admitted))];
  }

  /** Judges an act that persons must approve, and states that it waits for them when it may be done at all. */
  propose(act: Act, nowMs: number): readonly ActionPredicate[] {
    // Guards that yield to approval will have it by then.
    const { admitted, refusals } = this.#judge(act, nowMs, true);
    if (admitted.length === 0) return refusals;
    return [...refusals, this.note(this.#step(act, "awaiting", admitted))];
  }

  /** What guards and actuator would answer, as steps that nobody keeps: a dry run. */
  async tryOut(act: Act): Promise<readonly ActionPredicate[]> {
    const { actuator, guards, clock } = this.#options;
    const nowMs = clock();
    const expiresAtMs = act.durationMs === null ? null : nowMs + act.durationMs;
    const no = new Map<string, { guard: string | null; reason: string; targets: Target[] }>();
    const passed: Admitted[] = [];
    for (const target of act.targets) {
      const order: Order = { measure: act.measure, target, expiresAtMs };
      const verdict = guards.wouldJudge(order, this.#asking(act, nowMs));
      if (verdict.ok) passed.push({ order, reach: verdict.reach });
      else gatherOutcome(no, { target, state: "refused", ...verdict }, target);
    }
    const outcomes = passed.length === 0 ? [] : await actuator.rehearse(passed.map(({ order }) => order));
    const held: Admitted[] = [];
    for (const [index, one] of passed.entries()) {
      if (outcomes[index]?.state === "done") held.push(one);
      else gatherOutcome(no, outcomes[index], one.order.target);
    }
    const refusals = [...no.values()].map((one) => this.#plainStep(act, { ...stepFor(one), atMs: nowMs, expiresAtMs }));
    return held.length === 0 ? refusals : [...refusals, this.#step(act, "rehearsed", held)];
  }

  #judge(act: Act, nowMs: number, approved: boolean = act.approvals.length > 0): Judged {
    const { guards, book } = this.#options;
    const approvable: Target[] = [];
    const expiresAtMs = act.durationMs === null ? null : nowMs + act.durationMs;
    const admitted: Admitted[] = [];
    const refused = new Map<string, { guard: string; reason: string; targets: Target[] }>();
    for (const target of act.targets) {
      const order: Order = { measure: act.measure, target, expiresAtMs };
      const standing = book.intentOf(act.measure, target);
      if (standing !== undefined && act.durationMs !== null && this.ends.remainingMs(standing) >= act.durationMs) continue;
      const verdict = guards.judge(order, { ...this.#asking(act, nowMs), approved });
      if (verdict.ok) admitted.push({ order, reach: verdict.reach });
      else if (verdict.approvable === true && !approved && this.#mayAsk(act)) {
        if (!this.#awaits(order)) approvable.push(target);
      } else gather(refused, verdict, target);
    }
    const refusals = [...refused.values()].map(({ guard, reason, targets }) =>
      this.note(
        this.#plainStep(act, {
          step: "refused",
          targets,
          atMs: nowMs,
          expiresAtMs,
          reason: because(act, reason),
          refusedBy: guard,
        }),
      ),
    );
    return { admitted, refusals, approvable };
  }

  /** A playbook's order that only approval could let pass is asked for, while persons have not too much to read. */
  #mayAsk({ playbook, targets }: Act): boolean {
    return playbook !== null && targets.length === 1 && this.#options.book.awaiting.size < AWAITING_MAX;
  }

  #awaits({ measure, target }: Order): boolean {
    const past = this.#options.book.history.of(target);
    return past.some((one) => one.step === "awaiting" && one.measure === measure && one.target.value === target.value);
  }

  #asking({ playbook, approvals, reachability, spoofableOk }: Act, nowMs: number): Asking {
    const [origin, approved] = [playbook === null ? ("person" as const) : ("playbook" as const), approvals.length > 0];
    return { origin, approved, spoofableOk, reachability, held: this.#options.book.intents.size, nowMs };
  }

  #settle(
    act: Act,
    admitted: readonly Admitted[],
    { outcomes, steadyEndMs }: { readonly outcomes: readonly Outcome[]; readonly steadyEndMs: number | undefined },
  ): readonly ActionPredicate[] {
    const { book } = this.#options;
    const applied: Admitted[] = [];
    const extended = new Map<string, Admitted[]>();
    const no = new Map<string, { guard: string | null; reason: string; targets: Target[] }>();
    for (const [index, one] of admitted.entries()) {
      const outcome = outcomes[index];
      const standing = book.intentOf(act.measure, one.order.target);
      if (outcome?.state !== "done") gatherOutcome(no, outcome, one.order.target);
      else if (standing === undefined || this.ends.remainingMs(standing) <= 0) applied.push(one);
      else extended.set(standing.action, [...(extended.get(standing.action) ?? []), one]);
    }
    const steps = [...extended].map(([action, some]) => this.note(this.#step({ ...act, action }, "extended", some), steadyEndMs));
    if (applied.length > 0) steps.unshift(this.note(this.#step(act, "applied", applied), steadyEndMs));
    const expiresAtMs = admitted[0]?.order.expiresAtMs ?? null;
    for (const one of no.values()) {
      const facts: StepFacts = { ...stepFor(one), atMs: this.#options.clock(), expiresAtMs, reason: because(act, one.reason) };
      steps.push(this.note(this.#plainStep(act, facts)));
    }
    return steps;
  }

  #step(act: Act, step: "applied" | "extended" | "rehearsed" | "awaiting", some: readonly Admitted[]): ActionPredicate {
    const atMs = this.#options.clock();
    return this.#plainStep(act, {
      step,
      targets: some.map(({ order }) => order.target),
      atMs,
      expiresAtMs: some[0]?.order.expiresAtMs ?? null,
      reach: sumOf(some.map(({ reach }) => reach)),
      ...(step === "applied" || step === "extended" ? { heldAtMs: atMs } : {}),
    });
  }

  #plainStep(act: Act, facts: StepFacts): ActionPredicate {
    return stepOf(act, facts, this.through);
  }

  #failed(act: Act, orders: readonly Order[], why: string): ActionPredicate {
    const targets = orders.map(({ target }) => target);
    const expiresAtMs = orders[0]?.expiresAtMs ?? null;
    return this.note(
      this.#plainStep(act, { step: "failed", targets, atMs: this.#options.clock(), expiresAtMs, reason: because(act, why) }),
    );
  }

  /** Takes intents back, whatever their guards say. Resolves to the steps taken: ended, or failed where the actuator could not. Never rejects. */
  async end(intents: readonly Intent[], ending: Ending): Promise<readonly ActionPredicate[]> {
    const { actuator } = this.#options;
    await this.settled(intents);
    let failures: ReadonlyMap<IntentKey, string>;
    try {
      const outcomes = await this.#occupied(intents, actuator.undo(intents));
      failures = new Map(
        intents.flatMap(({ key }, index) => {
          const outcome = outcomes[index];
          return outcome?.state === "done" ? [] : [[key, outcome?.reason ?? "the actuator gave no answer"] as const];
        }),
      );
    } catch (error) {
      const why = explainError(error);
      failures = new Map(intents.map(({ key }) => [key, why]));
    }
    return this.stateEnd(intents, ending, failures);
  }

  /** States that intents ended, or, where `failures` has them, that they could not be. */
  stateEnd(
    intents: readonly Intent[],
    ending: Ending,
    failures: ReadonlyMap<IntentKey, string> = new Map(),
  ): readonly ActionPredicate[] {
    const groups = Map.groupBy(intents, ({ key, action, expiresAtMs }) => `${action} ${expiresAtMs} ${failures.get(key) ?? ""}`);
    return [...groups.values()].flatMap((some) => {
      const [one] = some;
      const first = one === undefined ? undefined : this.#options.book.lives.get(one.action)?.first;
      if (one === undefined || first === undefined) return [];
      const failure = failures.get(one.key);
      const step = laterStep(
        first,
        {
          step: failure === undefined ? ending.step : "failed",
          targets: some.map(({ target }) => target),
          atMs: this.#options.clock(),
          expiresAtMs: one.expiresAtMs,
          reason: failure === undefined ? ending.reason : `could not take it back: ${failure}`,
          by: ending.by,
          dropped: sumOfDropped(some.map((intent) => ending.dropped?.(intent) ?? null)),
        },
        this.through,
      );
      return [this.note(step)];
    });
  }

  /** Ends an action that waits for approval. */
  callOff(waiting: ActionPredicate, { step, by, reason }: Ending): ActionPredicate {
    const { targets, expiresAt } = waiting;
    const expiresAtMs = expiresAt === null ? null : (parseIsoTime(expiresAt) ?? null);
    return this.note(laterStep(waiting, { step, by, reason, targets, atMs: this.#options.clock(), expiresAtMs }, this.through));
  }

  /** Resolves when nothing is on its way to or from these. */
  async settled(whats: readonly { readonly measure: Measure; readonly target: Target }[]): Promise<void> {
    for (const what of whats) {
      for (let busy = this.#busy.get(intentKey(what)); busy !== undefined; busy = this.#busy.get(intentKey(what))) await busy;
    }
  }

  /** Marks orders as on their way until the call has ended, however it does. */
  #occupied<Value>(orders: readonly Pick<Order, "measure" | "target">[], call: Promise<Value>): Promise<Value> {
    const keys = orders.map(intentKey);
    const free = () => {
      for (const key of keys) if (this.#busy.get(key) === over) this.#busy.delete(key);
    };
    const over: Promise<void> = call.then(free, free); // whoever called has the error
    for (const key of keys) this.#busy.set(key, over);
    return call;
  }

  /** Runs a call of the actuator on intents, which are busy meanwhile: for repairs, which are stated by who repairs. */
  async repairing<Value>(intents: readonly Intent[], call: () => Promise<Value>): Promise<Value> {
    return this.#occupied(intents, call());
  }
}

/** A guard refuses; a system fails. */
function stepFor({
  guard,
  reason,
  targets,
}: {
  readonly guard: string | null;
  readonly reason: string;
  readonly targets: readonly Target[];
}) {
  return guard === null
    ? ({ step: "failed", reason, targets } as const)
    : ({ step: "refused", reason, targets, refusedBy: guard } as const);
}

function because({ reason }: Act, why: string): string {
  return `${why} (${reason})`;
}

function gather(
  into: Map<string, { guard: string; reason: string; targets: Target[] }>,
  { guard, reason }: { readonly guard: string; readonly reason: string },
  target: Target,
): void {
  const known = into.get(`${guard} ${reason}`) ?? { guard, reason, targets: [] };
  known.targets.push(target);
  into.set(`${guard} ${reason}`, known);
}

function gatherOutcome(
  into: Map<string, { guard: string | null; reason: string; targets: Target[] }>,
  outcome: Outcome | undefined,
  target: Target,
): void {
  const reason = outcome?.reason ?? "the actuator gave no answer";
  const guard = outcome?.state === "refused" ? (outcome.guard ?? "actuator") : null;
  const known = into.get(`${guard} ${reason}`) ?? { guard, reason, targets: [] };
  known.targets.push(target);
  into.set(`${guard} ${reason}`, known);
}

function sumOf(reaches: readonly Reach[]): Reach {
  return {
    addresses: reaches.reduce((sum, { addresses }) => sum + addresses, 0n),
    flowsHit: reaches.reduce((sum, { flowsHit }) => sum + flowsHit, 0),
    flowsSeen: reaches.reduce((most, { flowsSeen }) => Math.max(most, flowsSeen), 0),
  };
}

function sumOfDropped(counts: readonly ActionPredicate["dropped"][]): ActionPredicate["dropped"] {
  const known = counts.flatMap((count) => (count === null ? [] : [count]));
  if (known.length === 0) return null;
  return {
    packets: known.reduce((sum, { packets }) => sum + packets, 0),
    bytes: known.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
