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

/** True when the tree holds for the event that `truth` answers for. Asks no more atoms than it needs. */
export function evaluate(expression: Expression, truth: Truth): boolean {
  switch (expression.op) {
    case "leaf":
      return truth(expression.atom);
    case "not":
      return !evaluate(expression.part, truth);
    case "and": {
      for (const part of expression.parts) if (!evaluate(part, truth)) return false;
      return true;
    }
    case "or": {
      for (const part of expression.parts) if (evaluate(part, truth)) return true;
      return false;
    }
    case "some": {
      let missing = expression.count;
      for (const part of expression.parts) if (evaluate(part, truth) && --missing === 0) return true;
      return false;
    }
  }
}

const REASONS_MAX = 100;

/** The conditions that held and made the tree true, in the rule's order, each once; empty when only absences made it true. */
export function explain(expression: Expression, truth: Truth): readonly Reason[] {
  const found = new Map<string, Reason>();
  collect(expression, truth, found);
  return [...found.values()].slice(0, REASONS_MAX);
}

function collect(expression: Expression, truth: Truth, found: Map<string, Reason>): void {
  if (expression.op === "not" || !evaluate(expression, truth)) return;
  if (expression.op === "leaf") found.set(JSON.stringify(expression.reason), expression.reason);
  else for (const part of expression.parts) collect(part, truth, found);
}
