import type { CaseId, CasePredicate, ExhibitId, ExhibitPredicate } from "../../model/index.ts";
import { type BookedCase, CaseEntries } from "./entries.ts";
import type { CaseLedger } from "./world.ts";

export type { BookedCase } from "./entries.ts";

/** Every case of a ledger, with the incidents that detections made and the exhibits that a case may rest on. */
export type CaseBook = {
  /** Reads what was added to the ledger since the last time. */
  refresh(): Promise<void>;
  get(id: CaseId): BookedCase | undefined;
  incident(id: CaseId): CasePredicate | undefined;
  exhibit(id: ExhibitId): ExhibitPredicate | undefined;
  all(): readonly BookedCase[];
  /** Who keeps the ledger. */
  keeper(): string;
};

/** Reads a ledger's cases as far as it goes, and further at each `refresh`. `read` are entries of its beginning that were taken in before. */
export async function openCaseBook(ledger: CaseLedger, read: CaseEntries = new CaseEntries()): Promise<CaseBook> {
  let reading: Promise<void> = Promise.resolve();
  const readOn = async () => {
    for await (const entry of ledger.entries(read.next)) read.take(entry);
  };
  // One after the other: two at once would take the same entries in twice.
  const refresh = () => {
    const mine = reading.then(readOn);
    reading = mine.catch(() => undefined); // whoever asked hears of it; those behind read on
    return mine;
  };
  await refresh();
  return {
    refresh,
    get: (id) => read.cases.get(id),
    incident: (id) => read.incidents.get(id),
    exhibit: (id) => read.exhibits.get(id),
    all: () => [...read.cases.values()],
    keeper: () => read.keeper,
  };
}
