import type { Sha256 } from "../lib/index.ts";
import { citedPlaybooks, entryName, envelopeCommitment, foldLives, type LeftOut } from "../model/index.ts";
import { actionsOf } from "./gather-actions.ts";
import type { DossierInput, SealedStatement } from "./input.ts";
import type { Release } from "./scan/release.ts";
import { actionPlace, recordPlace } from "./sensitive.ts";

/** What is left to publish, and how many actions and statements of them are not. */
export type Kept = { readonly input: DossierInput; readonly leftOut: LeftOut };

/**
 * Leaves out the actions that an audience may not see: those in which something must be withheld, and those all of whose records are
 * withheld or erased; with them the approvals and playbooks that no other action names (spec/action.md §Publication).
 */
export function leaveOutActions(input: DossierInput, release: Release, sha256: Sha256): Kept {
  const shown = new Set<string>(
    input.evidence.flatMap((item) =>
      "record" in item && !release.withhold.has(recordPlace(item.cited.name)) ? [item.cited.name] : [],
    ),
  );
  const out = new Set<string>();
  for (const { action, steps } of foldLives(actionsOf(input.statements)).values()) {
    const evidence = steps.flatMap(({ statement }) => statement.predicate.evidence);
    const isHidden = evidence.length > 0 && !evidence.some((name) => shown.has(name));
    if (isHidden || release.withhold.has(actionPlace(action))) out.add(action);
  }
  if (out.size === 0) return { input, leftOut: { actions: 0, statements: 0 } };
  const isOut = ({ statement }: SealedStatement) => statement.kind === "action" && out.has(statement.predicate.action);
  const statements = keepNamed(
    input.statements.filter((sealed) => !isOut(sealed)),
    sha256,
  );
  const playbooks = new Set(citedPlaybooks(actionsOf(statements).map(({ statement }) => statement)));
  return {
    input: { ...input, statements, playbooks: new Map([...input.playbooks].filter(([digest]) => playbooks.has(digest))) },
    leftOut: { actions: out.size, statements: input.statements.filter(isOut).length },
  };
}

/** Approvals and playbooks are here for the actions that name them. */
function keepNamed(statements: readonly SealedStatement[], sha256: Sha256): readonly SealedStatement[] {
  const actions = actionsOf(statements).map(({ statement }) => statement);
  const playbooks = new Set(citedPlaybooks(actions));
  const approvals = new Set<string>(actions.flatMap(({ predicate }) => predicate.approvals));
  return statements.filter(({ statement, salt, envelope }) => {
    if (statement.kind === "playbook") return playbooks.has(statement.predicate.digest);
    return statement.kind !== "approval" || approvals.has(entryName(envelopeCommitment(sha256, salt, envelope)));
  });
}
