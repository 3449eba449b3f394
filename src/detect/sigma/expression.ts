import type { Reason } from "../../model/index.ts";
import type { Atom } from "./atom.ts";

/** A rule's condition as a boolean tree over atoms; a leaf also knows where in the rule it stands. */
export type Expression =
  | { readonly op: "leaf"; readonly atom: Atom; readonly reason: Reason }
  | { readonly op: "and" | "or"; readonly parts: readonly Expression[] }
  | { readonly op: "not"; readonly part: Expression }
  | { readonly op: "some"; readonly count: number; readonly parts: readonly Expression[] };

/** Answers an atom for the event at hand. */
export type Truth = (atom: Atom) => boolean;

/**
 * True when the tree holds for the event that `truth` answers for. Asks no more atoms than it needs. Loops count places, here and in `collect`:
 * a `for … of` makes an object a step until the host has compiled it well, which these short runs seldom see.
 */
export function evaluate(expression: Expression, truth: Truth): boolean {
  if (expression.op === "leaf") return truth(expression.atom);
  if (expression.op === "not") return !evaluate(expression.part, truth);
  const { op, parts } = expression;
  let missing = expression.op === "some" ? expression.count : op === "and" ? parts.length : 1;
  for (let place = 0; place < parts.length; place++) {
    if (!evaluate(parts[place] as Expression, truth)) {
      if (op === "and") return false;
    } else if (--missing === 0) return true;
  }
  return missing === 0;
}

const REASONS_MAX = 100;

/** Says why a tree holds. A tree mostly holds for the same reasons as the last time: then the very same list is given again. */
export class Explainer {
  readonly #expression: Expression;
  readonly #found: Reason[] = [];
  #before: readonly Reason[] = [];
  #why: readonly Reason[] = [];

  constructor(expression: Expression) {
    this.#expression = expression;
  }

  /** The conditions that held and made the tree true, in the rule's order, each once; empty when only absences made it true. Undefined: it is false. */
  explain(truth: Truth): readonly Reason[] | undefined {
    const found = this.#found;
    found.length = 0;
    if (!collect(this.#expression, truth, found)) return undefined;
    if (found.length === this.#before.length && found.every((reason, at) => reason === this.#before[at])) return this.#why;
    this.#before = [...found];
    this.#why = distinct(found);
    return this.#why;
  }
}

function distinct(reasons: readonly Reason[]): readonly Reason[] {
  const seen = new Map(reasons.map((reason) => [JSON.stringify(reason), reason]));
  return [...seen.values()].slice(0, REASONS_MAX);
}

/** Puts the reasons of a tree that holds behind those found; one that does not hold leaves none. Asks each leaf once, whatever its depth. */
function collect(expression: Expression, truth: Truth, found: Reason[]): boolean {
  if (expression.op === "leaf") {
    if (!truth(expression.atom)) return false;
    found.push(expression.reason);
    return true;
  }
  if (expression.op === "not") return !evaluate(expression.part, truth);
  const before = found.length;
  const isAll = expression.op === "and";
  const least = expression.op === "some" ? expression.count : isAll ? expression.parts.length : 1;
  let holding = 0;
  const { parts } = expression;
  for (let place = 0; place < parts.length; place++) {
    if (collect(parts[place] as Expression, truth, found)) holding++;
    else if (isAll) break;
  }
  if (holding >= least) return true;
  found.length = before;
  return false;
}
