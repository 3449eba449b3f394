import type { LedgerReader } from "../../ledger/index.ts";
import { type ActionLife, foldLives, type StatementOf } from "../../model/index.ts";
import { formatTarget, parseTarget } from "../../respond/index.ts";

/** The lives of an action by its number, or of all actions that ever named a target, in the order of the ledger. */
export async function actionLives(ledger: Pick<LedgerReader, "entries">, what: string): Promise<readonly ActionLife[]> {
  const target = parseTarget(what);
  const name = target.ok ? formatTarget(target.value) : undefined;
  const found: { index: number; statement: StatementOf<"action"> }[] = [];
  const wanted = new Set<string>([what]);
  for await (const entry of ledger.entries(0)) {
    if (entry.erased || entry.statement.kind !== "action") continue;
    const { action, targets } = entry.statement.predicate;
    if (name !== undefined && targets.some((one) => formatTarget(one) === name)) wanted.add(action);
    if (name !== undefined || action === what) found.push({ index: entry.index, statement: entry.statement });
  }
  return [...foldLives(found.filter(({ statement }) => wanted.has(statement.predicate.action))).values()];
}
