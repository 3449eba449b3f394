import { z } from "zod";
import { Failure } from "../../lib/index.ts";
import type { CaseId, MeasurePredicate, Statement, StatementOf, ToldOption } from "../../model/index.ts";
import { type HeldMeasure, neverOffered } from "../../remedy/index.ts";
import type { BookedCase } from "../case/book.ts";
import { caseCall } from "../case/call.ts";
import { type CaseDesk, caseInSight, nowAt } from "../case/desk.ts";
import { assessmentOf } from "./call-assess.ts";
import { caseSubject } from "./call-reading.ts";
import { type CaseRemedy, remedyAsked, remedyOfCase, withName } from "./call-remedy.ts";
import { dayWord, idWord } from "./words.ts";

/** A reason has so many characters at least: nobody accepts by a key press. */
const WHY_UNITS_MIN = 10;

const measureInput = z.strictObject({
  ...remedyAsked,
  option: idWord,
  event: z.enum(["decided", "reviewed", "suspended", "ended"]),
  why: z
    .string()
    .max(4000)
    .refine(
      (why) => why.trim().length >= WHY_UNITS_MIN,
      `expected a reason in your own words, of ${WHY_UNITS_MIN} characters at least`,
    ),
  until: dayWord.optional(),
});
type MeasureAsked = z.output<typeof measureInput>;

/** What was stated of a lawful answer. Nothing was sent and nothing was done: that is for people. */
export type ToldMeasure = {
  readonly case: CaseId;
  readonly option: string;
  readonly event: MeasurePredicate["event"];
  readonly until: string;
  readonly entry: number | null;
};

/**
 * States that somebody decided on a lawful answer, looked at it again, suspended or ended it, with the assessment that it rests on. Throws CASE_REFUSED when
 * the answer is shut, unknown, or not in force.
 */
export const decideCall = caseCall({
  name: "decide",
  about: "one",
  does: "states",
  input: measureInput,
  run: async (desk, asked): Promise<ToldMeasure> => {
    const booked = await caseInSight(desk, asked.case);
    if (booked.casefile.event === "closed") throw refused(`${asked.case} is closed`);
    const remedy = await remedyOfCase(desk, booked, asked);
    const until = asked.event === "decided" ? decidedUntil(remedy, asked) : heldUntil(remedy, asked);
    const predicate: MeasurePredicate = {
      case: asked.case,
      option: asked.option,
      event: asked.event,
      against: againstOf(booked, remedy, asked),
      assessment: remedy.result,
      why: asked.why.trim(),
      until,
      by: desk.by,
      at: nowAt(desk),
    };
    const receipts = await desk.world.append([...basisOf(desk, booked, remedy), measureStatement(predicate)]);
    await desk.book.refresh();
    return { case: asked.case, option: asked.option, event: asked.event, until, entry: receipts.at(-1)?.index ?? null };
  },
});

/** What is decided rests on an assessment that is stated: here, unless one with that result stands. */
function basisOf(desk: CaseDesk, { assessments }: BookedCase, { told, result }: CaseRemedy): readonly Statement[] {
  const stands = assessments.some(({ predicate }) => predicate.days.some((day) => day.result === result));
  return stands ? [] : [assessmentOf(told, desk)];
}

function optionOf({ plan }: CaseRemedy, { option }: Pick<MeasureAsked, "option">): ToldOption {
  const found = plan.options.find((one) => one.option === option);
  const never = found === undefined ? neverOffered(option) : null;
  if (never !== null) throw refused(`${option}: ${never.en}`);
  if (found === undefined) throw refused(`no catalogue knows ${option}; \`meridian remedy CASE\` shows those there are`);
  return found;
}

function decidedUntil(remedy: CaseRemedy, asked: MeasureAsked): string {
  const { gates, open, sunsetDays } = optionOf(remedy, asked);
  const shut = gates.filter((gate) => !gate.open).map(({ asks, has }) => `${asks.en}; there is: ${has.en}`);
  if (!open) throw refused(`${asked.option} is shut: ${shut.join(" | ")}`);
  if (remedy.lostPack !== null && gates.some(({ gate }) => gate === "rule"))
    throw refused(
      `${asked.option} waits for rules, and ${remedy.lostPack} is not among --packs as it ships; name the folder that ships too`,
    );
  const { until } = asked;
  const { asOf } = remedy.plan;
  if (until === undefined) throw refused("a decision names the day on which it ends by itself: until");
  if (until <= asOf) throw refused(`it would end on ${until}, and today is ${asOf}`);
  const latest = dayAfter(asOf, sunsetDays);
  if (until > latest) throw refused(`${asked.option} ends by itself after ${sunsetDays} days, on ${latest}; ${until} is later`);
  return until;
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Of one that was decided: it may be looked at again while it is open, and ended or suspended at any time. */
function heldUntil(remedy: CaseRemedy, asked: MeasureAsked): string {
  const { plan } = remedy;
  const { option, event } = asked;
  const held = heldOf(remedy, asked);
  const isOpen = plan.options.some((one) => one.option === option && one.open);
  if (event === "reviewed" && (!isOpen || held.state === "unjustified"))
    throw refused(`${option} is no longer justified: ${held.because.map(({ en }) => en).join(" | ")}; end or suspend it`);
  return held.until;
}

/** The measure that is meant: against whom is asked about, if anybody is; else the only one. */
function heldOf({ measures, told }: CaseRemedy, { option, respondent }: MeasureAsked): HeldMeasure {
  const isOver = ({ state }: HeldMeasure) => state === "ended" || state === "lapsed";
  const standing = measures.measures.filter((measure) => measure.option === option && !isOver(measure));
  const isMeant = ({ against }: HeldMeasure) => respondent === null || against === null || against === told.respondent?.name;
  const meant = standing.filter(isMeant);
  const [held] = meant;
  if (held === undefined) throw refused(`nobody decided on ${option}, or it is over`);
  if (meant.length > 1) throw refused(`${option} stands against ${meant.length} parties: name one as the respondent`);
  return held;
}

/** Whom it is against: as it was decided; of a new decision, who is shown, if the answer is aimed at somebody. */
function againstOf(booked: BookedCase, remedy: CaseRemedy, asked: MeasureAsked): MeasurePredicate["against"] {
  if (asked.event === "decided") {
    const isAimed = optionOf(remedy, asked).gates.some(({ gate }) => gate === "actor");
    return isAimed ? remedy.told.gates.actorEntity : null;
  }
  const { against } = heldOf(remedy, asked);
  const isHeld = (said: MeasurePredicate) => said.option === asked.option && withName(booked, said).against === against;
  return booked.measures.findLast(({ predicate }) => isHeld(predicate))?.predicate.against ?? null;
}

function measureStatement(predicate: MeasurePredicate): StatementOf<"measure"> {
  return { kind: "measure", subject: [caseSubject(predicate.case)], predicate };
}

function refused(what: string): Failure {
  return new Failure("CASE_REFUSED", `${what}; nothing was stated`);
}
