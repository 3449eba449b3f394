import { z } from "zod";
import { type Asked, type DecisionInput, decisionHtml, decisionMarkdown, decisionOf, LANGUAGES } from "../../decision/index.ts";
import { present } from "../../lib/index.ts";
import type { CaseId } from "../../model/index.ts";
import { caseCall } from "../case/call.ts";
import { caseInSight } from "../case/desk.ts";
import { assessCase } from "./call-assess.ts";
import { remedyAsked, remedyOfCase } from "./call-remedy.ts";
import { type LoadedLaw, loadLaw } from "./packs.ts";
import { idsWord } from "./words.ts";

/** What a page is about unless somebody says otherwise: each is left out where the record has nothing on it. */
export const MAIN_RULES: readonly string[] = [
  "attribution",
  "sovereignty",
  "intervention",
  "use_of_force",
  "due_diligence",
  "countermeasure",
];

const decisionInput = z.strictObject({
  ...remedyAsked,
  language: z.enum(LANGUAGES).default("en"),
  main: idsWord.optional(),
});

/** One page in both forms. */
export type ToldDecision = { readonly case: CaseId; readonly html: string; readonly markdown: string };

/** Everything that an assessment and its answers come to, on one page. Nothing is stated or sent. */
export const decisionCall = caseCall({
  name: "decision",
  about: "one",
  does: "reads",
  input: decisionInput,
  run: async (desk, { language, main, ...asked }): Promise<ToldDecision> => {
    const booked = await caseInSight(desk, asked.case);
    const { plan, told: basis } = await remedyOfCase(desk, booked, asked);
    // The page and the answers on it are about one party: whoever was asked about, else whoever is shown.
    const respondent = basis.respondent?.id ?? null;
    const told = await assessCase(desk, booked, { case: asked.case, respondent, rerun: asked.rerun, closed: false, next: true });
    const law = await loadLaw(desk.packs);
    const [incident, today = null] = told.days;
    const first = present(incident, "an assessment has a day");
    const input: DecisionInput = {
      head: {
        case: asked.case,
        title: told.title,
        victim: booked.casefile.victim,
        respondent: told.respondent?.name ?? null,
        entry: entryOf(booked.assessments, first.result),
        engine: told.with.engine,
        packs: told.with.packs.length,
        facts: told.digest,
        result: first.result,
      },
      incident: first.assessed,
      today: today?.assessed ?? null,
      next: first.assessed.next,
      plan,
      asked: (id) => askedOf(law, id),
      holder: (id) => law.book.positions.get(id)?.at(-1)?.pack.of ?? null,
      kind: (id) => law.book.kinds.get(id)?.name ?? null,
      main: main ?? MAIN_RULES,
    };
    const decision = decisionOf(input);
    return { case: asked.case, html: decisionHtml(decision, language), markdown: decisionMarkdown(decision, language) };
  },
});

type Stated = { readonly index: number; readonly predicate: { readonly days: readonly { readonly result: string }[] } };

/** Where the same assessment stands in the ledger, if it does. */
function entryOf(assessments: readonly Stated[], result: string): number | null {
  return assessments.findLast(({ predicate }) => predicate.days.some((day) => day.result === result))?.index ?? null;
}

/** What a pack asks by an id: of an element, a rule, or a point of law that positions answer. */
function askedOf({ book, packs }: LoadedLaw, id: string): Asked | null {
  const element = book.elements.get(id)?.item;
  if (element !== undefined) return { ask: element.ask, critical: element.critical };
  const rule = book.rules.get(id)?.item;
  if (rule !== undefined) return { ask: rule.question, critical: [] };
  for (const { pack } of packs) {
    const key = pack.kind === "rules" || pack.kind === "proposal" ? pack.law[id] : undefined;
    if (key !== undefined) return { ask: key.ask, critical: [] };
  }
  return null;
}
