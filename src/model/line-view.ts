import type { FieldValue, LogSource } from "./event.ts";

/**
 * What a value gives an event: `is` — the field is exactly this value, where there is also one at the path `beside`, if it is named; else
 * `may` — the field may be made from it, alone or with others.
 */
export type FieldUse = { readonly field: string; readonly how: "is" | "may"; readonly beside?: string };

/** What a line can be, as far as its routing values tell: an event of one of these log sources. Lines of one `kind` use their paths alike. */
export type LineRoute = {
  readonly kind: string;
  readonly logsources: readonly LogSource[];
  /** Fields that the routing values decide, whatever else the line holds. */
  readonly known: Readonly<Record<string, FieldValue>>;
};

/** A path that a line must have; `text`: with a text as its value. */
export type RequiredPath = { readonly path: string; readonly text: boolean };

/**
 * How the lines of one JSON format become fields, for a scanner that looks at bytes and makes no event. A view may promise too little, never
 * too much: a line of which it says nothing is read in full. A path is the names that lead to a value joined by ".", as in `Fields`; a
 * field that several values of a line may give is known to none of them.
 *
 * The values at paths are scalars and lists of scalars. A list that holds an object or a list has no value; what stands in it has the path
 * that it would have without the list, and no known value either.
 */
export type LineView = {
  /** The name of the format, as readings state it. */
  readonly format: string;
  /** Paths whose values tell whether a line is of this format and what it can be; at most 8. */
  readonly routing: readonly string[];
  /** Paths without which a line is not of this format, and whether they must hold a text. */
  readonly requires: readonly RequiredPath[];
  /** Every `kind` that `route` gives. */
  readonly kinds: readonly string[];
  /** Whether names with a dot in them are read like nested ones. Else nothing is said of lines that have such names. */
  readonly dotted: boolean;
  /** Texts that an event's values may hold though they stand nowhere in its line. */
  readonly makes: readonly string[];
  /** `values`: what stands at the routing paths, undefined where a line lacks one. Undefined: not of this format, or not to be told. */
  readonly route: (values: readonly unknown[]) => LineRoute | undefined;
  /** The fields that a value at `path` gives or may give, beside those that the route knows; "anything": nothing is said of such a line. */
  readonly uses: (path: string, kind: string) => readonly FieldUse[] | "anything";
  /** Where a field usually comes from: a hint, which `uses` confirms. */
  readonly paths: (field: string, kind: string) => readonly string[];
};
