import type { CasefilePredicate, NounId, Tlp } from "../../model/index.ts";

/**
 * What a sentence rests on. `records`: every noun that it cites leads down to a record that stands and has a digest; `documents`: to records, but to one at
 * least of which nobody kept a digest. `statement`: a party's word or a reading that no record
 * shows; whoever stated it is named in the notes. `withdrawn`: about nouns that were taken back. `case`: the casefile, or that nothing in the case says it.
 * `method`: how this was worked out.
 */
export type Ground = "records" | "documents" | "statement" | "withdrawn" | "case" | "method";

/** One sentence or number of a report, and the nouns that carry it. */
export type Sentence = { readonly text: string; readonly ground: Ground; readonly cites: readonly NounId[] };

/** Sentences under a heading; null: directly under the section's own. */
export type Part = { readonly heading: string | null; readonly sentences: readonly Sentence[] };

/** An SVG without script, and what it shows in words. */
export type Picture = { readonly title: string; readonly svg: string };

export type Section = { readonly title: string; readonly parts: readonly Part[]; readonly pictures: readonly Picture[] };

/** A noun that sentences cite, and what it rests on directly: other notes, or a part of a record. */
export type Note = {
  /** Counted from 1. */
  readonly number: number;
  readonly id: NounId;
  readonly kind: string;
  readonly what: string;
  readonly statedBy: string;
  readonly withdrawn: boolean;
  readonly restsOn: readonly number[];
  /** The records that it reads itself. */
  readonly reads: readonly { readonly record: number; readonly part: string }[];
};

/** A record that the report rests on. `digest` is null for a document of which nobody kept one. */
export type RecordRow = {
  readonly number: number;
  readonly id: NounId;
  readonly place: string;
  readonly digest: string | null;
  readonly origin: string;
  /** Records that it is a copy of. */
  readonly copyOf: readonly number[];
  readonly taken: string;
  readonly tlp: Tlp;
  readonly withdrawn: boolean;
};

/** A case as a document: the same case gives the same. */
export type Report = {
  readonly casefile: CasefilePredicate;
  /** Of the latest statement of the case: a report knows no other clock. */
  readonly at: string;
  readonly audience: Tlp;
  readonly sections: readonly Section[];
  readonly notes: readonly Note[];
  readonly records: readonly RecordRow[];
};

/** A sentence that cannot be carried, by its text: it cites nothing, or a noun that is not in the case, was withdrawn, or leads to no record. */
export type ReportFault = {
  readonly kind: "uncited" | "unknown-noun" | "withdrawn-noun" | "no-record";
  readonly section: string;
  readonly sentence: string;
  readonly noun: NounId | null;
};
