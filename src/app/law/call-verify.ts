import { z } from "zod";
import type { CaseFold } from "../../case/index.ts";
import { formatJson } from "../../lib/index.ts";
import type { AssessmentPredicate, CaseId } from "../../model/index.ts";
import type { BookedCase } from "../case/book.ts";
import { caseCall } from "../case/call.ts";
import { type CaseDesk, caseInSight } from "../case/desk.ts";
import { foldOf, foldUntil } from "../case/folds.ts";
import { caseWord } from "../case/words.ts";
import { dayAssessed, statedDay, withOf } from "./call-assess.ts";
import { type CaseFacts, readFacts } from "./case-facts.ts";
import { type LoadedLaw, loadLaw } from "./packs.ts";

/** An answer that is not what it was. `was` and `is` are words such as undetermined:facts; null where there is no such answer. */
export type Change = { readonly asOf: string; readonly rule: string; readonly was: string | null; readonly is: string | null };

/** A stated assessment that was derived again. */
export type VerifiedAssessment = {
  readonly entry: number;
  readonly by: string;
  readonly at: string;
  /** Derived again from the record as it stood then: everything in it came out the same. */
  readonly equal: boolean;
  /** What did not, in words. */
  readonly differs: readonly string[];
  /** Which headlines the record, the packs and the engine of today would change. */
  readonly since: readonly Change[];
};

/** Derives every stated assessment of a case again. */
export type ToldVerification = { readonly case: CaseId; readonly assessments: readonly VerifiedAssessment[] };

/** Derives stated assessments again from the record as it stood, and says what the record of today would change. Nothing is stated. */
export const verifyAssessmentsCall = caseCall({
  name: "verify-assessments",
  about: "one",
  does: "reads",
  input: z.strictObject({ case: caseWord }),
  run: async (desk, { case: id }): Promise<ToldVerification> => {
    const booked = await caseInSight(desk, id);
    const law = await loadLaw(desk.packs);
    const assessments: VerifiedAssessment[] = [];
    for (const { index, predicate } of booked.assessments)
      assessments.push({
        entry: index,
        by: predicate.by,
        at: predicate.at,
        ...(await verify({ desk, booked, law }, index, predicate)),
      });
    return { case: id, assessments };
  },
});

type Place = { readonly desk: CaseDesk; readonly booked: BookedCase; readonly law: LoadedLaw };

async function verify(
  place: Place,
  index: number,
  stated: AssessmentPredicate,
): Promise<Pick<VerifiedAssessment, "equal" | "differs" | "since">> {
  const { desk, booked, law } = place;
  if (!hasParty(foldUntil(booked, index), stated.respondent))
    return { equal: false, differs: ["the party that it asks about: the case had none of that name"], since: [] };
  const then = await factsThen(place, index, stated);
  const bound = [
    ...boundDiffers(law, stated),
    ...(then.digest === stated.facts ? [] : ["the facts of the record as it stood then"]),
  ];
  const again = answersOf(law, then, stated);
  const changed = changesBetween(stated, again).map(({ rule, asOf }) => `${rule} as of ${asOf}`);
  // Nothing stated is nothing to derive again.
  const nothing = stated.days.length === 0 ? ["it states no day"] : [];
  const results = again.flatMap(({ asOf, result }, at) => (result === stated.days[at]?.result ? [] : [`the result of ${asOf}`]));
  const differs = [...nothing, ...bound, ...results, ...changed];
  // A party that was withdrawn since is one that nothing can be asked about today.
  const today = hasParty(foldOf(booked), stated.respondent) ? answersOf(law, await factsNow(desk, booked, stated), stated) : [];
  return { equal: differs.length === 0, differs, since: changesBetween(stated, today) };
}

function hasParty(fold: CaseFold, respondent: AssessmentPredicate["respondent"]): boolean {
  const entry = respondent === null ? null : fold.view().nouns.get(respondent);
  return entry === null || (entry?.noun.noun === "entity" && entry.withdrawnBy === null);
}

/** The facts as the record stood before a statement. Whoever stated it may have been one who may not ask figures again: then they are taken as said. */
async function factsThen({ desk, booked }: Place, until: number, { respondent, facts }: AssessmentPredicate): Promise<CaseFacts> {
  const again = await readFacts(desk, booked, { respondent, rerun: true, until });
  if (again.digest === facts || !again.rerun) return again;
  const asSaid = await readFacts(desk, booked, { respondent, rerun: false, until });
  return asSaid.digest === facts ? asSaid : again;
}

function factsNow(desk: CaseDesk, booked: BookedCase, { respondent }: AssessmentPredicate): Promise<CaseFacts> {
  return readFacts(desk, booked, { respondent, rerun: true });
}

/** What the stated days come to on these facts, by the rules and positions that were stated. */
function answersOf(
  law: LoadedLaw,
  facts: CaseFacts,
  { days, closed }: AssessmentPredicate,
): readonly AssessmentPredicate["days"][number][] {
  return days.map(({ asOf, answers }) => {
    const rules = answers.flatMap(({ rule }) => (law.book.rules.has(rule) ? [rule] : []));
    const positions = [...new Set(answers.flatMap(({ byPosition }) => Object.keys(byPosition)))];
    return statedDay(dayAssessed({ law, facts, asked: { rules, positions, closed } }, asOf));
  });
}

function boundDiffers(law: LoadedLaw, { engine, packs }: AssessmentPredicate): readonly string[] {
  const now = withOf(law);
  const has = new Map(now.packs.map((pack) => [pack.pack, pack]));
  const stated = new Set(packs.map(({ pack }) => pack));
  return [
    ...(now.engine === engine ? [] : [`the engine: it was ${engine} and is ${now.engine}`]),
    ...packs.flatMap(({ pack, version, sha256 }) => {
      const is = has.get(pack);
      if (is === undefined) return [`pack ${pack}: it was ${version} and is not here`];
      return is.sha256 === sha256 ? [] : [`pack ${pack}: it was ${version} and is ${is.version}, with other bytes`];
    }),
    ...now.packs.flatMap(({ pack }) => (stated.has(pack) ? [] : [`pack ${pack}: it was not there`])),
  ];
}

function changesBetween({ days }: AssessmentPredicate, again: readonly AssessmentPredicate["days"][number][]): readonly Change[] {
  return days.flatMap(({ asOf, answers }, at) => {
    const is = new Map(again[at]?.answers.map((answer) => [answer.rule, answer]));
    return answers.flatMap((was): readonly Change[] => {
      const now = is.get(was.rule);
      const same = now !== undefined && formatJson(now) === formatJson(was);
      return same ? [] : [{ asOf, rule: was.rule, was: was.headline, is: now?.headline ?? null }];
    });
  });
}
