import type { Atom } from "../sigma/atom.ts";
import type { Expression } from "../sigma/expression.ts";
import { literalWithin } from "../sigma/text-pattern.ts";

/**
 * Atoms of which at least one holds, or may, wherever the expression does; undefined when there are none. `weight` says how rarely an atom
 * holds, undefined for one that cannot serve.
 */
export function witnessAtoms(expression: Expression, weight: (atom: Atom) => number | undefined): readonly Atom[] | undefined {
  switch (expression.op) {
    case "leaf":
      return weight(expression.atom) === undefined ? undefined : [expression.atom];
    case "not":
      return undefined;
    case "and":
      return rarest(
        expression.parts.map((part) => witnessAtoms(part, weight)),
        weight,
      );
    default:
      return union(expression.parts.map((part) => witnessAtoms(part, weight)));
  }
}

function union(sets: readonly (readonly Atom[] | undefined)[]): readonly Atom[] | undefined {
  const all = new Set<Atom>();
  for (const set of sets) {
    if (set === undefined) return undefined;
    for (const atom of set) all.add(atom);
  }
  return [...all];
}

function rarest(
  sets: readonly (readonly Atom[] | undefined)[],
  weight: (atom: Atom) => number | undefined,
): readonly Atom[] | undefined {
  let chosen: readonly Atom[] | undefined;
  let most = Number.NEGATIVE_INFINITY;
  for (const set of sets) {
    if (set === undefined) continue;
    const rarity = Math.min(...set.map((atom) => weight(atom) ?? 0)) - Math.log2(Math.max(1, set.length)) / 2;
    if (chosen !== undefined && rarity <= most) continue;
    chosen = set;
    most = rarity;
  }
  return chosen;
}

const LENGTH_COUNTED_MAX = 16;
const ADDRESS_WEIGHT = 3;

/** A guess at how rarely an atom on a field holds; undefined for what cannot be asked of one field's value alone. */
export function rarityOf({ field, test }: Atom): number | undefined {
  if (field === null) return undefined;
  switch (test.kind) {
    case "text":
      return Math.min(LENGTH_COUNTED_MAX, literalWithin(test.pattern).length + (test.pattern.shape === "exact" ? 2 : 0));
    case "regex":
      return Math.min(LENGTH_COUNTED_MAX, test.needs.length);
    case "cidr":
    case "number":
      return ADDRESS_WEIGHT;
    case "null":
    case "exists":
      return 0;
    default:
      return undefined;
  }
}
