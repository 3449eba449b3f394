import { z } from "zod";
import { type Causation, causalModelOf, causationLines, causationPicture, explainOutcome } from "../../case/index.ts";
import { Failure } from "../../lib/index.ts";
import type { NounId } from "../../model/index.ts";
import { caseCall } from "./call.ts";
import { claimsOf } from "./call-read.ts";
import { caseInSight } from "./desk.ts";
import { foldOf } from "./folds.ts";
import { caseWord, nounWord } from "./words.ts";

/** How an outcome came about: what was worked out, the same in words, and drawn (SVG). */
export type ToldCausation = {
  readonly outcome: NounId;
  readonly causation: Causation;
  readonly lines: readonly string[];
  readonly picture: string;
};

/** Why: but-for, NESS and responsibility of every cause of an outcome; of one that is named, else of every outcome and damage that has causes. */
export const whyCall = caseCall({
  name: "why",
  about: "one",
  does: "reads",
  input: z.strictObject({ case: caseWord, outcome: nounWord.optional() }),
  run: async (desk, { case: id, outcome }): Promise<readonly ToldCausation[]> => {
    const booked = await caseInSight(desk, id);
    const fold = foldOf(booked);
    const [graph, scores] = [fold.view(), fold.scores()];
    if (outcome !== undefined && !graph.nouns.has(outcome)) throw new Failure("CASE_REFUSED", `the case has no noun ${outcome}`);
    const claims = claimsOf(booked, new Set(["outcome", "damage"])).map((claim) => claim.id);
    const caused = claims.filter((claim) => graph.linksTo(claim, "causes").some(({ withdrawnBy }) => withdrawnBy === null));
    return (outcome === undefined ? caused : [outcome]).map((one) => {
      const model = causalModelOf(graph, scores, one);
      if (!model.ok) throw new Failure("CASE_REFUSED", `could not work out the causes of ${one}: ${JSON.stringify(model.fault)}`);
      const causation = explainOutcome(model.value, one);
      if (!causation.ok) throw new Failure("CASE_REFUSED", `could not explain ${one}: expected ${causation.fault.expected}`);
      const told = [model.value, causation.value] as const;
      return { outcome: one, causation: causation.value, lines: causationLines(...told), picture: causationPicture(...told) };
    });
  },
});
