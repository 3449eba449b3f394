export type { Asked } from "./asked.ts";
export { type Decision, type DecisionInput, decisionOf } from "./decision.ts";
export { type Form, type FormLanguage, type FormQuestion, formHtml, formMarkdown } from "./form.ts";
export { decisionHtml } from "./html.ts";
export { decisionMarkdown } from "./markdown.ts";
export { type FormAnswer, readFormAnswers } from "./read-form.ts";
export { LANGUAGES } from "./words/words.ts";
