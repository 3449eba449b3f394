import { z } from "zod";
import { isoTime } from "../../lib/index.ts";
import type { CaseId, Digest, MeasurePredicate, NounId, RemedyPlan } from "../../model/index.ts";
import { type FoldedMeasures, foldMeasures, type RemedyInput, remedyOf } from "../../remedy/index.ts";
import type { BookedCase } from "../case/book.ts";
import { caseCall } from "../case/call.ts";
import { type CaseDesk, caseInSight } from "../case/desk.ts";
import { foldOf } from "../case/folds.ts";
import { caseWord, flagWord, text } from "../case/words.ts";
import { assessCase, type ToldAssessment } from "./call-assess.ts";
import { shippedCatalogues } from "./catalogues.ts";
import { dayOf } from "./incident-day.ts";
import { lostShippedPack } from "./shipped-law.ts";
import { dayWord, idWord } from "./words.ts";

const LIST_MAX = 200;
const list = <Item>(item: z.ZodType<Item>) => z.array(item).max(LIST_MAX).default([]);

/** What people say of answers that are considered: what each would touch, who was told, who was heard. Nothing of it is stated; it is told each time. */
const preparedWord = z.strictObject({
  drawn: list(
    z.strictObject({
      option: idWord,
      against: text(400),
      sectors: z.array(text(100)).max(LIST_MAX),
      essential: z.array(text(400)).max(LIST_MAX),
      civilians: z.boolean().nullable(),
      why: z.string().max(4000).default(""),
    }),
  ),
  notices: list(z.strictObject({ option: idWord, to: text(400), on: dayWord })),
  replies: list(
    z.strictObject({
      option: idWord.nullable(),
      from: text(400),
      invitedOn: dayWord,
      until: dayWord,
      receivedOn: dayWord.nullable(),
      considered: z.string().max(4000).default(""),
      waived: z
        .strictObject({ by: text(400), why: text(4000) })
        .nullable()
        .default(null),
    }),
  ),
});

/** What every call about answers is asked with. */
export const remedyAsked = {
  case: caseWord,
  respondent: text(400).nullable().default(null),
  rerun: flagWord.default(true),
  prepared: preparedWord.default({ drawn: [], notices: [], replies: [] }),
};
const remedyInput = z.strictObject(remedyAsked);
export type RemedyAsked = z.output<typeof remedyInput>;

/** What may lawfully be done, and the measures that were decided on. `result`: of the assessment that it rests on. */
export type ToldRemedy = {
  readonly case: CaseId;
  readonly plan: RemedyPlan;
  readonly measures: FoldedMeasures;
  readonly result: Digest;
  /** A pack that ships and is not among those used, as it ships: an answer that waits for rules cannot be decided on then. null when all are. */
  readonly lostPack: string | null;
};

/** Which lawful answers are open today, which are shut, and what would open them. Nothing is stated or sent. */
export const remedyCall = caseCall({
  name: "remedy",
  about: "one",
  does: "reads",
  input: remedyInput,
  run: async (desk, asked): Promise<ToldRemedy> => {
    const { told: _told, ...remedy } = await remedyOfCase(desk, await caseInSight(desk, asked.case), asked);
    return { case: asked.case, ...remedy };
  },
});

/** A case's remedy with the assessment that it rests on. */
export type CaseRemedy = Omit<ToldRemedy, "case"> & { readonly told: ToldAssessment };

/**
 * Assesses a case as of today under every position, and says which answers that leaves open. Where nobody in particular is asked about, rules are held
 * against whoever is shown as the actor: an answer is aimed at nobody for what another did.
 */
export async function remedyOfCase(desk: CaseDesk, booked: BookedCase, asked: RemedyAsked): Promise<CaseRemedy> {
  const today = dayOf(isoTime(desk.world.nowMs()));
  const whole = { case: asked.case, asOf: today, respondent: asked.respondent, rerun: asked.rerun, closed: false, next: false };
  const first = await assessCase(desk, booked, whole);
  const { actorEntity } = first.gates;
  const isOpen = asked.respondent === null && actorEntity !== null;
  const told = isOpen ? await assessCase(desk, booked, { ...whole, respondent: actorEntity }) : first;
  const [day] = told.days;
  if (day === undefined) throw new Error("an assessment as of a day has that day");
  const plan = remedyOf(await shippedCatalogues(), inputOf({ desk, booked, told, asked }, day.assessed));
  const measures = foldMeasures(
    booked.measures.map(({ predicate }) => withName(booked, predicate)),
    { asOf: today, plan },
  );
  return { told, plan, measures, result: day.result, lostPack: await lostShippedPack(desk.packs) };
}

type Given = { readonly desk: CaseDesk; readonly booked: BookedCase; readonly told: ToldAssessment; readonly asked: RemedyAsked };

function inputOf({ desk, booked, told, asked }: Given, assessed: RemedyInput["assessed"]): RemedyInput {
  const { drawn, notices, replies } = asked.prepared;
  const { route, actor, damage, incidentBand } = told.gates;
  return {
    asOf: assessed.asOf,
    assessed,
    route,
    actor,
    damage,
    incidentBand,
    sectors: booked.casefile.sectors,
    self: desk.book.keeper(),
    drawn: drawn.map((one) => ({ ...one, by: desk.by })),
    notices,
    // There is no room yet in which other parties review: what waits for them stays shut, and says so.
    reviews: [],
    replies,
  };
}

/** A statement names whom it is against by the entity's digits, and a plan by its name. */
export function withName(booked: BookedCase, predicate: MeasurePredicate): MeasurePredicate {
  const noun = predicate.against === null ? undefined : foldOf(booked).view().nouns.get(predicate.against)?.noun;
  return noun?.noun === "entity" ? { ...predicate, against: noun.name as NounId } : predicate;
}
