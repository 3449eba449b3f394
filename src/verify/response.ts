import { type ActionLife, type ActionStep, foldLives, statementPath } from "../model/index.ts";
import type { ProvenCase, ProvenResponse } from "./case.ts";
import { type DossierFault, Faults } from "./faults.ts";
import type { ProvenRecords } from "./records.ts";

type Step = ActionLife["steps"][number];

/** Steps after which something is held, and those after which nothing is. */
const HOLDS: { readonly [step in ActionStep]?: boolean } = {
  applied: true,
  found: true,
  extended: true,
  repaired: true,
  rehearsed: false,
  awaiting: false,
};

/**
 * What does not hold together in the lives of the actions (spec/action.md §Verification 2 to 5). It takes nothing from the chain: a wrong
 * clock in an action leaves the findings as they are.
 */
export function actionFaults({ response }: ProvenCase, records: ProvenRecords): readonly DossierFault[] {
  const faults = new Faults();
  for (const life of foldLives(response.actions).values()) {
    for (const { index, reason } of life.faults) faults.add("action-differs", statementPath(index), `${life.action}: ${reason}`);
    for (const step of life.steps) {
      const why = stepFault(step, response, records);
      if (why !== undefined) faults.add("action-differs", statementPath(step.index), `${life.action}: ${why}`);
    }
  }
  return faults.all;
}

/** Why a step cannot have been as it says; undefined when it can. */
function stepFault(
  { index, statement: { predicate } }: Step,
  { playbooks, approvals }: ProvenResponse,
  { shown }: ProvenRecords,
): string | undefined {
  const { step, playbook, timing, evidence } = predicate;
  const { readAt, decidedAt, heldAt } = timing;
  const read = evidence.map((name) => shown.get(name)?.reading.readAtMs ?? 0);
  const decidedMs = Date.parse(decidedAt);
  if ((readAt !== null && decidedAt < readAt) || read.some((ms) => decidedMs < ms))
    return "it was decided before what it rests on was read";
  if (heldAt !== null && heldAt < decidedAt) return "it was held before it was decided";
  if (HOLDS[step] === (heldAt === null)) return "its times do not say what its step does of being held";
  const inForce = playbooks.some(
    ({ index: at, statement: { predicate: said } }) =>
      at < index && said.event === "in-force" && said.digest === playbook?.digest,
  );
  if (playbook !== null && !inForce) return "no statement before it puts its playbook in force";
  const consents = new Set(approvals.filter((other) => other.index < index).map(({ name }) => name));
  return predicate.approvals.every((name) => consents.has(name))
    ? undefined
    : "an approval that it names does not stand before it";
}
