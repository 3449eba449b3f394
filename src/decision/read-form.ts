import { type Checked, no, yes } from "../lib/index.ts";
import { FORM_FIELDS } from "./form.ts";

/** One answer that somebody gave. Of each question at most one; a question without an answer is not in the list. */
export type FormAnswer = {
  readonly prop: string;
  readonly answer: "yes" | "no";
  readonly why: string;
  readonly source: { readonly title: string; readonly origin: string; readonly url: string | null };
  readonly kinds: readonly string[];
};

/** Where a filled form cannot be read, and what was expected there. */
export type FormFault = { readonly kind: "bad-form"; readonly line: number; readonly expected: string };

const FORM_UNITS_MAX = 1_000_000;
const QUESTIONS_MAX = 500;

type Block = { readonly line: number; readonly prop: string; readonly fields: Map<string, string> };

/**
 * Reads a filled form (the Markdown that `formMarkdown` makes). Input is untrusted: a field twice, an answer that is neither yes nor no, a question without
 * the field `answer`, an answer without why, source or origin, and a question twice are refused with the line. What is not a field is prose, and passed over.
 */
export function readFormAnswers(text: string): Checked<readonly FormAnswer[], FormFault> {
  if (text.length > FORM_UNITS_MAX) return refuse(1, `at most ${FORM_UNITS_MAX} characters`);
  const blocks = blocksOf(text);
  if (!blocks.ok) return blocks;
  const answers: FormAnswer[] = [];
  for (const block of blocks.value) {
    const answer = answerOf(block);
    if (!answer.ok) return answer;
    if (answer.value !== null) answers.push(answer.value);
  }
  return yes(answers);
}

function blocksOf(text: string): Checked<readonly Block[], FormFault> {
  const blocks = new Map<string, Block>();
  let open: Block | undefined;
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const [, name = "", value = ""] = /^([a-z]{3,6}):[ \t]*(.*)$/.exec(line) ?? [];
    if (name === "prop") {
      if (blocks.has(value.trim()) || blocks.size >= QUESTIONS_MAX)
        return refuse(at + 1, `each question once, and at most ${QUESTIONS_MAX}`);
      open = { line: at + 1, prop: value.trim(), fields: new Map() };
      blocks.set(open.prop, open);
    } else if ((FORM_FIELDS as readonly string[]).includes(name)) {
      if (open === undefined) return refuse(at + 1, "a question's prop before its fields");
      if (open.fields.has(name)) return refuse(at + 1, `the field ${name} once a question`);
      open.fields.set(name, value.trim());
    }
  }
  return yes([...blocks.values()]);
}

function answerOf({ line, prop, fields }: Block): Checked<FormAnswer | null, FormFault> {
  // A slip such as "Answer:" is prose: without this, what somebody answered would be lost unseen.
  if (!fields.has("answer")) return refuse(line, `a line that begins with "answer:" under ${prop}`);
  const field = (name: (typeof FORM_FIELDS)[number]) => fields.get(name) ?? "";
  const answer = field("answer").toLowerCase();
  if (answer === "") return yes(null);
  if (answer !== "yes" && answer !== "no") return refuse(line, `yes, no or nothing as the answer to ${prop}`);
  const [why, title, origin] = [field("why"), field("source"), field("origin")];
  if (why === "" || title === "" || origin === "") return refuse(line, `why, source and origin with the answer to ${prop}`);
  const kinds = field("kinds")
    .split(",")
    .map((kind) => kind.trim())
    .filter((kind) => kind !== "");
  return yes({ prop, answer, why, source: { title, origin, url: field("url") || null }, kinds });
}

function refuse(line: number, expected: string): Checked<never, FormFault> {
  return no({ kind: "bad-form", line, expected });
}
