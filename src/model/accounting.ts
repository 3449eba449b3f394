/** What became of every line. It closes: linesIn = evaluated + rejected + dropped. */
export type Accounting = {
  readonly linesIn: number;
  /** Read into an event, or kept as context for one. */
  readonly evaluated: number;
  /** Kept in the segment and the dead-letter file with a reason. */
  readonly rejected: number;
  /** Lost before they could be kept (a full queue on UDP); counted only. */
  readonly dropped: number;
};

/** Nothing read yet. */
export const NOTHING_READ: Accounting = { linesIn: 0, evaluated: 0, rejected: 0, dropped: 0 };

/** True when every line is accounted for. */
export function closes(accounting: Accounting): boolean {
  return accounting.linesIn === accounting.evaluated + accounting.rejected + accounting.dropped;
}

/** Both together. */
export function addAccounting(left: Accounting, right: Accounting): Accounting {
  return {
    linesIn: left.linesIn + right.linesIn,
    evaluated: left.evaluated + right.evaluated,
    rejected: left.rejected + right.rejected,
    dropped: left.dropped + right.dropped,
  };
}
