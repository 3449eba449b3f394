import type { NounId } from "../../model/index.ts";
import type { Held } from "./held.ts";
import { isWithdrawal } from "./references.ts";

/** A noun that began or ceased to stand, and what withdrew it before. */
export type Flip = { readonly held: Held; readonly before: NounId | null };

/**
 * Lets a withdrawal, stated or itself withdrawn, have its effect on what it is on, and so down a row of withdrawals of each other. Gives what began
 * or ceased to stand, so that it can be put back.
 */
export function settleWithdrawal(on: Held, find: (id: NounId) => Held | undefined): readonly Flip[] {
  const flips: Flip[] = [];
  for (let held: Held | undefined = on; held !== undefined; ) {
    const before = held.withdrawnBy;
    const standing = held.judgements.find((judgement) => isWithdrawal(judgement) && judgement.withdrawnBy === null);
    held.withdrawnBy = standing?.id ?? null;
    if (before === held.withdrawnBy) break;
    flips.push({ held, before });
    if ((before === null) === (held.withdrawnBy === null) || !isWithdrawal(held)) break;
    held = find(held.noun.on);
  }
  return flips;
}

/** Supposes that nouns were withdrawn, without a word of anybody. To be put back with `putBack`. */
export function suppose(withdrawn: readonly Held[], find: (id: NounId) => Held | undefined): readonly Flip[] {
  return withdrawn.flatMap((held): readonly Flip[] => {
    if (held.withdrawnBy !== null) return [];
    held.withdrawnBy = held.id;
    const on = isWithdrawal(held) ? find(held.noun.on) : undefined;
    return [{ held, before: null }, ...(on === undefined ? [] : settleWithdrawal(on, find))];
  });
}

/** Undoes flips, the last one first. */
export function putBack(flips: readonly Flip[]): void {
  for (const { held, before } of flips.toReversed()) held.withdrawnBy = before;
}
