import { type LawText, type RemedyPlan, type ToldOption, type Value, valueWord } from "../model/index.ts";
import type { Block } from "./block.ts";
import type { Counter } from "./counter.ts";
import type { Decision, DecisionQuestion } from "./decision.ts";
import type { Leaf } from "./leaves.ts";
import { fill, type Language, type Words } from "./words/words.ts";
import { wordsOf } from "./words/words-of.ts";

/** Leaves, options and gates that a sheet has room for; the assessment has the rest. */
const LEAVES_MAX = 3;
const OPTIONS_MAX = 9;
const ROUTES_MAX = 3;
const TEXT_MAX = 150;
const SHUT_MAX = 4;

/** A decision as blocks in a language, paragraphs numbered: the same numbers in every language and form. */
export function pageOf(decision: Decision, language: Language): readonly Block[] {
  const words = wordsOf(language);
  const { headings } = words;
  return [
    { is: "title", text: headings.decision },
    { is: "banner", text: headings.notAdvice },
    ...(words.notice === null ? [] : [{ is: "notice" as const, text: words.notice }]),
    ...headBlocks(decision, words),
    ...decision.questions.flatMap((question, at) => questionBlocks(question, { decision, words, at: at + 1 })),
    ...idleBlocks(decision, words),
    ...dayBlocks(decision, words, decision.questions.length + 1),
    ...(decision.input.plan === null ? [] : optionBlocks(decision.input.plan, words, decision.questions.length + 2)),
    { is: "heading", text: headings.signature },
    { is: "line", text: words.sentences.reviewer },
    { is: "line", text: words.sentences.reasonLine },
  ];
}

function headBlocks({ input: { head, incident } }: Decision, { sentences, headings }: Words): readonly Block[] {
  const { engine, packs, facts, result, entry } = head;
  const line = fill(sentences.caseLine, {
    case: head.case,
    title: head.title,
    victim: head.victim,
    respondent: head.respondent ?? sentences.whoever,
    day: incident.asOf,
  });
  const digests = fill(sentences.packs, { engine, packs, facts: facts.slice(0, 16), result: result.slice(0, 16) });
  const stated = entry === null ? sentences.nothingStated : fill(sentences.statedAt, { entry });
  return [
    { is: "line", text: line },
    { is: "paragraph", number: "0", label: headings.basis, text: `${digests} ${stated}` },
  ];
}

type At = { readonly decision: Decision; readonly words: Words; readonly at: number };

function questionBlocks(question: DecisionQuestion, { decision, words, at }: At): readonly Block[] {
  const { headings, sentences } = words;
  const say = textIn(words);
  const leaves = (some: readonly Leaf[]) => leavesText(some, decision, words);
  const parts: readonly (readonly [string, string] | null)[] = [
    [headings.counter, counterText(question.counter, decision, words)],
    [headings.shown, leaves(question.shown)],
    [headings.refuted, leaves(question.refuted)],
    [headings.open, leaves(question.open)],
    question.presumed.length === 0
      ? null
      : [headings.open, fill(sentences.presumed, { asks: asksText(question.presumed, decision, words) })],
    [headings.positions, positionsText(question, decision, words)],
    [headings.change, changeText(question, decision, words)],
  ];
  const numbered = parts.filter((part) => part !== null);
  return [
    { is: "heading", text: `${at}. ${say(question.question)}` },
    {
      is: "answer",
      number: `${at}.1`,
      label: headings.answer,
      value: valueText(question.value, words),
      word: question.value.truth,
    },
    { is: "paragraph", number: `${at}.2`, label: null, text: answerText(question, words) },
    ladderOf(question, decision, words),
    ...numbered.map(
      ([label, text], index): Block => ({
        is: "paragraph",
        number: `${at}.${index + 3}`,
        label: label === "" ? null : label,
        text,
      }),
    ),
  ];
}

function answerText({ gives, believed, isClosed }: DecisionQuestion, words: Words): string {
  const { sentences } = words;
  const more = believed === null ? [] : [fill(sentences.believed, { value: valueText(believed, words) })];
  return [textIn(words)(gives), ...more, ...(isClosed ? [sentences.closure] : [])].join(" ");
}

function counterText(counter: Counter, decision: Decision, words: Words): string {
  const { sentences } = words;
  if (counter.is === "none") return sentences.counterNone;
  if (counter.is === "position")
    return fill(sentences.counterPosition, {
      positions: holdersText(counter.holders, decision, words),
      value: valueText(counter.value, words),
    });
  const template = {
    refuted: sentences.counterRefuted,
    against: sentences.counterAgainst,
    open: sentences.counterOpen,
    critical: sentences.counterCritical,
  };
  return fill(template[counter.is], { ask: textIn(words)(counter.ask) });
}

function leavesText(leaves: readonly Leaf[], decision: Decision, words: Words): string {
  const { sentences } = words;
  if (leaves.length === 0) return sentences.none;
  const told = leaves.slice(0, LEAVES_MAX).map((leaf) => `${askText(leaf, decision, words)} (${proofText(leaf, words)})`);
  const more = leaves.length - told.length;
  return [...told, ...(more > 0 ? [fill(sentences.more, { count: more })] : [])].join(" · ");
}

function proofText({ node, shown, reasons, sure }: Leaf, words: Words): string {
  const { sentences, headings } = words;
  if (node === "law") return sentences.law;
  if (node === "rule") return valueText(sure, words);
  const why = reasons.map((reason) => sentences.reasons[reason]);
  if (shown === null) return why.join("; ");
  const { measured, pro, con, standard, sources, sourcesAsked, kindsMissing } = shown;
  const asked = headings.standards[standard];
  const parts = [
    ...(measured === null ? [] : [fill(sentences.measured, measured)]),
    ...(pro === null ? [] : [fill(sentences.proved, { standard: headings.standards[pro], asked, sources: sources.length })]),
    ...(con === null ? [] : [fill(sentences.against, { standard: headings.standards[con] })]),
    ...(reasons.includes("few-sources") ? [fill(sentences.fewSources, { sources: sources.length, asked: sourcesAsked })] : []),
    ...(reasons.includes("wrong-kind")
      ? [fill(sentences.missingKinds, { kinds: kindsMissing.map((kinds) => kinds.join(" / ")).join("; ") })]
      : []),
  ];
  return parts.length === 0 ? why.join("; ") : parts.join("; ");
}

function positionsText({ positions }: DecisionQuestion, decision: Decision, words: Words): string {
  if (positions.length === 0) return words.sentences.noPosition;
  return positions
    .map(({ value, holders }) =>
      fill(words.sentences.positionsLine, { value: valueText(value, words), positions: holdersText(holders, decision, words) }),
    )
    .join(" · ");
}

function changeText({ next }: DecisionQuestion, decision: Decision, words: Words): string {
  const { sentences } = words;
  const useful = next.filter(({ ifShown, ifRefuted }) => ifShown.truth !== "undetermined" || ifRefuted.truth !== "undetermined");
  if (useful.length === 0) return sentences.noneSettles;
  return useful
    .map(({ ask, ifShown, ifRefuted, routes }) => {
      const line = fill(sentences.ifShown, {
        ask: textIn(words)(ask),
        shown: valueText(ifShown, words),
        refuted: valueText(ifRefuted, words),
      });
      const ways = routes
        .slice(0, ROUTES_MAX)
        .map(({ kind, route }) => wayText(kind, route, { decision, words }))
        .join(", ");
      return ways === "" ? line : `${line} ${fill(sentences.routes, { routes: ways })}.`;
    })
    .join(" · ");
}

function idleBlocks({ idle }: Decision, words: Words): readonly Block[] {
  if (idle.length === 0) return [];
  return [{ is: "line", text: fill(words.sentences.idle, { questions: idle.map(textIn(words)).join(" ") }) }];
}

function dayBlocks({ input: { incident, today }, differences }: Decision, words: Words, at: number): readonly Block[] {
  const { sentences, headings } = words;
  const lines = differences.map(({ question, before, after }) =>
    fill(sentences.thenToday, {
      question: textIn(words)(question),
      day: incident.asOf,
      before: valueText(before, words),
      today: today?.asOf ?? incident.asOf,
      after: valueText(after, words),
    }),
  );
  const text = lines.length === 0 ? sentences.sameDays : lines.join(" ");
  return [
    { is: "heading", text: `${at}. ${headings.days}` },
    { is: "paragraph", number: `${at}.1`, label: null, text },
  ];
}

function optionBlocks({ options }: RemedyPlan, words: Words, at: number): readonly Block[] {
  const { sentences, headings } = words;
  const [open, shut] = [options.filter((option) => option.open), options.filter((option) => !option.open)];
  const counts = fill(sentences.counts, { open: open.length, shut: shut.length, all: options.length });
  const list = (texts: readonly string[], all: number) =>
    texts.length === 0
      ? sentences.none
      : [...texts, ...(all > texts.length ? [fill(sentences.more, { count: all - texts.length })] : [])].join(" · ");
  return [
    { is: "heading", text: `${at}. ${headings.options}` },
    { is: "paragraph", number: `${at}.1`, label: null, text: `${counts} ${sentences.never}` },
    {
      is: "paragraph",
      number: `${at}.2`,
      label: headings.optionsOpen,
      text: list(
        open.slice(0, OPTIONS_MAX).map((option) => openText(option, words)),
        open.length,
      ),
    },
    { is: "paragraph", number: `${at}.3`, label: sentences.collisions, text: warningText(open, words) || sentences.none },
    {
      is: "paragraph",
      number: `${at}.4`,
      label: headings.optionsShut,
      text: list(
        shut.slice(0, SHUT_MAX).map((option) => shutText(option, words)),
        shut.length,
      ),
    },
  ];
}

function openText({ title, limits, sunsetDays }: ToldOption, words: Words): string {
  const limited = limits.map((limit) => ` ${clip(textIn(words)(limit))}`).join("");
  return `${nameIn(title, words)} (${fill(words.sentences.sunset, { days: sunsetDays })}).${limited}`;
}

/** Laws that may collide with what is open, each once. */
function warningText(open: readonly ToldOption[], words: Words): string {
  return [...new Set(open.flatMap(({ warnings }) => warnings.map(textIn(words))))].join(" ");
}

function shutText({ title, gates }: ToldOption, words: Words): string {
  const shut = gates.filter(({ open }) => !open).map(({ asks, opener }) => clip(textIn(words)(opener ?? asks)));
  return `${nameIn(title, words)}: ${fill(words.sentences.waitsFor, { gates: shut.slice(0, 2).join("; ") })}`;
}

/** A sheet is a sheet: what is longer is in the assessment whole. */
function clip(text: string): string {
  return text.length <= TEXT_MAX ? text : `${text.slice(0, TEXT_MAX)}…`;
}

function wayText(
  kind: string,
  route: string,
  { decision, words }: { readonly decision: Decision; readonly words: Words },
): string {
  const name = decision.input.kind(kind)?.[words.spoken] ?? kind;
  return `${name} (${words.sentences.ways[route] ?? route})`;
}

function ladderOf({ tree, shown, refuted, open, presumed }: DecisionQuestion, decision: Decision, words: Words): Block {
  const leaves = [...shown, ...refuted, ...presumed, ...open].map((leaf) => ({
    label: askText(leaf, decision, words),
    truth: leaf.value.truth,
  }));
  const counts = { met: shown.length, notmet: refuted.length + presumed.length, open: open.length };
  return { is: "ladder", leaves, alt: `${tree.id}: ${fill(words.sentences.picture, counts)}` };
}

function askText({ id }: Leaf, { input }: Decision, words: Words): string {
  const asked = input.asked(id);
  return asked === null ? id : textIn(words)(asked.ask);
}

function asksText(leaves: readonly Leaf[], decision: Decision, words: Words): string {
  return leaves.map((leaf) => askText(leaf, decision, words)).join(" · ");
}

function holdersText(holders: readonly string[], { input }: Decision, words: Words): string {
  return holders.map((id) => input.holder(id)?.[words.spoken] ?? id).join(words.spoken === "zh" ? "、" : ", ");
}

function valueText(value: Value, { headings }: Words): string {
  return headings.values[valueWord(value)];
}

function textIn({ spoken }: Words): (text: LawText) => string {
  return (text) => text[spoken];
}

/** Names of answers are in all six languages. */
function nameIn(title: LawText, { language, spoken }: Words): string {
  return title[language] ?? title[spoken];
}
