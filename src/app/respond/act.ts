import { isoTime } from "../../lib/index.ts";
import type { ActionPredicate, ActionStep, EntryName, Measure, RecordName, Target } from "../../model/index.ts";
import type { Proposal } from "../../respond/index.ts";
import type { Reach } from "./ports.ts";

/** Something to be done, by whomever it was decided, before any guard has seen it. */
export type Act = {
  readonly action: string;
  readonly measure: Measure;
  readonly targets: readonly Target[];
  /** Null for what is done at once and cannot be taken back. */
  readonly durationMs: number | null;
  readonly reason: string;
  readonly case: ActionPredicate["case"];
  readonly rule: ActionPredicate["rule"];
  readonly playbook: ActionPredicate["playbook"];
  readonly evidence: readonly RecordName[];
  readonly by: string;
  readonly approvals: readonly EntryName[];
  readonly reachability: Proposal["reachability"];
  /** True when a person said that a forged address is to be blocked all the same. */
  readonly spoofableOk: boolean;
  readonly readAtMs: number | null;
  readonly decidedAtMs: number;
};

/** What a step says beside its act. */
export type StepFacts = {
  readonly step: ActionStep;
  readonly targets: readonly Target[];
  readonly atMs: number;
  readonly expiresAtMs: number | null;
  readonly reason?: string;
  readonly refusedBy?: string;
  readonly heldAtMs?: number;
  readonly reach?: Reach;
};

/** How an actuator and its guards are called in statements. */
export type Through = { readonly actuator: string; readonly protection: ActionPredicate["guards"]["protection"] };

const NO_REACH: Reach = { addresses: 0n, flowsHit: 0, flowsSeen: 0 };
const REASON_UNITS_MAX = 2000;
const EVIDENCE_MAX = 10_000;
const BY_UNITS_MAX = 400;

/** The statement of one step of an act. */
export function stepOf(act: Act, facts: StepFacts, through: Through): ActionPredicate {
  const { action, measure, rule, playbook, approvals, readAtMs, decidedAtMs } = act;
  return {
    action,
    ...saidOf(facts, through),
    measure,
    reason: (facts.reason ?? act.reason).slice(0, REASON_UNITS_MAX).toWellFormed(),
    case: act.case,
    rule,
    playbook,
    evidence: act.evidence.slice(-EVIDENCE_MAX),
    by: act.by.slice(0, BY_UNITS_MAX).toWellFormed(),
    approvals,
    dropped: null,
    timing: {
      readAt: readAtMs === null ? null : isoTime(readAtMs),
      decidedAt: isoTime(decidedAtMs),
      heldAt: facts.heldAtMs === undefined ? null : isoTime(facts.heldAtMs),
    },
    undo: act.durationMs === null ? null : undoCommand(action),
  };
}

/** What every step says of itself and of what it went through. */
function saidOf(facts: StepFacts, { actuator, protection }: Through) {
  return {
    step: facts.step,
    at: isoTime(facts.atMs),
    targets: facts.targets,
    expiresAt: facts.expiresAtMs === null ? null : isoTime(facts.expiresAtMs),
    actuator,
    guards: { protection, refusedBy: facts.refusedBy ?? null },
    reach: reachOf(facts.reach ?? NO_REACH),
  };
}

/** The one command that takes an action back. */
function undoCommand(action: string): string {
  return `meridian unblock ${action}`;
}

/** A later step in the life of an action that began with `first`: same action, measure and undo, no evidence of its own. */
export function laterStep(
  first: Pick<ActionPredicate, "action" | "measure" | "case" | "rule" | "playbook" | "undo">,
  facts: StepFacts & { readonly by: string; readonly dropped?: ActionPredicate["dropped"] },
  through: Through,
): ActionPredicate {
  const { action, measure, rule, playbook, undo } = first;
  return {
    action,
    ...saidOf(facts, through),
    measure,
    reason: (facts.reason ?? "").slice(0, REASON_UNITS_MAX).toWellFormed(),
    case: first.case,
    rule,
    playbook,
    evidence: [],
    by: facts.by.slice(0, BY_UNITS_MAX).toWellFormed(),
    approvals: [],
    dropped: facts.dropped ?? null,
    timing: {
      readAt: null,
      decidedAt: isoTime(facts.atMs),
      heldAt: facts.heldAtMs === undefined ? null : isoTime(facts.heldAtMs),
    },
    undo,
  };
}

const ADDRESSES_MAX = 10n ** 39n - 1n;

function reachOf({ addresses, flowsHit, flowsSeen }: Reach): ActionPredicate["reach"] {
  return { addresses: (addresses < ADDRESSES_MAX ? addresses : ADDRESSES_MAX).toString(), flowsHit, flowsSeen };
}
