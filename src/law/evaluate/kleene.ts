import type { Value } from "../../model/index.ts";

export const MET: Value = { truth: "met", facts: false, law: false };
export const NOT_MET: Value = { truth: "not_met", facts: false, law: false };
export const FACTS_OPEN: Value = { truth: "undetermined", facts: true, law: false };
export const LAW_OPEN: Value = { truth: "undetermined", facts: false, law: true };

/** Kleene's strong conjunction: one "not met" decides; else what is open stays open, for the causes of all that is. */
export function allOf(values: readonly Value[]): Value {
  if (values.some(({ truth }) => truth === "not_met")) return NOT_MET;
  return values.every(({ truth }) => truth === "met") ? MET : openFor(values);
}

/** Kleene's strong disjunction. */
export function anyOf(values: readonly Value[]): Value {
  return notOf(allOf(values.map(notOf)));
}

/** At least `k` of them. */
export function atLeastOf(k: number, values: readonly Value[]): Value {
  const met = values.filter(({ truth }) => truth === "met").length;
  const open = values.filter(({ truth }) => truth === "undetermined");
  if (met >= k) return MET;
  return met + open.length < k ? NOT_MET : openFor(open);
}

/** The opposite; what is open stays open. */
export function notOf(value: Value): Value {
  if (value.truth === "undetermined") return value;
  return value.truth === "met" ? NOT_MET : MET;
}

/** What all agree on. Where they differ the law is contested, and what keeps any of them open keeps this open too. */
export function agreed(values: readonly Value[]): Value {
  const [first, ...rest] = values;
  if (first === undefined) return LAW_OPEN;
  if (rest.every(({ truth }) => truth === first.truth)) return first.truth === "undetermined" ? openFor(values) : first;
  return { truth: "undetermined", facts: values.some(({ facts }) => facts), law: true };
}

function openFor(values: readonly Value[]): Value {
  const open = values.filter(({ truth }) => truth === "undetermined");
  return { truth: "undetermined", facts: open.some(({ facts }) => facts), law: open.some(({ law }) => law) };
}
