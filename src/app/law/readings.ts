import type { NounId, ReadingPredicate } from "../../model/index.ts";

/** How one claim is read as one proposition. */
export type ClaimReading = ReadingPredicate["claims"][number] & { readonly by: string };

/** The readings of a case that stand: the latest word on each claim and proposition, and on each record. */
export type CaseReadings = {
  readonly claims: readonly ClaimReading[];
  /** Kinds of evidence that somebody said a record is. */
  readonly records: ReadonlyMap<NounId, readonly string[]>;
  /** Who said so last, by record. */
  readonly recordsBy: ReadonlyMap<NounId, string>;
};

/** Folds readings in ledger order. One that shows and refutes nothing takes its predecessor back. spec/assessment.md §Reading. */
export function foldReadings(statements: Iterable<ReadingPredicate>): CaseReadings {
  const claims = new Map<string, ClaimReading>();
  const records = new Map<NounId, readonly string[]>();
  const recordsBy = new Map<NounId, string>();
  for (const { claims: read, records: kinds, by } of statements) {
    for (const reading of read) {
      const key = `${reading.claim} ${reading.prop}`;
      claims.delete(key);
      if (reading.shows.length + reading.refutes.length > 0) claims.set(key, { ...reading, by });
    }
    for (const { record, kinds: said } of kinds) {
      records.set(record, said);
      recordsBy.set(record, by);
    }
  }
  return { claims: [...claims.values()], records, recordsBy };
}
