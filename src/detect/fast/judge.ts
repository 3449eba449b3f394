/** Raw JSON of one value in the scanner's memory: where it starts and how many bytes it has; quotes included. */
export type Token = { readonly at: number; readonly length: number };

/** What the scanner does with a line when a judge cannot say. */
export const HAND_OVER = -1;

/**
 * What a scanner asks about what it meets, each question once: it remembers the answers, by exact bytes. Made from rules and the view of
 * one format (src/model/line-view.ts). A judge may say "hand over" for whatever it does not know; it never says that no rule can fire
 * when one could.
 */
export type Judge = {
  /** Paths whose tokens decide the partition, as in the view. */
  readonly routing: readonly string[];
  /** True when some partition looks at this path (its own or a field made of it), so that the scanner must note where its value stands. */
  readonly asks: (path: string) => boolean;
  /** The number of the partition for these routing tokens, HAND_OVER when it cannot be told. `undefined`: the line has no such path. */
  readonly route: (tokens: readonly (Token | undefined)[]) => number;
  /** The paths that a partition looks at: its columns, in the order of `verdict`; none when no rule can fire there. */
  readonly columns: (partition: number) => readonly string[];
  /** A table for `anyLiteral` (assembly/literals.ts) to be run over the whole line, or 0: keywords stand anywhere. Found: hand over. */
  readonly anywhere: (partition: number) => number;
  /** The address of a table for `decide` (assembly/automaton.ts), asked before `value` for what is not remembered, or 0: ask `value`. */
  readonly table: (partition: number, column: number) => number;
  /** What is true of the value in this column, as a small number; equal numbers, equal truths. 0 is "the line has no such path". */
  readonly value: (partition: number, column: number, token: Token) => number;
  /** True when a rule may fire on a line whose columns have these values: the line is then read in full. */
  readonly verdict: (partition: number, values: Int32Array) => boolean;
};
