import { z } from "zod";
import { type ClaimStatus, type Difference, type Matrix, matrixOf, type Roots, type Verdict } from "../../case/index.ts";
import { Failure } from "../../lib/index.ts";
import type { NounId, NounOf } from "../../model/index.ts";
import { caseCall } from "./call.ts";
import { claimsOf } from "./call-read.ts";
import { caseInSight } from "./desk.ts";
import { foldOf } from "./folds.ts";
import { CASE_SETTINGS } from "./settings.ts";
import { caseWord, flagWord, nounWord } from "./words.ts";

/** What is answered to one claim, with all that it rests on. */
export type ToldVerdict = {
  readonly id: NounId;
  readonly claim: NounOf<"claim">;
  readonly status: ClaimStatus;
  readonly supported: boolean;
  readonly verdict: Verdict;
  /** The independent roots, with a path to each. */
  readonly roots: Roots | null;
  /** Evidence against answers, when it was asked for. */
  readonly matrix: Matrix | null;
};

/** Who did it: every actor claim weighed; with `all` every other claim, too. */
export const whoCall = caseCall({
  name: "who",
  about: "one",
  does: "reads",
  input: z.strictObject({ case: caseWord, all: flagWord.default(false), matrix: flagWord.default(false) }),
  run: async (desk, { case: id, all, matrix }): Promise<readonly ToldVerdict[]> => {
    const booked = await caseInSight(desk, id);
    const fold = foldOf(booked);
    const graph = fold.view();
    return claimsOf(booked, all ? undefined : new Set(["actor"])).flatMap(({ id: claim, claim: noun, score }) => {
      if (score === null) return [];
      const ask = matrix ? fold.ask(claim) : null;
      return [
        {
          id: claim,
          claim: noun,
          status: score.status,
          supported: score.supported,
          verdict: score.verdict,
          roots: graph.roots(claim),
          matrix: ask === null ? null : matrixOf(ask, CASE_SETTINGS),
        },
      ];
    });
  },
});

/** What would become of the claims if these nouns were withdrawn; nothing is stated. */
export const whatIfCall = caseCall({
  name: "what-if",
  about: "one",
  does: "reads",
  input: z.strictObject({ case: caseWord, withdraw: z.union([nounWord.transform((one) => [one]), z.array(nounWord).max(1000)]) }),
  run: async (desk, { case: id, withdraw }): Promise<readonly Difference[]> => {
    const fold = foldOf(await caseInSight(desk, id));
    const { nouns } = fold.view();
    const unknown = withdraw.find((noun) => !nouns.has(noun));
    if (unknown !== undefined) throw new Failure("CASE_REFUSED", `the case has no noun ${unknown}`);
    return fold.whatIf(withdraw);
  },
});

/** What whatIfCall answers. */
export type WhatIf = readonly Difference[];
