import { formatJson, type Json } from "../../lib/index.ts";
import type { CaseFold, CaseGraph } from "./case-graph.ts";
import type { CaseNoun } from "./held.ts";

/**
 * Everything that the graph says, as canonical JSON and a newline: nouns in the order stated, then what follows for each claim. The same dockets
 * give the same bytes, however they are cut into calls and whatever was asked in between.
 */
export function describeGraph(fold: CaseFold): string {
  const scores = fold.scores();
  const graph = fold.view();
  const claims = graph.claims().map((id) => ({
    id,
    ...scores.get(id),
    roots: graph.roots(id),
    dissents: graph.dissentsUnder(id),
  }));
  const told = {
    casefile: graph.casefile,
    nouns: [...graph.nouns.values()].map((noun) => describeNoun(noun, graph)),
    claims,
    refused: graph.refused,
  };
  return `${formatJson(withoutUndefined(told))}\n`;
}

function describeNoun({ id, noun, statedBy, entry, withdrawnBy }: CaseNoun, graph: CaseGraph): unknown {
  return { id, noun, statedBy, entry, withdrawnBy, judgements: graph.judgementsOn(id).map((judgement) => judgement.id) };
}

/** Canonical JSON has no undefined: a name without a value is left out. */
function withoutUndefined(value: unknown): Json {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== "object" || value === null) return value as Json;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (inner === undefined ? [] : [[name, withoutUndefined(inner)]])),
  );
}
