import type { Ledger } from "../ledger/index.ts";
import type { CaseId, CasePredicate } from "../model/index.ts";

/** How many actions belong to each case: they share a record with it, or name it (spec/action.md §Publication). One pass over the ledger. */
export async function countActions(
  ledger: Pick<Ledger, "entries">,
  cases: readonly CasePredicate[],
): Promise<ReadonlyMap<CaseId, number>> {
  const casesOf = new Map<string, Set<CaseId>>();
  for (const { case: id, timeline } of cases)
    for (const name of timeline.flatMap(({ records }) => records)) casesOf.set(name, (casesOf.get(name) ?? new Set()).add(id));
  const actions = new Map<CaseId, Set<string>>(cases.map(({ case: id }) => [id, new Set()]));
  for await (const entry of ledger.entries()) {
    if (entry.erased || entry.statement.kind !== "action") continue;
    const { action, case: named, evidence } = entry.statement.predicate;
    if (named !== null) actions.get(named)?.add(action);
    for (const name of evidence) for (const id of casesOf.get(name) ?? []) actions.get(id)?.add(action);
  }
  return new Map([...actions].map(([id, ids]) => [id, ids.size]));
}
