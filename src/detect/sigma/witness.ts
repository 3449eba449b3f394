import type { Atom } from "./atom.ts";
import type { Expression } from "./expression.ts";
import { fold, sameDashes } from "./fold.ts";
import { literalWithin } from "./text-pattern.ts";

/** How an index may find that an atom could hold: the whole value, a text within a value, or any value at all. Never too narrow. */
export type Clue =
  | { readonly kind: "exact" | "within"; readonly field: string | null; readonly literal: string }
  | { readonly kind: "present"; readonly field: string };

/** The one form in which clues are looked up: what is equal in any form of facts.ts is equal in it. */
export function clueForm(text: string): string {
  return sameDashes(fold(text));
}

/**
 * A set of clues of which at least one shows in every event that the rule matches, chosen to show rarely; undefined when there is none, so that
 * the rule must be tried on every event.
 */
export function witness(expression: Expression): readonly Clue[] | undefined {
  switch (expression.op) {
    case "leaf": {
      const clue = clueOf(expression.atom);
      return clue === undefined ? undefined : [clue];
    }
    case "not":
      return undefined;
    case "or":
      return union(expression.parts.map(witness));
    case "some":
      return union(expression.parts.map(witness)); // at least one part must hold
    case "and":
      return best(expression.parts.map(witness));
  }
}

function union(sets: readonly (readonly Clue[] | undefined)[]): readonly Clue[] | undefined {
  const all: Clue[] = [];
  for (const set of sets) {
    if (set === undefined) return undefined;
    all.push(...set);
  }
  return all;
}

function best(sets: readonly (readonly Clue[] | undefined)[]): readonly Clue[] | undefined {
  let chosen: readonly Clue[] | undefined;
  for (const set of sets) if (set !== undefined && (chosen === undefined || rarity(set) > rarity(chosen))) chosen = set;
  return chosen;
}

const LENGTH_COUNTED_MAX = 16;

/** A guess: long texts are rarer, and many alternatives are less rare than one. */
function rarity(set: readonly Clue[]): number {
  if (set.length === 0) return Number.POSITIVE_INFINITY; // can never hold
  let least = Number.POSITIVE_INFINITY;
  for (const clue of set)
    least = Math.min(least, clue.kind === "present" ? 0 : Math.min(clue.literal.length, LENGTH_COUNTED_MAX));
  return least - Math.log2(set.length) / 2;
}

function clueOf({ field, test }: Atom): Clue | undefined {
  if (test.kind === "text" || test.kind === "regex") {
    const literal = clueForm(test.kind === "text" ? literalWithin(test.pattern) : test.needs);
    if (test.kind === "text" && test.pattern.shape === "exact") return { kind: "exact", field, literal };
    if (literal !== "") return { kind: "within", field, literal };
    return field === null ? undefined : { kind: "present", field };
  }
  const needsValue = test.kind === "cidr" || test.kind === "number" || test.kind === "fieldref";
  return needsValue && field !== null ? { kind: "present", field } : undefined;
}
