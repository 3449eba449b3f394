import {
  type CustodyPredicate,
  custodySubjects,
  type ExhibitPredicate,
  exhibitSubjects,
  type StatementOf,
} from "../model/index.ts";

/** The statement that takes an exhibit in. */
export function exhibitStatement(predicate: ExhibitPredicate): StatementOf<"exhibit"> {
  return { kind: "exhibit", subject: exhibitSubjects(predicate), predicate };
}

/** The statement of an event in an exhibit's life. */
export function custodyStatement(predicate: CustodyPredicate): StatementOf<"custody"> {
  return { kind: "custody", subject: custodySubjects(predicate), predicate };
}
