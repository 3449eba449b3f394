import { type CaseFold, createCaseGraph } from "../../case/index.ts";
import { sha256 } from "../../ledger/io/index.ts";
import { Failure } from "../../lib/index.ts";
import { type DocketPredicate, type Noun, type NounId, nounId } from "../../model/index.ts";
import type { BookedCase } from "./book.ts";
import { CASE_SETTINGS } from "./settings.ts";

type Kept = { readonly fold: CaseFold; casefiles: number; dockets: number };

/** One fold a case, for as long as its book lives: what came in before is not folded again. */
const folds = new WeakMap<BookedCase, Kept>();

/** The claim graph of a case as far as its dockets go, each judged by who kept the case when it was stated. */
export function foldOf(booked: BookedCase): CaseFold {
  const kept = folds.get(booked) ?? { fold: createCaseGraph({ sha256, settings: CASE_SETTINGS }), casefiles: 0, dockets: 0 };
  folds.set(booked, kept);
  for (const { index, entry, predicate } of booked.dockets.slice(kept.dockets)) {
    openBefore(index, booked, kept);
    kept.fold.add({ ...predicate, entry });
    kept.dockets++;
  }
  openBefore(Infinity, booked, kept);
  return kept.fold;
}

/** The claim graph of a case as it would be had only these of its nouns been stated. Dockets that were refused stay so. */
export function foldOnly(booked: BookedCase, isIn: (id: NounId) => boolean): CaseFold {
  const { nouns, refused } = foldOf(booked).view();
  const out = new Set(refused.map(({ entry }) => entry));
  const apart: Kept = { fold: createCaseGraph({ sha256, settings: CASE_SETTINGS }), casefiles: 0, dockets: 0 };
  for (const { index, entry, predicate } of booked.dockets) {
    openBefore(index, booked, apart);
    const kept = out.has(entry) ? [] : predicate.nouns.filter((noun) => standsIn(nouns, noun, isIn));
    if (kept.length > 0) apart.fold.add({ ...predicate, nouns: kept, entry });
  }
  openBefore(Infinity, booked, apart);
  return apart.fold;
}

/** The claim graph of a case as it stood before a ledger index. */
export function foldUntil(booked: BookedCase, index: number): CaseFold {
  const apart: Kept = { fold: createCaseGraph({ sha256, settings: CASE_SETTINGS }), casefiles: 0, dockets: 0 };
  for (const { index: at, entry, predicate } of booked.dockets.filter((docket) => docket.index < index)) {
    openBefore(at, booked, apart);
    apart.fold.add({ ...predicate, entry });
  }
  openBefore(index, booked, apart);
  return apart.fold;
}

function standsIn(nouns: ReadonlyMap<NounId, unknown>, noun: Noun, isIn: (id: NounId) => boolean): boolean {
  const id = nounId(noun, sha256);
  return nouns.has(id) && isIn(id);
}

/** Lets the casefiles that stand before a ledger index have their say. */
function openBefore(index: number, { casefiles }: BookedCase, kept: Kept): void {
  for (let next = casefiles[kept.casefiles]; next !== undefined && next.index < index; next = casefiles[kept.casefiles]) {
    kept.fold.open(next.predicate);
    kept.casefiles++;
  }
}

/**
 * Folds a docket that is about to be stated, and states it by `state`. Throws CASE_REFUSED when it does not fit the case; when it cannot be stated, the
 * case is as before.
 */
export async function foldAndState(booked: BookedCase, docket: DocketPredicate, state: () => Promise<void>): Promise<void> {
  const fold = foldOf(booked);
  const fits = fold.add(docket);
  if (!fits.ok) {
    const { kind, path, expected } = fits.fault;
    throw new Failure("CASE_REFUSED", `${kind} at ${path}: expected ${expected}; nothing was entered`);
  }
  try {
    // The docket comes back from the ledger, and changes nothing then: its nouns stand in the fold already.
    await state();
  } catch (error) {
    folds.delete(booked);
    throw error;
  }
}
