import type { RecordName } from "../../model/index.ts";
import type { BookedCase } from "./book.ts";
import type { CaseDesk } from "./desk.ts";

const TECHNIQUE = /^attack\.(t\d{4}(?:\.\d{3})?)$/i;

/** Which ATT&CK techniques the rules name that fired in the incidents of a case, by the records on which they did. */
export async function techniquesByRecord(
  { world, book }: CaseDesk,
  { casefile }: BookedCase,
): Promise<ReadonlyMap<RecordName, readonly string[]>> {
  const entries = new Set(casefile.incidents.flatMap((id) => book.incident(id)?.timeline ?? []).map(({ index }) => index));
  const found = new Map<RecordName, readonly string[]>();
  if (entries.size === 0) return found;
  for await (const entry of world.ledger.entries(Math.min(...entries))) {
    if (entry.erased || !entries.has(entry.index) || entry.statement.kind !== "detection") continue;
    const { rule, events } = entry.statement.predicate;
    const techniques = rule.tags.flatMap((tag) => TECHNIQUE.exec(tag)?.[1]?.toUpperCase() ?? []);
    for (const { name, role } of events.flatMap(({ records }) => records))
      if (role === "match") found.set(name, [...new Set([...(found.get(name) ?? []), ...techniques])].sort());
  }
  return found;
}
