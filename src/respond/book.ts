import { parseIsoTime, present } from "../lib/index.ts";
import type { ActionPredicate, ActionStep, Measure, Target } from "../model/index.ts";
import { History } from "./book-history.ts";
import { type BookStep, Lives } from "./book-lives.ts";
import { type Intent, type IntentKey, intentKey } from "./intent.ts";

/** An action that waits for persons, with the entry that says so; null until it has one. */
export type Awaiting = { readonly predicate: ActionPredicate; readonly entry: number | null };

/** The actions of a ledger, folded in its order: what is meant to be held, what waits for approval, and the life of each action. */
export class Book {
  readonly lives: Lives = new Lives();
  readonly history: History = new History();
  readonly #intents = new Map<IntentKey, Intent>();
  readonly #awaiting = new Map<string, Awaiting>();

  /** Takes the next statement. `entry`: where it stands in the ledger; null when it is not there yet. */
  add(predicate: ActionPredicate, entry: number | null): void {
    this.addStep(bookStepOf(predicate), entry);
    if (predicate.step === "awaiting") this.#awaiting.set(predicate.action, { predicate, entry });
  }

  /** As add, of what the book needs of a statement: any but one that waits for approval, which is needed whole. */
  addStep(step: BookStep, entry: number | null): void {
    this.lives.add(step, entry);
    this.history.add(step);
    this.#awaiting.delete(step.action);
    const change = CHANGES[step.step];
    if (change !== undefined) for (const target of step.targets) this.#change(change, step, target);
  }

  /** A step that was taken before it was in the ledger stands there now. */
  stated({ action, step }: ActionPredicate, entry: number): void {
    this.lives.stated(action, entry);
    const waiting = this.#awaiting.get(action);
    if (step === "awaiting" && waiting !== undefined) this.#awaiting.set(action, { ...waiting, entry });
  }

  #change(change: Change, predicate: BookStep, target: Target): void {
    const key = intentKey({ measure: predicate.measure, target });
    const before = this.#intents.get(key);
    const expiresAtMs = predicate.expiresAtMs ?? undefined;
    if (change === "hold") {
      // The later end wins: a shorter block never takes a longer one back.
      if (expiresAtMs !== undefined && (before === undefined || before.expiresAtMs < expiresAtMs))
        this.#put({
          key,
          measure: predicate.measure,
          target,
          action: predicate.action,
          expiresAtMs,
          sinceMs: predicate.atMs,
        });
      return;
    }
    // Another action that holds the same target goes on; so does this one, when it was extended beyond what ended.
    const isLonger = change === "end" && before !== undefined && expiresAtMs !== undefined && before.expiresAtMs > expiresAtMs;
    if (before?.action === predicate.action && !isLonger) this.#drop(before);
  }

  #put(intent: Intent): void {
    const before = this.#intents.get(intent.key);
    if (before !== undefined) this.lives.holdsLess(before.action);
    this.lives.holdsMore(intent.action);
    this.#intents.set(intent.key, before === undefined ? intent : { ...intent, sinceMs: before.sinceMs });
  }

  #drop(intent: Intent): void {
    this.#intents.delete(intent.key);
    this.lives.holdsLess(intent.action);
  }

  /** What is meant to be held, oldest first, including what has run out and was not stated as expired yet. */
  get intents(): ReadonlyMap<IntentKey, Intent> {
    return this.#intents;
  }

  /** What waits for approval, oldest first. */
  get awaiting(): ReadonlyMap<string, Awaiting> {
    return this.#awaiting;
  }

  /** The intent of a measure on a target. */
  intentOf(measure: Measure, target: Target): Intent | undefined {
    return this.#intents.get(intentKey({ measure, target }));
  }
}

/** What of a statement the book needs. */
export function bookStepOf(predicate: ActionPredicate): BookStep {
  const { action, step, measure, targets, reason, rule, playbook, by, undo } = predicate;
  const times = { atMs: msOf(predicate.at), expiresAtMs: predicate.expiresAt === null ? null : msOf(predicate.expiresAt) };
  const evidence = predicate.evidence.length;
  return { action, step, measure, targets, ...times, reason, case: predicate.case, rule, playbook, by, undo, evidence };
}

type Change = "hold" | "release" | "end";

/** What each step does to intent; the others leave it as it is. */
const CHANGES: { readonly [step in ActionStep]?: Change } = {
  applied: "hold",
  extended: "hold",
  found: "hold",
  undone: "release",
  "rolled-back": "release",
  expired: "end",
};

/** The book of statements in ledger order. */
export function foldActions(predicates: Iterable<ActionPredicate>): Book {
  const book = new Book();
  for (const predicate of predicates) book.add(predicate, null);
  return book;
}

function msOf(text: string): number {
  return present(parseIsoTime(text), "a statement's time has its shape");
}
