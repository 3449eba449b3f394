import type { ActionPredicate, ActionStep } from "../model/index.ts";

/** One step in an action's life. */
export type LifeStep = {
  readonly step: ActionStep;
  readonly atMs: number;
  readonly by: string;
  readonly reason: string;
  readonly targets: number;
  /** The entry that says so; null when it is not in the ledger yet. */
  readonly entry: number | null;
};

/** What of a step the book needs: all but the records and measurements that it rests on. */
export type BookStep = Pick<
  ActionPredicate,
  "action" | "step" | "measure" | "targets" | "reason" | "case" | "rule" | "playbook" | "by" | "undo"
> & {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly expiresAtMs: number | null;
  /** How many records it rests on. */
  readonly evidence: number;
};

/** An action from its first step to its latest. */
export type Life = {
  readonly action: string;
  /** The step that began it; a refusal or failure only when there is nothing else. */
  readonly first: BookStep;
  /** The latest end that any step gave it; null for what is done at once. */
  readonly expiresAtMs: number | null;
  /** The newest steps, oldest first. */
  readonly steps: readonly LifeStep[];
  /** Older steps that are only in the ledger. */
  readonly stepsBefore: number;
  /** Targets that it holds now. */
  readonly holding: number;
};

/** Steps of one life, and lives that are over, that are kept in memory; the ledger has them all. */
const STEPS_MAX = 64;
const OVER_MAX = 20_000;
const BEGINS_NOTHING: ReadonlySet<ActionStep> = new Set(["refused", "failed"]);

type Kept = {
  action: string;
  first: BookStep;
  expiresAtMs: number | null;
  steps: LifeStep[];
  stepsBefore: number;
  holding: number;
};

/** The lives of actions; those that hold nothing any more are forgotten when there are too many, the oldest first. */
export class Lives {
  readonly #lives = new Map<string, Kept>();
  readonly #over = new Set<string>();

  /** Takes the next step of a life. */
  add(begun: BookStep, entry: number | null): void {
    const { action, step, atMs, by, reason, targets, expiresAtMs } = begun;
    const life = this.#lives.get(action) ?? this.#begin(begun);
    // A refusal of some targets begins nothing that the others hold.
    if (BEGINS_NOTHING.has(life.first.step) && !BEGINS_NOTHING.has(step)) life.first = begun;
    life.steps.push({ step, atMs, by, reason, targets: targets.length, entry });
    if (life.steps.length > STEPS_MAX) {
      life.steps.shift();
      life.stepsBefore++;
    }
    if (expiresAtMs !== null && (life.expiresAtMs === null || life.expiresAtMs < expiresAtMs)) life.expiresAtMs = expiresAtMs;
  }

  #begin(first: BookStep): Kept {
    const { action, expiresAtMs } = first;
    const life: Kept = { action, first, expiresAtMs, steps: [], stepsBefore: 0, holding: 0 };
    this.#lives.set(action, life);
    this.#isOver(action);
    return life;
  }

  /** The oldest step of a life that had no entry has one now. */
  stated(action: string, entry: number): void {
    const steps = this.#lives.get(action)?.steps ?? [];
    const at = steps.findIndex((step) => step.entry === null);
    const step = steps[at];
    if (step !== undefined) steps[at] = { ...step, entry };
  }

  /** One more target is held by the action. */
  holdsMore(action: string): void {
    const life = this.#lives.get(action);
    if (life === undefined) return;
    life.holding++;
    this.#over.delete(action);
  }

  /** One target less. */
  holdsLess(action: string): void {
    const life = this.#lives.get(action);
    if (life === undefined) return;
    life.holding--;
    if (life.holding === 0) this.#isOver(action);
  }

  #isOver(action: string): void {
    this.#over.add(action);
    if (this.#over.size <= OVER_MAX) return;
    const [oldest = ""] = this.#over;
    this.#over.delete(oldest);
    this.#lives.delete(oldest);
  }

  /** The life of an action; undefined when nobody began it, or it is long over. */
  get(action: string): Life | undefined {
    return this.#lives.get(action);
  }

  /** All that are known, oldest first. */
  values(): Iterable<Life> {
    return this.#lives.values();
  }
}
