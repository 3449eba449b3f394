/** What `checkLedger` found: a kind that a program can act on, the file or entry, and a sentence. */
export type LedgerProblem = { readonly kind: ProblemKind; readonly at: string; readonly detail: string };

export type ProblemKind =
  | "bad-checkpoint"
  | "bad-tile"
  | "bad-bundle"
  | "root-mismatch"
  | "bad-batch"
  | "bad-entry"
  | "bad-signature"
  | "unstated-erasure"
  | "ungrounded-erasure"
  | "segment-gap"
  | "bad-leaves"
  | "bad-records"
  | "missing-records"
  | "unfinished-erasure"
  | "bad-kept"
  | "position-gap"
  | "open-accounting"
  | "bad-citation"
  | "unstated-file";

/** Gathers problems: a check goes on after the first, because the reader wants to know them all. */
export class Problems {
  readonly #found: LedgerProblem[] = [];

  get found(): readonly LedgerProblem[] {
    return this.#found;
  }

  add(kind: ProblemKind, at: string, detail: string): void {
    this.#found.push({ kind, at, detail });
  }
}
