import { present } from "../../lib/index.ts";
import type { NounId, NounOf } from "../../model/index.ts";
import type { CaseLink } from "../graph/case-graph.ts";
import { chanceRange, signedRange } from "../weigh/figures.ts";
import { verdictLines } from "../weigh/lines.ts";
import type { Verdict } from "../weigh/verdict.ts";
import { type Asked, compare, type Writing } from "./given.ts";
import type { Part, Section, Sentence } from "./report.ts";
import { nounWords } from "./words.ts";

const NAMES: ReadonlyMap<string, string> = new Map();

/** Lines of a verdict that a report tells once, with the method, or with more about them: dissents on what lies under the claim, too. */
const ELSEWHERE = ["Dissent by ", "Figures are log10 ", "This measures "];

/** In plain words: each question, its answer or that it is not known, then likelihood and, in a sentence of its own, confidence (ICD 203 §D.6.e.2). */
export function plainSection(writing: Writing): Section {
  const parts = writing.asked.map((asked) => ({ heading: askWords(asked), sentences: plainSentences(asked, writing) }));
  const none: Part = { heading: null, sentences: [{ text: "Nothing is asked yet.", ground: "case", cites: [] }] };
  return { title: "In plain words", parts: parts.length === 0 ? [none] : parts, pictures: [] };
}

function plainSentences({ id, score }: Asked, { grounds }: Writing): readonly Sentence[] {
  const { verdict, status } = score;
  const [answer = ""] = verdictLines(verdict, NAMES);
  const { level, because } = verdict.confidence;
  return [
    grounds.tell(answer, id),
    ...likelihoodSentences(verdict).map((text) => grounds.tell(text, id)),
    grounds.tell(`Confidence in this is ${level}: ${because.join("; ")}.`, id),
    grounds.tell(`It stands as ${status}.`, id),
  ];
}

function likelihoodSentences({ outcome, answers }: Verdict): readonly string[] {
  const named = outcome.is === "unknown" ? outcome.nearest : outcome.answer;
  const support = answers.find(({ answer }) => answer === named);
  if (support === undefined || support.likelihood === null) return ["Likelihood: not assessed, since nothing stands out."];
  const { range, term, from } = support.likelihood;
  return [`Likelihood of "${support.answer}", starting from ${from}: ${term}, ${chanceRange(range)}.`];
}

function askWords({ claim: { ask, kind, level } }: Asked): string {
  return `${ask} (${kind}${level === null ? "" : `, level ${level}`})`;
}

/** Claims of some kinds in full: every answer, what bears on them, the independent roots, who dissents, and what would change it. */
export function answersSection(title: string, kinds: readonly NounOf<"claim">["kind"][], writing: Writing): Section {
  const asked = writing.asked.filter(({ claim }) => kinds.includes(claim.kind));
  const none: Part = { heading: null, sentences: [{ text: "No such question is put.", ground: "case", cites: [] }] };
  const parts = asked.map((one) => ({ heading: askWords(one), sentences: fullSentences(one, writing) }));
  return { title, parts: parts.length === 0 ? [none] : parts, pictures: [] };
}

function fullSentences(asked: Asked, writing: Writing): readonly Sentence[] {
  const { id, claim, score } = asked;
  const { tell } = writing.grounds;
  const answers = claim.answers.map(({ answer }) => `"${answer}"`).join(", ");
  const starts = claim.prior === null ? "starting from even odds" : `with the priors ${claim.prior.join(", ")}`;
  return [
    tell(`Asked with the answers ${answers}, ${starts}.`, id),
    ...verdictLines(score.verdict, NAMES)
      .filter((line) => !ELSEWHERE.some((start) => line.startsWith(start)))
      .map((line) => tell(line.replace(/^- /, ""), id)),
    ...evidenceSentences(id, writing),
    ...rootSentences(id, writing),
    ...dissentSentences(id, writing),
  ];
}

/** What bears on it, or carries it otherwise. */
function evidenceSentences(claim: NounId, { graph, grounds }: Writing): readonly Sentence[] {
  const standing = graph
    .linksTo(claim)
    .filter(({ withdrawnBy, noun }) => withdrawnBy === null && graph.nouns.get(noun.from)?.withdrawnBy === null)
    .filter(({ noun: { type } }) => type !== "causes" && type !== "about");
  return [...standing]
    .sort((left, right) => compare(left.id, right.id))
    .map((link) =>
      grounds.say(
        linkWords(link, nounWords(present(graph.nouns.get(link.noun.from), "a link joins nouns").noun)),
        link.id,
        link.noun.from,
      ),
    );
}

function linkWords({ noun: { type, bearing, why } }: CaseLink, from: string): string {
  const because = why === "" ? "" : ` Why: ${why}`;
  if (bearing === null) return `It ${type === "measures" ? "is measured by" : "derives from"}: ${from}.${because}`;
  const weights = bearing.weights.map(
    ({ for: answer, against, log10LR, basis, reference }) =>
      `for "${answer}" against "${against}" ${signedRange(log10LR)} bans, ${basis}${reference === null ? "" : ` (${reference})`}`,
  );
  const { reliability, credibility, forgeability } = bearing;
  return `It rests on: ${from}; before caps: ${weights.join("; ")}; source ${reliability}, information ${credibility}, forgeability ${forgeability.toFixed(2)}.${because}`;
}

function rootSentences(claim: NounId, { graph, grounds }: Writing): readonly Sentence[] {
  const roots = graph.roots(claim);
  if (roots === null || roots.origins === 0) return [];
  const ways = [...roots.witness].sort((left, right) => compare(left.origin, right.origin));
  return [
    grounds.say(
      `Independent ways down to a source: ${roots.origins} (${ways.map(({ origin }) => origin).join(", ")}).`,
      claim,
      ways.flatMap(({ nouns }) => nouns.slice(-1)),
    ),
  ];
}

function dissentSentences(claim: NounId, { graph, grounds }: Writing): readonly Sentence[] {
  const dissents = [...graph.dissentsUnder(claim)].sort((left, right) => compare(left.id, right.id));
  return dissents.map(({ id, on, by, answer, why, at, answeredBy }) =>
    grounds.tell(
      `Dissent by ${by} at ${at}${on === claim ? "" : " on what it rests on"}${answer === null ? "" : `, contesting "${answer}"`}: ${why}${answeredBy === null ? " (nobody has answered it)" : ""}`,
      id,
      answeredBy ?? [],
    ),
  );
}
