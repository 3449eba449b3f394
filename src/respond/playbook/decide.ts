import type { Target } from "../../model/index.ts";
import { type Condition, conditionsOf } from "./conditions.ts";
import { type Dropped, gravest, type Wanted } from "./gravest.ts";
import type { NotExecutable, Playbook } from "./playbook.ts";
import type { DecisionContext, DetectionFacts, Proposal } from "./proposal.ts";
import { Run } from "./run.ts";

/** One playbook's part in a decision. */
export type Considered = {
  readonly playbook: { readonly id: string; readonly name: string };
  readonly runs: boolean;
  readonly conditions: readonly Condition[];
  readonly notExecutable: readonly NotExecutable[];
  /** What it wanted and did not get, each with the reason; and what it found no target for. */
  readonly dropped: readonly { readonly step: string; readonly target: Target | null; readonly because: string }[];
};

/** What was decided, and how: the proposals are exactly what decide gives. */
export type Decision = { readonly proposals: readonly Proposal[]; readonly considered: readonly Considered[] };

/**
 * What the playbooks want done about one detection. Pure and deterministic: the same arguments give the same answer, whatever the order of
 * the playbooks. At most one proposal acts at once on one target by one measure, and at most one more waits for approval and reaches further.
 */
export function decide(playbooks: readonly Playbook[], facts: DetectionFacts, context: DecisionContext): readonly Proposal[] {
  return explainDecision(playbooks, facts, context).proposals;
}

/** As decide, with every condition and its value, for every playbook. */
export function explainDecision(playbooks: readonly Playbook[], facts: DetectionFacts, context: DecisionContext): Decision {
  const wanted: Wanted[] = [];
  const considered = playbooks
    .toSorted((left, right) => compareText(left.id, right.id))
    .map((playbook): Considered => {
      const { id, name, plan, notExecutable } = playbook;
      const dropped: Dropped[] = [];
      if (plan === null) return { playbook: { id, name }, runs: false, conditions: [], notExecutable, dropped };
      const conditions = conditionsOf(playbook, plan, facts, context);
      const runs = conditions.every((condition) => condition.holds);
      if (runs) wanted.push(...new Run(playbook, plan, { facts, context, dropped }).wanted());
      return { playbook: { id, name }, runs, conditions, notExecutable, dropped };
    });
  return { proposals: gravest(wanted), considered };
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
