import type { LogSource } from "./event.ts";

/** What a value gives an event: `is` — the field is exactly this value; `may` — the field may be made from it, alone or with others. */
export type FieldUse = { readonly field: string; readonly how: "is" | "may" };

/** What a line can be, as far as its routing values tell: an event of one of these log sources. Lines of one `kind` use their paths alike. */
export type LineRoute = { readonly kind: string; readonly logsources: readonly LogSource[] };

/**
 * How the lines of one JSON format become fields, for a scanner that looks at bytes and makes no event. A view may promise too little, never
 * too much: a line of which it says nothing is read in full. A path is the names that lead to a value joined by ".", as in `Fields`; a
 * field that several values of a line may give is known to none of them.
 */
export type LineView = {
  /** The name of the format, as readings state it. */
  readonly format: string;
  /** Paths whose values tell whether a line is of this format and what it can be; at most 8. */
  readonly routing: readonly string[];
  /** `values`: what stands at the routing paths, undefined where a line lacks one. Undefined: not of this format, or not to be told. */
  readonly route: (values: readonly unknown[]) => LineRoute | undefined;
  /** The fields that a value at `path` gives or may give in lines of this kind; empty when no rule can ask for it. */
  readonly uses: (path: string, kind: string) => readonly FieldUse[];
};
