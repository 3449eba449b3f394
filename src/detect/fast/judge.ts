import type { RequiredPath } from "../../model/index.ts";

/** Raw JSON of one value in the scanner's memory: where it starts and how many bytes it has; quotes included. A scalar or a list of them. */
export type Token = { readonly at: number; readonly length: number };

/** What the scanner does with a line when a judge cannot say. */
export const HAND_OVER = -1;

/**
 * What a path is to a judge: nothing; a value to note; a scalar that must be there, whatever it is; or, where a value stands there, a sign that
 * the line must be read in full.
 */
export type Interest = "ignore" | "note" | "present" | "hand over";

/** Two paths of which the scanner only tells whether their values are the same. */
export type Pair = { readonly left: string; readonly right: string };

/** What a scanner says of a pair (assembly/pairs.ts): one is not there, the same text, the same but for case, different, not to be told. */
export const PAIR = { missing: 0, same: 1, folded: 2, different: 3, unknown: 4 } as const;

/**
 * What a scanner asks about what it meets, each question once: it remembers the answers, by exact bytes. Made from rules and the view of
 * one format (src/model/line-view.ts, which says what a path is). A judge may say "hand over" for whatever it does not know; it never says
 * that no rule can fire when one could. The scanner hands over a line where a path that is asked about, required or used for routing stands twice, stands inside a
 * list, or holds an empty object or a list that has more than scalars in it; and where one name stands twice in an object.
 */
export type Judge = {
  /** Paths whose tokens decide the partition, as in the view. */
  readonly routing: readonly string[];
  /** Paths that a line must have, else it is handed over; their tokens are not asked about. */
  readonly requires: readonly RequiredPath[];
  /** False: a line that has a name with a dot in it is handed over. */
  readonly dotted: boolean;
  /** Whether the scanner must note where the value of this path stands. */
  readonly asks: (path: string) => Interest;
  /** The number of the partition for these routing tokens, HAND_OVER when it cannot be told or a rule fires whatever else the line holds. */
  readonly route: (tokens: readonly (Token | undefined)[]) => number;
  /** The paths that a partition looks at: its columns, in the order of `verdict`; none when no rule can fire there. */
  readonly columns: (partition: number) => readonly string[];
  /** The pairs that a partition looks at; what is said of each stands behind the columns in `verdict`. */
  readonly pairs: (partition: number) => readonly Pair[];
  /** A table for `anyLiteral` (assembly/literals.ts) to be run over the whole line, or 0: keywords stand anywhere. Found: hand over. */
  readonly anywhere: (partition: number) => number;
  /** The address of a table for `decide` (assembly/automaton.ts), asked before `value` for what is not remembered, or 0: ask `value`. */
  readonly table: (partition: number, column: number) => number;
  /**
   * What is true of the value in this column, as a small number; equal numbers, equal truths. 0 is "the line has no such path"; HAND_OVER
   * when it cannot be told.
   */
  readonly value: (partition: number, column: number, token: Token) => number;
  /**
   * The rules that may fire on a line whose columns have these values, as numbers from 0 up of rules that wait for no placeholder; the line is
   * then read in full.
   */
  readonly verdict: (partition: number, values: Int32Array) => readonly number[];
};
