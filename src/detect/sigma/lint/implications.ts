import { isWithin } from "../../../lib/index.ts";
import type { Atom, AtomTest } from "../atom.ts";
import { fold } from "../fold.ts";
import { fits, type TextPattern } from "../text-pattern.ts";

/**
 * True when one value that answers yes to `left` also answers yes to `right`, whatever it is. Both are of one field; with a list the same member
 * does for both. False when it is not easily seen.
 */
export function implies(left: Atom, right: Atom): boolean {
  const [from, to] = [left.test, right.test];
  if (from.kind === "text" && to.kind === "text") return textImplies(from, to);
  if (from.kind === "cidr" && to.kind === "cidr")
    return to.network.bits <= from.network.bits && isWithin(to.network, from.network.base);
  return from.kind === "number" && to.kind === "number" && numberImplies(from, to);
}

type TextTest = Extract<AtomTest, { readonly kind: "text" }>;

function textImplies(from: TextTest, to: TextTest): boolean {
  if (from.form === to.form) return patternImplies(from.pattern, to.pattern, (text) => text);
  return from.form === "cased" && to.form === "folded" && patternImplies(from.pattern, to.pattern, fold);
}

function patternImplies(from: TextPattern, to: TextPattern, adapt: (text: string) => string): boolean {
  if (from.shape === "any" || from.shape === "glob") return false;
  const literal = adapt(from.literal);
  switch (from.shape) {
    case "exact":
      return fits(to, literal);
    case "prefix":
      return (
        (to.shape === "prefix" && literal.startsWith(to.literal)) || (to.shape === "contains" && literal.includes(to.literal))
      );
    case "suffix":
      return (to.shape === "suffix" && literal.endsWith(to.literal)) || (to.shape === "contains" && literal.includes(to.literal));
    case "contains":
      return to.shape === "contains" && literal.includes(to.literal);
  }
}

type NumberTest = Extract<AtomTest, { readonly kind: "number" }>;

function numberImplies(from: NumberTest, to: NumberTest): boolean {
  const [up, upTo] = [from.compare.startsWith("g"), to.compare.startsWith("g")];
  if (up !== upTo) return false;
  if (from.bound === to.bound) return from.compare === to.compare || to.compare.endsWith("e");
  return up ? from.bound > to.bound : from.bound < to.bound;
}
