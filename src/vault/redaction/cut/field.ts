/** A part of an exhibit, as its cut names it. */
export type Field = {
  /** Says which part it is, unique in the cut, without U+0000 (spec/redaction.md §Cuts). */
  readonly path: string;
  readonly value: Uint8Array;
  /** Line or row, counted from 1; null where the method knows none. */
  readonly line: number | null;
  /** JSON pointer within the line or document; of a table `/` and the column's name. Null where the method knows none. */
  readonly pointer: string | null;
  /** Of the method `bytes`: where the block begins. */
  readonly offset: number | null;
};

/** The ways to cut, by name; `version` 1 of each is in spec/redaction.md §Cuts. */
export const CUT_METHODS = ["lines", "ndjson", "json", "csv", "bytes"] as const;
export type CutMethod = (typeof CUT_METHODS)[number];

/** A method with its parameters, as a redaction statement has it. */
export type Cut = { readonly method: CutMethod; readonly version: 1; readonly blockBytes: number | null };

/** No field is longer: what is, is continued in further fields. */
export const FIELD_BYTES_MAX: number = 1024 * 1024;
/** A cut has at most so many fields. */
export const FIELDS_MAX = 50_000_000;
/** Blocks of the method `bytes`. */
export const BLOCK_BYTES_MIN = 16;
/** The method `json` holds its document in memory: a longer one is refused. */
export const JSON_DOCUMENT_BYTES_MAX: number = 16 * 1024 * 1024;
