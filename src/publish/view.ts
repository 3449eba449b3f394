import type {
  Denominators,
  DossierEntities,
  PublishedPredicate,
  RecordLine,
  Reply,
  ResponseDocument,
  StatementOf,
  Timeline,
} from "../model/index.ts";

/** What a dossier says, as its page, its summary and its files all take it: one reading, so that they cannot disagree. */
export type DossierView = {
  readonly party: StatementOf<"party">;
  readonly opened: StatementOf<"case">;
  readonly detections: ReadonlyMap<number, StatementOf<"detection">>;
  readonly segments: readonly StatementOf<"segment">[];
  readonly records: readonly RecordLine[];
  readonly rules: ReadonlyMap<string, Uint8Array>;
  readonly timeline: Timeline;
  /** Undefined where nothing was done, as far as the ledger says. */
  readonly response: ResponseDocument | undefined;
  readonly denominators: Denominators;
  readonly reply: Reply;
  readonly entities: DossierEntities;
  readonly published: PublishedPredicate;
  readonly origin: string;
};
