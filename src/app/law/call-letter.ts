import { z } from "zod";
import { Failure } from "../../lib/index.ts";
import { type CaseId, type EvidenceGate, IMITATION, type Noun, type NounId, OTHER } from "../../model/index.ts";
import { draftLetter, LETTERS, type LetterInput, type LetterKind } from "../../remedy/index.ts";
import type { BookedCase } from "../case/book.ts";
import { caseCall } from "../case/call.ts";
import { caseInSight } from "../case/desk.ts";
import { foldOf } from "../case/folds.ts";
import { text } from "../case/words.ts";
import { type CaseRemedy, remedyAsked, remedyOfCase } from "./call-remedy.ts";
import { incidentDay } from "./incident-day.ts";
import { dayWord, idWord } from "./words.ts";

const letterInput = z.strictObject({
  ...remedyAsked,
  kind: z.enum(LETTERS),
  to: text(400),
  asked: z
    .array(z.strictObject({ what: text(2000), why: text(2000) }))
    .max(100)
    .default([]),
  answerBy: dayWord.nullable().default(null),
  basis: text(1000).nullable().default(null),
  /** Of a notice: the answer that is being considered. */
  option: idWord.nullable().default(null),
  language: z.enum(["en", "zh"]).default("en"),
});
type LetterAsked = z.output<typeof letterInput>;

/** A letter as a draft, in Markdown. It is never sent from here. */
export type ToldLetter = { readonly case: CaseId; readonly kind: LetterKind; readonly draft: string };

/** Drafts a letter from what the record shows: a request for preservation or assistance, or a notice with an invitation to reply. Nothing is stated or sent. */
export const letterCall = caseCall({
  name: "letter",
  about: "one",
  does: "reads",
  input: letterInput,
  run: async (desk, asked): Promise<ToldLetter> => {
    const booked = await caseInSight(desk, asked.case);
    const remedy = await remedyOfCase(desk, booked, asked);
    const since = incidentDay(desk, booked, foldOf(booked).view());
    const input = letterOf({ booked, remedy, asked, from: desk.book.keeper(), since });
    return { case: asked.case, kind: asked.kind, draft: draftLetter(asked.kind, input, asked.language) };
  },
});

type Given = {
  readonly booked: BookedCase;
  readonly remedy: CaseRemedy;
  readonly asked: LetterAsked;
  readonly from: string;
  readonly since: string;
};

function letterOf({ booked, remedy, asked, from, since }: Given): LetterInput {
  const { gates } = remedy.told;
  const option = remedy.plan.options.find((one) => one.option === asked.option);
  if (asked.option !== null && option === undefined)
    throw new Failure("CASE_REFUSED", `no catalogue knows ${asked.option}; \`meridian remedy CASE\` shows those there are`);
  return {
    case: booked.casefile.case,
    date: remedy.plan.asOf,
    from,
    to: asked.to,
    incident: { what: booked.casefile.title, since, until: null },
    asked: asked.asked,
    shown: [
      shownPart(booked, "route", gates.route),
      shownPart(booked, "actor", gates.actor, gates.actor.name),
      shownPart(booked, "damage", gates.damage),
    ],
    actor: gates.actor.name,
    suspects: suspectsOf(booked).filter((name) => name !== asked.to),
    answerBy: asked.answerBy,
    basis: asked.basis,
    measure: option?.title ?? null,
  };
}

/** Whom claims of the case hold to be the actor, proved or not. */
function suspectsOf(booked: BookedCase): readonly string[] {
  const { nouns } = foldOf(booked).view();
  const names = [...nouns.values()].flatMap(({ noun }) => {
    if (noun.noun === "entity") return noun.kind === "actor" ? [noun.name] : [];
    if (noun.noun !== "claim" || noun.kind !== "actor") return [];
    return noun.answers.flatMap(({ answer, entity }) => {
      const named = entity === null ? undefined : nouns.get(entity)?.noun;
      return answer === OTHER || answer.startsWith(IMITATION) ? [] : [answer, ...(named?.noun === "entity" ? [named.name] : [])];
    });
  });
  return [...new Set(names)];
}

type Shown = LetterInput["shown"][number];

function shownPart(booked: BookedCase, part: Shown["part"], gate: EvidenceGate, name: string | null = null): Shown {
  const [claim = ""] = gate.claims;
  const noun: Noun | undefined = foldOf(booked)
    .view()
    .nouns.get(claim as NounId)?.noun;
  const ask = noun?.noun === "claim" ? noun.ask : "";
  return {
    part,
    what: name === null ? ask : `${ask} ${name}`.trim(),
    standard: gate.standard,
    sources: gate.sources.length,
    claim,
  };
}
