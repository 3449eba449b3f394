import { type Checked, yes } from "../../lib/index.ts";
import type { Causation, CauseFinding, MinimalSets } from "./causation.ts";
import type { Certainty, Degree } from "./certainty.ts";
import { type ExplainFault, explainOutcome } from "./explain.ts";
import type { CausalModel } from "./model.ts";

type Asked<Value> = Checked<Value, ExplainFault>;

/** Would the outcome have failed to come without the node? */
export function butFor(model: CausalModel, outcome: string, node: string): Asked<Certainty> {
  return ask(model, outcome, (causation) => of(causation, node)?.butFor ?? "not");
}

/** Is the node a necessary element of a set of what occurred that suffices for the outcome (Hart and Honoré 1959; Wright 1985)? */
export function ness(model: CausalModel, outcome: string, node: string): Asked<Certainty> {
  return ask(model, outcome, (causation) => of(causation, node)?.ness ?? "not");
}

/** The smallest sets without which the outcome would not have come. */
export function minimalCutSets(model: CausalModel, outcome: string): Asked<MinimalSets> {
  return ask(model, outcome, ({ stops }) => stops);
}

/** The causes of the outcome by Halpern 2015: in a monotone model the minimal sets without which it would not have come. */
export function actualCauses(model: CausalModel, outcome: string): Asked<MinimalSets> {
  return minimalCutSets(model, outcome);
}

/** How far one node answers for the outcome: 1/(1+k), Chockler and Halpern 2004. */
export function responsibility(model: CausalModel, outcome: string, node: string): Asked<Degree> {
  return ask(model, outcome, (causation) => of(causation, node)?.responsibility ?? { lo: 0, hi: 0 });
}

function of({ causes }: Causation, id: string): CauseFinding | undefined {
  return causes.find(({ node }) => node.id === id);
}

function ask<Value>(model: CausalModel, outcome: string, give: (causation: Causation) => Value): Asked<Value> {
  const explained = explainOutcome(model, outcome);
  return explained.ok ? yes(give(explained.value)) : explained;
}
