import { z } from "zod";
import { assess, type ComparedDays, compareDays, ENGINE, nextEvidence, resultHash } from "../../law/index.ts";
import { sha256 } from "../../ledger/io/index.ts";
import { Failure, isoTime, present } from "../../lib/index.ts";
import {
  type Assessed,
  type AssessedWith,
  type AssessmentPredicate,
  assessmentSubjects,
  type Digest,
  type StatementOf,
  valueWord,
} from "../../model/index.ts";
import type { BookedCase } from "../case/book.ts";
import { caseCall } from "../case/call.ts";
import { type CaseDesk, caseInSight, nowAt } from "../case/desk.ts";
import { foldOf } from "../case/folds.ts";
import { caseWord, flagWord, text } from "../case/words.ts";
import { type CaseFacts, readFacts } from "./case-facts.ts";
import { isIdle } from "./idle.ts";
import { dayOf, incidentDay } from "./incident-day.ts";
import { type LawWords, lawWords } from "./law-words.ts";
import { type LoadedLaw, loadLaw } from "./packs.ts";
import { dayWord, idsWord } from "./words.ts";

/** One day's answers, and the SHA-256 that anybody who has the same facts, packs and engine comes to. */
export type DayAssessed = { readonly assessed: Assessed; readonly result: Digest };

/** A case under the packs. The law of the day of the incident first, then that of today; one day when one was asked for or both are the same. */
export type ToldAssessment = CaseFacts & {
  readonly title: string;
  readonly incidentDay: string;
  readonly with: AssessedWith;
  readonly days: readonly DayAssessed[];
  /** The first day beside the last: what differs, what was presumed, and what a tribunal would close. */
  readonly compared: ComparedDays;
  readonly closed: boolean;
  readonly words: LawWords;
  /** The ledger entry of the statement; null when nothing was stated. */
  readonly stated: number | null;
};

const assessInput = z.strictObject({
  case: caseWord,
  asOf: dayWord.optional(),
  positions: idsWord.optional(),
  rules: idsWord.optional(),
  respondent: text(400).nullable().default(null),
  closed: flagWord.default(false),
  rerun: flagWord.default(true),
  next: flagWord.default(false),
});

/** What is asked of an assessment. */
export type AssessAsked = z.output<typeof assessInput>;

/** Holds a case against the packs: what is met, what is not, and what keeps the rest open. Nothing is stated. */
export const assessCall = caseCall({
  name: "assess",
  about: "one",
  does: "reads",
  input: assessInput,
  run: async (desk, asked): Promise<ToldAssessment> => assessCase(desk, await caseInSight(desk, asked.case), asked),
});

/** The same, and states it: bound to the facts, the packs and the engine. */
export const stateAssessmentCall = caseCall({
  name: "state-assessment",
  about: "one",
  does: "states",
  input: assessInput,
  run: async (desk, asked): Promise<ToldAssessment> => {
    const booked = await caseInSight(desk, asked.case);
    if (booked.casefile.event === "closed") throw new Failure("CASE_REFUSED", `${asked.case} is closed; nothing was stated`);
    const told = await assessCase(desk, booked, asked);
    const [receipt] = await desk.world.append([assessmentOf(told, desk)]);
    await desk.book.refresh();
    return { ...told, stated: receipt?.index ?? null };
  },
});

/** Assesses a case that is in sight. Throws CASE_REFUSED when a rule or a position that was named is in no pack. */
export async function assessCase(desk: CaseDesk, booked: BookedCase, asked: AssessAsked): Promise<ToldAssessment> {
  const [law, facts] = [await loadLaw(desk.packs), await readFacts(desk, booked, asked)];
  requireKnown(law, asked);
  const day = incidentDay(desk, booked, foldOf(booked).view());
  const today = dayOf(isoTime(desk.world.nowMs()));
  const days = asked.asOf === undefined ? [...new Set([day, today])].sort() : [asked.asOf];
  const assessed = days.map((asOf) => dayAssessed({ law, facts, asked }, asOf));
  const [first, last] = [present(assessed[0], "a day"), present(assessed.at(-1), "a day")];
  return {
    ...facts,
    title: booked.casefile.title,
    incidentDay: day,
    with: withOf(law),
    days: assessed,
    compared: compareDays(first.assessed, last.assessed),
    closed: asked.closed,
    words: lawWords(law),
    stated: null,
  };
}

type Given = {
  readonly law: LoadedLaw;
  readonly facts: Pick<CaseFacts, "facts">;
  readonly asked: Partial<Pick<AssessAsked, "positions" | "rules" | "next">> & Pick<AssessAsked, "closed">;
};

/** The answers of one day. */
export function dayAssessed({ law, facts: { facts }, asked }: Given, asOf: string): DayAssessed {
  const options = { asOf, positions: asked.positions ?? null, rules: asked.rules ?? null, closed: asked.closed };
  const answered = assess(law.book, facts, options);
  // Of rules on which nothing is shown everything would be asked for: that helps nobody, unless they were named.
  const telling = asked.rules ?? answered.answers.flatMap((answer) => (isIdle(answer) ? [] : [answer.rule]));
  const next = asked.next === true ? nextEvidence(law.book, facts, { ...options, rules: telling }) : [];
  // What would be asked for next is no part of the answer, nor of its digest.
  const result = resultHash(answered, withOf(law), sha256);
  return { assessed: { ...answered, next }, result };
}

/** What answers of this law are bound to. */
export function withOf(law: LoadedLaw): AssessedWith {
  return { engine: ENGINE, packs: law.with };
}

function requireKnown({ book }: LoadedLaw, { rules, positions }: Pick<AssessAsked, "rules" | "positions">): void {
  const lostRule = rules?.find((rule) => !book.rules.has(rule));
  if (lostRule !== undefined)
    throw new Failure("CASE_REFUSED", `no pack has a rule ${lostRule}; \`meridian packs list\` shows those there are`);
  const lost = positions?.find((position) => !book.positions.has(position));
  if (lost !== undefined)
    throw new Failure(
      "CASE_REFUSED",
      `no pack states a position of ${lost}; there are ${[...book.positions.keys()].sort().join(", ")}`,
    );
}

function predicateOf(told: ToldAssessment, desk: CaseDesk): AssessmentPredicate {
  return {
    case: told.case,
    respondent: told.respondent?.id ?? null,
    facts: told.digest,
    packs: told.with.packs.map((pack) => ({ ...pack, sha256: pack.sha256 as Digest })),
    engine: told.with.engine,
    days: told.days.map(statedDay),
    closed: told.closed,
    by: desk.by,
    at: nowAt(desk),
  };
}

/** A day as it is stated: the words of its answers. */
export function statedDay({ assessed, result }: DayAssessed): AssessmentPredicate["days"][number] {
  const answers = assessed.answers.map(({ rule, headline, believed, byPosition }) => ({
    rule,
    headline: valueWord(headline),
    believed: valueWord(believed),
    byPosition: Object.fromEntries(byPosition.map(({ position, sure }) => [position, valueWord(sure)])),
  }));
  return { asOf: assessed.asOf, answers, result };
}

/** An assessment as its statement. */
export function assessmentOf(told: ToldAssessment, desk: CaseDesk): StatementOf<"assessment"> {
  const predicate = predicateOf(told, desk);
  return { kind: "assessment", subject: assessmentSubjects(predicate), predicate };
}
