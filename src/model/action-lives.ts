import type { Indexed } from "./dossier/derive.ts";
import type { StatementOf } from "./statement.ts";
import type { ActionPredicate, ActionStep, Target } from "./statements/action.ts";

/** What an actuator held of one target, from when to when. Times are ISO 8601, by the clock of who kept the ledger. */
export type Hold = {
  readonly target: Target;
  readonly heldAt: string;
  /** When it ends by itself; null where it does not. */
  readonly endsAt: string | null;
  /** The step that ended it, if one did. */
  readonly ended: { readonly at: string; readonly step: ActionStep } | null;
};

/** An action statement with its place in the ledger. */
export type ActionEntry = Indexed<StatementOf<"action">>;

/** A step that cannot stand where it does, with the reason. */
export type LifeFault = { readonly index: number; readonly reason: string };

/** One action from its first step to its last, in the order of the ledger. */
export type ActionLife = {
  readonly action: string;
  readonly steps: readonly ActionEntry[];
  readonly holds: readonly Hold[];
  /** The last count of what was held back; null where none was given. */
  readonly dropped: { readonly packets: number; readonly bytes: number } | null;
  readonly faults: readonly LifeFault[];
};

type State = "nothing" | "rehearsed" | "awaiting" | "held" | "refused" | "failed" | "ended";

/** Which step may follow which state of a target, and what state it leaves (spec/action.md §Steps). */
const NEXT: Readonly<Record<State, Partial<Readonly<Record<ActionStep, State>>>>> = {
  nothing: { rehearsed: "rehearsed", awaiting: "awaiting", applied: "held", refused: "refused", failed: "failed", found: "held" },
  rehearsed: {},
  awaiting: { applied: "held", refused: "refused", failed: "failed", undone: "ended", expired: "ended" },
  held: {
    extended: "held",
    repaired: "held",
    refused: "held",
    failed: "held",
    undone: "ended",
    expired: "ended",
    "rolled-back": "ended",
  },
  refused: {},
  failed: { applied: "held", failed: "failed", undone: "ended", expired: "ended" },
  ended: {},
};

type TargetDraft = { readonly target: Target; state: State; holds: Hold[] };
type Draft = { steps: ActionEntry[]; targets: Map<string, TargetDraft>; faults: LifeFault[] };

/**
 * Folds action statements, in the order of the ledger, into the lives of their actions, by action. A step that may not follow is a fault
 * of its life and changes nothing (spec/action.md §Steps). What is held at once and over, such as an ended session, is a hold without an end.
 */
export function foldLives(statements: Iterable<ActionEntry>): ReadonlyMap<string, ActionLife> {
  const drafts = new Map<string, Draft>();
  for (const step of statements) {
    const id = step.statement.predicate.action;
    const draft = drafts.get(id) ?? { steps: [], targets: new Map(), faults: [] };
    drafts.set(id, draft);
    addStep(draft, step);
  }
  return new Map([...drafts].map(([action, draft]) => [action, lifeOf(action, draft)]));
}

function addStep(draft: Draft, step: ActionEntry): void {
  const { index, statement } = step;
  const { predicate } = statement;
  const first = draft.steps[0]?.statement.predicate;
  draft.steps.push(step);
  if (first !== undefined && first.measure !== predicate.measure) {
    draft.faults.push({ index, reason: `the action's measure is ${first.measure}, not ${predicate.measure}` });
    return;
  }
  const stuck = new Set<State>();
  for (const target of predicate.targets) {
    const key = `${target.kind}:${target.value}`;
    const known = draft.targets.get(key) ?? { target, state: "nothing", holds: [] };
    draft.targets.set(key, known);
    const next = NEXT[known.state][predicate.step];
    if (next === undefined) stuck.add(known.state);
    else moveTarget(known, next, predicate);
  }
  for (const state of stuck) draft.faults.push({ index, reason: `${predicate.step} cannot follow what was ${state}` });
}

function moveTarget(known: TargetDraft, next: State, { step, at, expiresAt, timing }: ActionPredicate): void {
  const last = known.holds.at(-1);
  if (step === "applied" || step === "found") {
    known.holds.push({ target: known.target, heldAt: timing.heldAt ?? at, endsAt: expiresAt, ended: null });
  } else if (step === "extended" && last !== undefined) known.holds.splice(-1, 1, { ...last, endsAt: expiresAt });
  else if (next === "ended" && last !== undefined) known.holds.splice(-1, 1, { ...last, ended: { at, step } });
  known.state = next;
}

function lifeOf(action: string, { steps, targets, faults }: Draft): ActionLife {
  const dropped = steps.findLast(({ statement }) => statement.predicate.dropped !== null)?.statement.predicate.dropped ?? null;
  return { action, steps, holds: [...targets.values()].flatMap(({ holds }) => holds), dropped, faults };
}

/** True when the hold was there throughout `at`, an ISO time, as far as the statements say. */
export function holdsAt({ heldAt, endsAt, ended }: Hold, at: string): boolean {
  const until = ended?.at ?? endsAt;
  return heldAt < at && (until === null || at < until);
}
