import { type CaseFold, createCaseGraph } from "../../case/index.ts";
import { sha256 } from "../../ledger/io/index.ts";
import { Failure } from "../../lib/index.ts";
import type { DocketPredicate } from "../../model/index.ts";
import type { BookedCase } from "./book.ts";

type Kept = { readonly fold: CaseFold; taken: number };

/** One fold a case, for as long as its book lives: what came in before is not folded again. */
const folds = new WeakMap<BookedCase, Kept>();

/** The claim graph of a case as far as its dockets go. */
export function foldOf(booked: BookedCase): CaseFold {
  const kept = folds.get(booked) ?? { fold: createCaseGraph({ sha256, casefile: booked.casefile }), taken: 0 };
  folds.set(booked, kept);
  kept.fold.open(booked.casefile);
  for (const { entry, predicate } of booked.dockets.slice(kept.taken)) kept.fold.add({ ...predicate, entry });
  kept.taken = booked.dockets.length;
  return kept.fold;
}

/**
 * Folds a docket that is about to be stated, and states it by `state`. Throws CASE_REFUSED when it does not fit the case; when it cannot be stated, the
 * case is as before.
 */
export async function foldAndState(booked: BookedCase, docket: DocketPredicate, state: () => Promise<void>): Promise<void> {
  const fold = foldOf(booked);
  const kept = folds.get(booked);
  const fits = fold.add(docket);
  if (!fits.ok) {
    const { kind, path, expected } = fits.fault;
    throw new Failure("CASE_REFUSED", `${kind} at ${path}: expected ${expected}; nothing was entered`);
  }
  try {
    await state();
    // The docket comes back from the ledger as the next one of this case, and stands in the fold already.
    if (kept !== undefined) kept.taken++;
  } catch (error) {
    folds.delete(booked);
    throw error;
  }
}
