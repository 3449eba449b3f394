import type { Indexed } from "./dossier/derive.ts";
import type { StatementOf } from "./statement.ts";
import type { ActionPredicate, ActionStep, Target } from "./statements/action.ts";

/** What an actuator held of one target, from when to when. Times are ISO 8601, by the clock of who kept the ledger. */
export type Hold = {
  readonly action: string;
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
const NEXT: { readonly [Before in State]?: Partial<Readonly<Record<ActionStep, State>>> } = {
  nothing: { rehearsed: "rehearsed", awaiting: "awaiting", applied: "held", refused: "refused", failed: "failed", found: "held" },
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
  failed: { applied: "held", failed: "failed", undone: "ended", expired: "ended" },
};

type OpenHold = { -readonly [Name in keyof Hold]: Hold[Name] };
type Draft = { steps: ActionEntry[]; states: Map<string, State>; holds: OpenHold[]; faults: LifeFault[] };

/**
 * Folds action statements, in the order of the ledger, into the lives of their actions, by action. A step that may not follow is a fault
 * of its life and changes nothing (spec/action.md §Steps). What is done at once and over, such as an ended session, is a hold without an end.
 */
export function foldLives(statements: Iterable<ActionEntry>): ReadonlyMap<string, ActionLife> {
  const drafts = new Map<string, Draft>();
  const held = new Map<string, OpenHold[]>();
  for (const step of statements) {
    const { action } = step.statement.predicate;
    const draft = drafts.get(action) ?? { steps: [], states: new Map(), holds: [], faults: [] };
    drafts.set(action, draft);
    addStep(draft, step, held);
  }
  return new Map(
    [...drafts].map(([action, { steps, holds, faults }]) => [
      action,
      { action, steps, holds, dropped: lastCount(steps), faults },
    ]),
  );
}

function addStep(draft: Draft, entry: ActionEntry, held: Map<string, OpenHold[]>): void {
  const { index, statement } = entry;
  const { action, step, measure, targets, timing, at, expiresAt } = statement.predicate;
  draft.steps.push(entry);
  const first = draft.steps[0]?.statement.predicate.measure;
  const reasons = new Set<string>();
  for (const target of targets) {
    const key = `${measure} ${target.kind} ${target.value}`;
    const state = draft.states.get(key) ?? "nothing";
    const next = NEXT[state]?.[step];
    if (first !== measure) reasons.add(`the action's measure is ${first}, not ${measure}`);
    else if (next === undefined) reasons.add(`${step} cannot follow what was ${state}`);
    else {
      draft.states.set(key, next);
      const holds = held.get(key) ?? [];
      held.set(key, holds);
      if (step === "applied" || step === "found") {
        const hold = { action, target, heldAt: timing.heldAt ?? at, endsAt: expiresAt, ended: null };
        holds.push(hold);
        draft.holds.push(hold);
      } else for (const hold of holds) changeHold(hold, statement.predicate);
    }
  }
  for (const reason of reasons) draft.faults.push({ index, reason });
}

/** What one action takes back, no other holds either: a system holds a target once. */
function changeHold(hold: OpenHold, { action, step, at, expiresAt }: ActionPredicate): void {
  const isOwn = hold.action === action;
  if (isOwn && step === "extended") hold.endsAt = expiresAt;
  const ends = step === "undone" || step === "rolled-back" || (isOwn && step === "expired");
  if (ends && hold.ended === null && (isOwn || hold.endsAt === null || at < hold.endsAt)) hold.ended = { at, step };
}

function lastCount(steps: readonly ActionEntry[]): ActionLife["dropped"] {
  return steps.findLast(({ statement }) => statement.predicate.dropped !== null)?.statement.predicate.dropped ?? null;
}

/** True when the hold was there throughout `at`, an ISO time, as far as the statements say. */
export function holdsAt({ heldAt, endsAt, ended }: Hold, at: string): boolean {
  const until = ended?.at ?? endsAt;
  return heldAt < at && (until === null || at < until);
}
