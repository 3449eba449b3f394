import { escapeMarkup } from "../lib/index.ts";
import type { LawText, Standard } from "../model/index.ts";
import { plainText } from "./plain-text.ts";
import { fill } from "./words/words.ts";
import { wordsOf } from "./words/words-of.ts";

/** A question that the record leaves open, as a person is asked it. */
export type FormQuestion = {
  readonly prop: string;
  readonly ask: LawText;
  readonly critical: readonly LawText[];
  readonly standard: Standard;
  readonly sources: number;
  readonly kinds: readonly { readonly id: string; readonly name: LawText }[];
};

/** A form of a case: in en or zh. */
export type Form = { readonly case: string; readonly title: string; readonly questions: readonly FormQuestion[] };
export type FormLanguage = "en" | "zh";

/** What stands before what somebody fills in; the same in every language, so that every form is read alike. */
export const FORM_FIELDS = ["answer", "why", "source", "origin", "url", "kinds"] as const;

/** The form as Markdown: filled in with any editor, and read back by `readFormAnswers`. */
export function formMarkdown({ case: id, title, questions }: Form, language: FormLanguage): string {
  const { sentences } = wordsOf(language);
  const blocks = questions.map((question, at) =>
    [
      `## ${at + 1}\\. ${plainText(question.ask[language])}`,
      `prop: ${question.prop}`,
      ...partsOf(question, language).map((part) => `\\[${part.number.replace("#", String(at + 1))}\\] ${plainText(part.text)}`),
      FORM_FIELDS.map((field) => `${field}: `).join("\n"),
    ].join("\n\n"),
  );
  return `# ${plainText(fill(sentences.formTitle, { case: id, title }))}\n\n${plainText(sentences.formHelp)}\n\n${blocks.join("\n\n")}\n`;
}

type Part = { readonly number: string; readonly text: string };

function partsOf({ standard, sources, kinds, critical }: FormQuestion, language: FormLanguage): readonly Part[] {
  const { sentences, inside } = wordsOf(language);
  const names = kinds.map(({ id, name }) => `${id} (${name[language]})`).join(", ");
  const asked = fill(sentences.formAsked, { standard: inside.standards[standard], sources });
  const texts = [
    asked,
    ...(names === "" ? [] : [fill(sentences.formKinds, { kinds: names })]),
    ...critical.map((ask) => fill(sentences.counterCritical, { ask: ask[language] })),
  ];
  return texts.map((text, at) => ({ number: `#.${at + 1}`, text }));
}

const STYLE = `
@page { size: A4; margin: 14mm }
body { font: 10pt/1.4 "Noto Sans", "Noto Sans CJK SC", system-ui, sans-serif; max-width: 180mm; margin: 6mm auto; padding: 0 4mm }
fieldset { break-inside: avoid; margin: 0 0 4mm } legend { font-weight: bold } label { display: block; margin: 1mm 0 }
input[type="text"] { width: 100%; border: 0; border-bottom: 1px solid; font: inherit } .number { color: #555; font-size: 8pt }
`;

/** The form as a page that is filled in on the screen or on paper: no script, and it sends nothing. */
export function formHtml({ case: id, title, questions }: Form, language: FormLanguage): string {
  const { sentences } = wordsOf(language);
  const heading = escapeMarkup(fill(sentences.formTitle, { case: id, title }));
  const fieldsets = questions.map((question, at) => {
    const parts = partsOf(question, language).map(
      ({ number, text }) => `<p><span class="number">[${number.replace("#", String(at + 1))}]</span> ${escapeMarkup(text)}</p>`,
    );
    const choice = ["yes", "no"].map(
      (word) =>
        `<label><input type="radio" name="answer-${at}" value="${word}"> ${word === "yes" ? sentences.yes : sentences.no}</label>`,
    );
    const lines = FORM_FIELDS.slice(1).map(
      (field) =>
        `<label>${escapeMarkup(sentences.fields[field] ?? field)} (<code>${field}</code>) <input type="text" name="${field}-${at}"></label>`,
    );
    return `<fieldset><legend>${at + 1}. ${escapeMarkup(question.ask[language])} <code>${escapeMarkup(question.prop)}</code></legend>${parts.join("")}${choice.join("")}${lines.join("")}</fieldset>`;
  });
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'">
<title>${heading}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${heading}</h1>
<p>${escapeMarkup(sentences.formHelp)}</p>
<form>
${fieldsets.join("\n")}
</form>
</main>
</body>
</html>
`;
}
