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
