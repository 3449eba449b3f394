import { z } from "zod";
import { type Form, type FormAnswer, type FormQuestion, formHtml, formMarkdown, readFormAnswers } from "../../decision/index.ts";
import { Failure } from "../../lib/index.ts";
import type { Answer, CaseId, Tree } from "../../model/index.ts";
import { caseCall } from "../case/call.ts";
import { caseInSight } from "../case/desk.ts";
import { caseWord, text } from "../case/words.ts";
import { assessCase } from "./call-assess.ts";
import { MAIN_RULES } from "./call-decision.ts";
import { type LoadedLaw, loadLaw } from "./packs.ts";
import { idsWord } from "./words.ts";

/** Questions of one form, at most: more than anybody answers at once. */
const QUESTIONS_MAX = 200;

const formInput = z.strictObject({
  case: caseWord,
  rules: idsWord.optional(),
  respondent: text(400).nullable().default(null),
  language: z.enum(["en", "zh"]).default("en"),
});

/** A form in both ways of writing it. */
export type ToldForm = { readonly case: CaseId; readonly questions: number; readonly html: string; readonly markdown: string };

/** The questions that the record leaves open, as a form that people fill in. Nothing is stated or sent. Throws CASE_REFUSED for a rule that no pack has. */
export const formCall = caseCall({
  name: "form",
  about: "one",
  does: "reads",
  input: formInput,
  run: async (desk, { case: id, rules, respondent, language }): Promise<ToldForm> => {
    const booked = await caseInSight(desk, id);
    const asked = { case: id, rules: rules ?? [...MAIN_RULES], respondent, rerun: true, closed: false, next: false };
    const told = await assessCase(desk, booked, asked);
    const law = await loadLaw(desk.packs);
    const questions = openElements(told.days[0]?.assessed.answers ?? []).flatMap((element) => questionOf(law, element));
    const form: Form = { case: id, title: told.title, questions: questions.slice(0, QUESTIONS_MAX) };
    return { case: id, questions: form.questions.length, html: formHtml(form, language), markdown: formMarkdown(form, language) };
  },
});

/** Elements that are open for the facts, each once, in the order in which the rules ask them. */
function openElements(answers: readonly Answer[]): readonly string[] {
  const found = new Set<string>();
  const visit = ({ node, id, value, children }: Tree): void => {
    if (node === "element" && value.truth === "undetermined" && value.facts) found.add(id);
    children.forEach(visit);
  };
  for (const { tree } of answers) visit(tree);
  return [...found];
}

/** A threshold is measured and never answered by hand. */
function questionOf({ book }: LoadedLaw, id: string): readonly FormQuestion[] {
  const element = book.elements.get(id)?.item;
  if (element === undefined || element.measure !== null) return [];
  const kinds = [...new Set(element.evidence.flat())].flatMap((kind) => {
    const name = book.kinds.get(kind)?.name;
    return name === undefined ? [] : [{ id: kind, name }];
  });
  const { ask, critical, standard, minSources, prop } = element;
  return [{ prop: prop ?? id, ask, critical, standard, sources: minSources, kinds }];
}

/** Reads a filled form. Throws CASE_REFUSED with the line where it cannot be read. */
export function formAnswers(markdown: string): readonly FormAnswer[] {
  const read = readFormAnswers(markdown);
  if (!read.ok)
    throw new Failure(
      "CASE_REFUSED",
      `line ${read.fault.line} of the form: expected ${read.fault.expected}; nothing was entered`,
    );
  return read.value;
}
