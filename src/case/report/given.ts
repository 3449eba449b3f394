import type { CasefilePredicate, NounId, NounOf, Tlp } from "../../model/index.ts";
import type { Damage } from "../damage/damage-of.ts";
import type { CaseGraph } from "../graph/case-graph.ts";
import type { ClaimScore } from "../graph/scores.ts";
import type { SeverityView } from "../severity/severity-of.ts";
import type { Grounds } from "./ground.ts";

/** All that a report is made of; no clock among it. */
export type ReportGiven = {
  readonly casefile: CasefilePredicate;
  readonly graph: CaseGraph;
  readonly scores: ReadonlyMap<NounId, ClaimScore>;
  readonly damage: Damage;
  readonly severity: readonly SeverityView[];
  /** When the case last changed, by its statements. */
  readonly at: string;
  readonly audience: Tlp;
  /** Nouns of the case that the audience is not cleared for; they are not in `graph`, and nothing was weighed with them. */
  readonly leftOut: number;
  /** What the latest assessment of the case's law says, a sentence each; empty when there is none. */
  readonly law?: readonly string[];
  /** Program and version, and the model of attribution with how well it did. */
  readonly method: { readonly program: string; readonly model: string };
};

/** A question of the case that is still put. */
export type Asked = { readonly id: NounId; readonly claim: NounOf<"claim">; readonly score: ClaimScore };

/** What every section is written from. */
export type Writing = ReportGiven & { readonly grounds: Grounds; readonly asked: readonly Asked[] };

/** The order in which a reader wants to know. */
const KINDS: readonly NounOf<"claim">["kind"][] = [
  "occurred",
  "outcome",
  "damage",
  "route",
  "tool",
  "actor",
  "cause",
  "count",
  "potential",
  "pattern",
];

/** The claims that are neither withdrawn nor superseded: by kind, then as they are asked, then by name, in whatever order they were stated. */
export function askedOf({ graph, scores }: ReportGiven): readonly Asked[] {
  const asked = graph.claims().flatMap((id): readonly Asked[] => {
    const noun = graph.nouns.get(id)?.noun;
    const score = scores.get(id);
    if (noun?.noun !== "claim" || score === undefined) return [];
    return score.status === "withdrawn" || score.status === "superseded" ? [] : [{ id, claim: noun, score }];
  });
  return asked.sort(
    (left, right) =>
      KINDS.indexOf(left.claim.kind) - KINDS.indexOf(right.claim.kind) ||
      compare(left.claim.ask, right.claim.ask) ||
      compare(left.id, right.id),
  );
}

/** Texts by their code units. */
export function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
