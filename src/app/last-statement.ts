import type { Ledger } from "../ledger/index.ts";
import type { PredicateOf, StatementKind } from "../model/index.ts";

/** What the newest statement of a kind says; undefined when the ledger has none that can still be read. */
export async function lastStatement<Kind extends StatementKind>(
  ledger: Ledger,
  kind: Kind,
): Promise<PredicateOf<Kind> | undefined> {
  let last: PredicateOf<Kind> | undefined;
  for await (const entry of ledger.entries()) {
    if (!entry.erased && entry.statement.kind === kind) last = entry.statement.predicate as PredicateOf<Kind>;
  }
  return last;
}
