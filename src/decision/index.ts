export { type Asked, type Decision, type DecisionHead, type DecisionInput, decisionOf } from "./decision.ts";
export { decisionHtml } from "./html.ts";
export { decisionMarkdown } from "./markdown.ts";
export { LANGUAGES, type Language } from "./words/words.ts";
