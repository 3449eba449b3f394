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

/** Reads a ledger's cases as far as it goes, and further at each `refresh`. A docket of a case that nobody opened is left aside. */
export async function openCaseBook(ledger: CaseLedger): Promise<CaseBook> {
  const cases = new Map<CaseId, Draft>();
  const incidents = new Map<CaseId, CasePredicate>();
  const exhibits = new Map<ExhibitId, ExhibitPredicate>();
  let next = 0;
  const refresh = async () => {
    for await (const entry of ledger.entries(next)) {
      next = entry.index + 1;
      if (entry.erased) continue;
      const { kind, predicate } = entry.statement;
      if (kind === "case") incidents.set(predicate.case, predicate);
      else if (kind === "exhibit") exhibits.set(predicate.exhibit, predicate);
      else if (kind === "casefile") {
        const opened: Draft = { casefile: predicate, openedIn: entry.index, casefiles: [], dockets: [] };
        const known = cases.get(predicate.case) ?? opened;
        cases.set(predicate.case, known);
        known.casefile = predicate;
        known.casefiles.push({ index: entry.index, predicate });
      } else if (kind === "docket") {
        cases.get(predicate.case)?.dockets.push({ index: entry.index, entry: entry.name, predicate });
      }
    }
  };
  await refresh();
  return {
    refresh,
    get: (id) => cases.get(id),
    incident: (id) => incidents.get(id),
    exhibit: (id) => exhibits.get(id),
    all: () => [...cases.values()],
  };
}
