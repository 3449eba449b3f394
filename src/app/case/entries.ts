import type { LedgerEntry } from "../../ledger/index.ts";
import { assert } from "../../lib/index.ts";
import type {
  AssessmentPredicate,
  CasefilePredicate,
  CaseId,
  CasePredicate,
  DocketPredicate,
  EntryName,
  ExhibitId,
  ExhibitPredicate,
  MeasurePredicate,
  ReadingPredicate,
  Statement,
} from "../../model/index.ts";

/** A docket where it stands in the ledger. */
export type StandingDocket = { readonly index: number; readonly entry: EntryName; readonly predicate: DocketPredicate };

/** A casefile where it stands in the ledger: its `by` keeps the case until the next one. */
export type StandingCasefile = { readonly index: number; readonly predicate: CasefilePredicate };

/** A statement about a case's law where it stands in the ledger. */
export type Standing<Predicate> = { readonly index: number; readonly entry: EntryName; readonly predicate: Predicate };

/** A case as its statements have it; the latest casefile stands. */
export type BookedCase = {
  readonly casefile: CasefilePredicate;
  /** The ledger index of the statement that opened it. */
  readonly openedIn: number;
  readonly casefiles: readonly StandingCasefile[];
  readonly dockets: readonly StandingDocket[];
  readonly readings: readonly Standing<ReadingPredicate>[];
  readonly assessments: readonly Standing<AssessmentPredicate>[];
  readonly measures: readonly Standing<MeasurePredicate>[];
};

type Draft = {
  casefile: CasefilePredicate;
  readonly openedIn: number;
  readonly casefiles: StandingCasefile[];
  readonly dockets: StandingDocket[];
  readonly readings: Standing<ReadingPredicate>[];
  readonly assessments: Standing<AssessmentPredicate>[];
  readonly measures: Standing<MeasurePredicate>[];
};

/** What a ledger's entries say of cases, taken in one after the other. A docket of a case that nobody opened is left aside. */
export class CaseEntries {
  readonly cases = new Map<CaseId, Draft>();
  readonly incidents = new Map<CaseId, CasePredicate>();
  readonly exhibits = new Map<ExhibitId, ExhibitPredicate>();
  /** Who keeps the ledger, as its first statement names them. */
  keeper = "";
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
    if (kind === "party") this.keeper = predicate.party.name;
    else if (kind === "case") this.incidents.set(predicate.case, predicate);
    else if (kind === "exhibit") this.exhibits.set(predicate.exhibit, predicate);
    else if (kind === "casefile") {
      const known = this.cases.get(predicate.case) ?? opened(predicate, entry.index);
      this.cases.set(predicate.case, known);
      known.casefile = predicate;
      known.casefiles.push({ index: entry.index, predicate });
    } else this.#takeWork(entry.statement, { index: entry.index, entry: entry.name });
  }

  #takeWork({ kind, predicate }: Statement, at: { readonly index: number; readonly entry: EntryName }): void {
    if (kind === "docket") this.cases.get(predicate.case)?.dockets.push({ ...at, predicate });
    else if (kind === "reading") this.cases.get(predicate.case)?.readings.push({ ...at, predicate });
    else if (kind === "assessment") this.cases.get(predicate.case)?.assessments.push({ ...at, predicate });
    else if (kind === "measure") this.cases.get(predicate.case)?.measures.push({ ...at, predicate });
  }
}

function opened(casefile: CasefilePredicate, openedIn: number): Draft {
  return { casefile, openedIn, casefiles: [], dockets: [], readings: [], assessments: [], measures: [] };
}
