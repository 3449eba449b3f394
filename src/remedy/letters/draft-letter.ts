import type { LetterKind } from "../catalogue/vocabulary.ts";
import { standardWords } from "../gates/words.ts";
import { inert } from "./inert.ts";
import type { LetterInput, LetterLanguage } from "./letter-input.ts";
import { type Template, templateOf } from "./templates.ts";
import { withoutNames } from "./without-name.ts";

/**
 * Drafts a letter as Markdown. It is never sent from here: it says that it is a draft, and a person reads it first. A request names nobody as the actor
 * and says that it accuses nobody; a notice says what the record shows, with its standard, and invites a reply. Foreign text is made inert.
 */
export function draftLetter(kind: LetterKind, input: LetterInput, language: LetterLanguage): string {
  const template = templateOf(language);
  const write = writerOf(kind, input, template);
  const parts = [
    `**${template.draft}**`,
    `# ${template.titles[kind]}`,
    headLines(input, template, write),
    `## ${template.happened}`,
    `${write(input.incident.what)}\n\n${spanLine(input, template, write)}`,
    `## ${template.shown}`,
    listOf(shownLines(kind, input, { language, write }), template.nothingShown),
    `## ${template.asked[kind]}`,
    listOf(
      input.asked.map(({ what, why }) => template.askedLine(write(what), write(why))),
      template.nothingAsked,
    ),
    ...askLines(kind, input, { template, write, language }),
    ...template.closing[kind],
    `**${template.draft}**`,
  ];
  return `${parts.join("\n\n")}\n`;
}

type Writer = (text: string) => string;

/** Makes text inert. Names of actors are left out wherever they stand, but that of the actor in a notice whose record shows who it was. */
function writerOf(kind: LetterKind, { actor, suspects = [], shown }: LetterInput, { nameWithheld }: Template): Writer {
  const isShown = kind === "notice" && shown.some(({ part, standard }) => part === "actor" && standard !== null);
  const names = [...(actor === null || isShown ? [] : [actor]), ...suspects.filter((name) => name !== actor)];
  // The longest first: a name may stand in another.
  const withheld = names.sort((a, b) => b.length - a.length);
  return (text) => inert(withoutNames(text, withheld, nameWithheld));
}

function headLines({ from, to, date, case: id }: LetterInput, template: Template, write: Writer): string {
  const lines = [
    [template.from, inert(from)],
    [template.to, inert(to)],
    [template.date, write(date)],
    [template.reference, write(id)],
  ];
  return lines.map(([name, value]) => `- ${name}: ${value}`).join("\n");
}

function spanLine({ incident }: LetterInput, { since, goesOn }: Template, write: Writer): string {
  return since(write(incident.since), incident.until === null ? goesOn : write(incident.until));
}

type Told = { readonly language: LetterLanguage; readonly write: Writer };

function shownLines(kind: LetterKind, { shown }: LetterInput, { language, write }: Told): readonly string[] {
  const template = templateOf(language);
  return shown
    .filter(({ part, standard }) => standard !== null && (kind === "notice" || part !== "actor"))
    .map(({ what, standard, sources, claim }) =>
      template.shownLine(write(what), standardWords(standard)[language], sources, write(claim)),
    );
}

function askLines(kind: LetterKind, input: LetterInput, { template, write, language }: Told & { template: Template }): string[] {
  const { basis, measure, answerBy } = input;
  return [
    basis === null ? template.noBasis : template.basis(write(basis)),
    ...(kind === "notice" && measure !== null ? [template.measure(inert(measure[language]))] : []),
    answerBy === null ? template.answerSoon : template.answerBy(write(answerBy)),
  ];
}

function listOf(lines: readonly string[], none: string): string {
  return lines.length === 0 ? none : lines.map((line) => `- ${line}`).join("\n");
}
