import type {
  Denominators,
  DossierEntities,
  PublishedPredicate,
  RecordLine,
  Reply,
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
  readonly denominators: Denominators;
  readonly reply: Reply;
  readonly entities: DossierEntities;
  readonly published: PublishedPredicate;
  readonly origin: string;
};
