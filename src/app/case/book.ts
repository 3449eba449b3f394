import type { LedgerEntry } from "../../ledger/index.ts";
import { assert } from "../../lib/index.ts";
import type {
  CasefilePredicate,
  CaseId,
  CasePredicate,
  DocketPredicate,
  EntryName,
  ExhibitId,
  ExhibitPredicate,
} from "../../model/index.ts";
import type { CaseLedger } from "./world.ts";

/** A docket where it stands in the ledger. */
export type StandingDocket = { readonly index: number; readonly entry: EntryName; readonly predicate: DocketPredicate };

/** A casefile where it stands in the ledger: its `by` keeps the case until the next one. */
export type StandingCasefile = { readonly index: number; readonly predicate: CasefilePredicate };

/** A case as its statements have it; the latest casefile stands. */
export type BookedCase = {
  readonly casefile: CasefilePredicate;
  /** The ledger index of the statement that opened it. */
  readonly openedIn: number;
  readonly casefiles: readonly StandingCasefile[];
  readonly dockets: readonly StandingDocket[];
};

/** Every case of a ledger, with the incidents that detections made and the exhibits that a case may rest on. */
export type CaseBook = {
  /** Reads what was added to the ledger since the last time. */
  refresh(): Promise<void>;
  get(id: CaseId): BookedCase | undefined;
  incident(id: CaseId): CasePredicate | undefined;
  exhibit(id: ExhibitId): ExhibitPredicate | undefined;
  all(): readonly BookedCase[];
};

type Draft = {
  casefile: CasefilePredicate;
  readonly openedIn: number;
  readonly casefiles: StandingCasefile[];
  readonly dockets: StandingDocket[];
};

/** What a ledger's entries say of cases, taken in one after the other. A docket of a case that nobody opened is left aside. */
export class CaseEntries {
  readonly cases = new Map<CaseId, Draft>();
  readonly incidents = new Map<CaseId, CasePredicate>();
  readonly exhibits = new Map<ExhibitId, ExhibitPredicate>();
  #next = 0;

  /** The entry that is to come next. */
  get next(): number {
    return this.#next;
  }

  /** Takes the next entry. */
  take(entry: LedgerEntry): void {
    assert(entry.index === this.#next, "entries come one after the other");
    this.#next++;
    if (entry.erased) return;
    const { kind, predicate } = entry.statement;
    if (kind === "case") this.incidents.set(predicate.case, predicate);
    else if (kind === "exhibit") this.exhibits.set(predicate.exhibit, predicate);
    else if (kind === "casefile") {
      const opened: Draft = { casefile: predicate, openedIn: entry.index, casefiles: [], dockets: [] };
      const known = this.cases.get(predicate.case) ?? opened;
      this.cases.set(predicate.case, known);
      known.casefile = predicate;
      known.casefiles.push({ index: entry.index, predicate });
    } else if (kind === "docket") {
      this.cases.get(predicate.case)?.dockets.push({ index: entry.index, entry: entry.name, predicate });
    }
  }
}

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
  };
}
