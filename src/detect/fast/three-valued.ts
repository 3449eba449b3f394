import type { Atom } from "../sigma/atom.ts";
import type { Expression } from "../sigma/expression.ts";

/** What is known of a condition on a line of which not everything is known (Kleene's strong logic). */
export type Truth = 0 | 1 | 2;
export const FALSE: Truth = 0;
export const TRUE: Truth = 1;
export const UNKNOWN: Truth = 2;

/** The expression with what is known of its atoms put in; a boolean when nothing is left open. `UNKNOWN` atoms stay. */
export function simplify(expression: Expression, truth: (atom: Atom) => Truth): Expression | boolean {
  switch (expression.op) {
    case "leaf": {
      const known = truth(expression.atom);
      return known === UNKNOWN ? expression : known === TRUE;
    }
    case "not": {
      const part = simplify(expression.part, truth);
      if (typeof part === "boolean") return !part;
      return part === expression.part ? expression : { op: "not", part };
    }
    case "and":
      return some(expression, expression.parts.length, truth);
    case "or":
      return some(expression, 1, truth);
    case "some":
      return some(expression, expression.count, truth);
  }
}

type Several = Extract<Expression, { readonly op: "and" | "or" | "some" }>;

function some(whole: Several, count: number, truth: (atom: Atom) => Truth): Expression | boolean {
  const open: Expression[] = [];
  let missing = count;
  let spare = whole.parts.length - count; // how many may still be false
  let isChanged = false;
  for (const part of whole.parts) {
    const simple = simplify(part, truth);
    if (simple !== part) isChanged = true;
    if (simple === true) missing--;
    else if (simple === false) spare--;
    else open.push(simple);
    if (missing <= 0) return true;
    if (spare < 0) return false;
  }
  if (missing <= 0) return true;
  if (missing > open.length) return false;
  if (!isChanged) return whole;
  if (open.length === 1) return open[0] as Expression;
  if (missing === open.length) return { op: "and", parts: open };
  return missing === 1 ? { op: "or", parts: open } : { op: "some", count: missing, parts: open };
}

/** The same tree over atoms that have numbers. */
export type Node =
  | { readonly op: "leaf"; readonly atom: number }
  | { readonly op: "not"; readonly part: Node }
  | { readonly op: "some"; readonly count: number; readonly parts: readonly Node[] };

/** Puts numbers in the place of atoms. */
export function numbered(expression: Expression, number: (atom: Atom) => number): Node {
  switch (expression.op) {
    case "leaf":
      return { op: "leaf", atom: number(expression.atom) };
    case "not":
      return { op: "not", part: numbered(expression.part, number) };
    default: {
      const parts = expression.parts.map((part) => numbered(part, number));
      const count = "count" in expression ? expression.count : expression.op === "and" ? parts.length : 1;
      return { op: "some", count, parts };
    }
  }
}

/** What is known of the tree when so much is known of its atoms. */
export function weigh(node: Node, truth: (atom: number) => Truth): Truth {
  if (node.op === "leaf") return truth(node.atom);
  if (node.op === "not") {
    const part = weigh(node.part, truth);
    return part === UNKNOWN ? UNKNOWN : part === TRUE ? FALSE : TRUE;
  }
  let missing = node.count;
  if (missing <= 0) return TRUE;
  let spare = node.parts.length - missing; // how many may still be false
  if (spare < 0) return FALSE;
  const { parts } = node;
  for (let place = 0; place < parts.length; place++) {
    const known = weigh(parts[place] as Node, truth);
    if (known === TRUE && --missing === 0) return TRUE;
    if (known === FALSE && --spare < 0) return FALSE;
  }
  return UNKNOWN;
}

/** The atoms of an expression, each once. */
export function atomsIn(expression: Expression, into: Set<Atom> = new Set()): Set<Atom> {
  if (expression.op === "leaf") into.add(expression.atom);
  else if (expression.op === "not") atomsIn(expression.part, into);
  else for (const part of expression.parts) atomsIn(part, into);
  return into;
}
