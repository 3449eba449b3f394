import type { EntryName, ExhibitContent, ExhibitId, ExhibitPredicate, Hand, When } from "../../model/index.ts";
import type { ChainEvent, CustodyProblem, CustodyProblemKind, Holding } from "./chain.ts";

/** A chain while it is folded. */
export type ChainState = {
  readonly index: number;
  readonly name: EntryName;
  readonly exhibit: ExhibitPredicate;
  readonly events: ChainEvent[];
  holding: Holding;
  quarantined: boolean;
  last: { readonly name: EntryName; readonly occurred: When; readonly recordedAt: string };
};

/** The ledger while it is folded. */
export type FoldState = {
  readonly options: FoldOptions;
  readonly chains: Map<ExhibitId, ChainState>;
  readonly numbers: Map<string, ExhibitId>;
  /** The entries of redaction statements. */
  readonly redactions: Set<EntryName>;
  /** What each hold in force keeps, by the hold's name. */
  readonly holds: Map<string, { readonly exhibits: ReadonlySet<string>; readonly cases: ReadonlySet<string> }>;
  /** Every digest that events speak of, to be resolved when all exhibits are known. */
  readonly cited: { readonly at: ChainEvent; readonly content: ExhibitContent }[];
  readonly problems: CustodyProblem[];
};

/**
 * `nowMs`: when the fold is made. `acceptWithinMs`: how long an offer may stay open, and a transfer take. `excerpt`: only one exhibit's chain
 * is there, so what it says of other exhibits and of redactions cannot be resolved and is not judged.
 */
export type FoldOptions = { readonly nowMs: number; readonly acceptWithinMs: number; readonly excerpt?: boolean };

/** Notes a problem. */
export function report(
  state: FoldState,
  kind: CustodyProblemKind,
  { exhibit, index }: { readonly exhibit: ExhibitId; readonly index: number },
  what: string,
): void {
  state.problems.push({ kind, exhibit, index, what });
}

/** Names of the holds that keep an exhibit, by itself or by its case. */
export function holdsOn(state: FoldState, { exhibit, case: caseId }: ExhibitPredicate): readonly string[] {
  return [...state.holds]
    .filter(([, { exhibits, cases }]) => exhibits.has(exhibit) || (caseId !== null && cases.has(caseId)))
    .map(([name]) => name);
}

/** True when two hands act for one party. */
export function sameParty(left: Hand, right: Hand): boolean {
  return left.party === right.party;
}
