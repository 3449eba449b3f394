import { type LawText, type ReasonCode, type RemedyPlan, type ToldOption, type Value, valueWord } from "../model/index.ts";
import type { Block, OptionItem } from "./block.ts";
import type { Counter } from "./counter.ts";
import type { Decision, DecisionQuestion } from "./decision.ts";
import type { Leaf } from "./leaves.ts";
import { fill, type Language, type Words } from "./words/words.ts";
import { wordsOf } from "./words/words-of.ts";

/** Leaves, options and gates that a sheet has room for; the assessment has the rest. */
const LEAVES_MAX = 2;
const OPTIONS_MAX = 9;
const ROUTES_MAX = 2;
const TEXT_MAX = 120;
const SHUT_MAX = 3;

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
  const digests = fill(sentences.packs, { engine, packs, facts, result });
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
    question.shown.length === 0 ? null : [headings.shown, leaves(question.shown)],
    question.refuted.length === 0 ? null : [headings.refuted, leaves(question.refuted)],
    question.open.length === 0 ? null : [headings.open, leaves(question.open)],
    question.presumed.length === 0
      ? null
      : ["", fill(sentences.presumed, { asks: asksText(question.presumed, decision, words) })],
    question.positions.length < 2 ? null : [headings.positions, positionsText(question, decision, words)],
    [headings.change, changeText(question, decision, words)],
  ];
  const numbered = parts.filter((part) => part !== null);
  return [
    { is: "heading", text: `${at}. ${say(question.question)}` },
    {
      is: "answer",
      number: `${at}.1`,
      label: headings.answer,
      value: headings.values[valueWord(question.value)],
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
    shown: sentences.counterShown,
  };
  return fill(template[counter.is], { ask: textIn(words)(counter.ask) });
}

function leavesText(leaves: readonly Leaf[], decision: Decision, words: Words): string {
  const { sentences } = words;
  const told = leaves
    .slice(0, LEAVES_MAX)
    .map((leaf) => `${askText(leaf, decision, words)} (${proofText(leaf, decision, words)})`);
  const more = leaves.length - told.length;
  return [...told, ...(more > 0 ? [fill(sentences.more, { count: more })] : [])].join(" · ");
}

/** Reasons that are told beside what was proved; the others are plain from it. */
const TELLING: readonly ReasonCode[] = ["conflict", "straddles", "unverified", "below-standard", "no-threshold", "not-in-force"];

function proofText({ tree: { node, shown, reasons, sure } }: Leaf, decision: Decision, words: Words): string {
  const { sentences, inside } = words;
  if (node === "law") return sure.truth === "undetermined" ? sentences.law : valueText(sure, words);
  if (node === "rule") return valueText(sure, words);
  const why = reasons.map((reason) => sentences.reasons[reason]);
  if (shown === null) return why.join("; ");
  const { measured, pro, con, standard, sources, sourcesAsked, kindsMissing } = shown;
  const asked = inside.standards[standard];
  const kinds = kindsMissing.map((some) => some.map((kind) => kindText(kind, decision, words)).join(" / ")).join("; ");
  const parts = [
    ...(measured === null ? [] : [fill(sentences.measured, measured)]),
    ...(pro === null ? [] : [fill(sentences.proved, { standard: inside.standards[pro], asked, sources: sources.length })]),
    ...(con === null ? [] : [fill(sentences.against, { standard: inside.standards[con] })]),
    ...(reasons.includes("few-sources") ? [fill(sentences.fewSources, { sources: sources.length, asked: sourcesAsked })] : []),
    ...(reasons.includes("wrong-kind") ? [clip(fill(sentences.missingKinds, { kinds }))] : []),
    ...TELLING.filter((reason) => reasons.includes(reason)).map((reason) => sentences.reasons[reason]),
  ];
  return parts.length === 0 ? why.join("; ") : parts.join("; ");
}

function positionsText({ positions }: DecisionQuestion, decision: Decision, words: Words): string {
  return positions
    .map(({ value, isSilent, holders }) =>
      fill(words.sentences.positionsLine, {
        value: isSilent ? fill(words.sentences.silent, { value: valueText(value, words) }) : valueText(value, words),
        positions: holdersText(holders, decision, words),
      }),
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
  const list = (number: string, label: string, items: readonly OptionItem[], all: number): Block => {
    const more = all > items.length ? fill(sentences.more, { count: all - items.length }) : null;
    return { is: "options", number, label, items, more: all === 0 ? sentences.none : more };
  };
  return [
    { is: "heading", text: `${at}. ${headings.options}` },
    { is: "paragraph", number: `${at}.1`, label: null, text: `${counts} ${sentences.never}` },
    list(
      `${at}.2`,
      headings.optionsOpen,
      open.slice(0, OPTIONS_MAX).map((option) => openItem(option, words)),
      open.length,
    ),
    { is: "paragraph", number: `${at}.3`, label: sentences.collisions, text: warningText(open, words) || sentences.none },
    list(
      `${at}.4`,
      headings.optionsShut,
      shut.slice(0, SHUT_MAX).map((option) => shutItem(option, words)),
      shut.length,
    ),
  ];
}

function openItem({ title, limits, sunsetDays }: ToldOption, words: Words): OptionItem {
  const limited = limits.map((limit) => ` ${clip(textIn(words)(limit))}`).join("");
  return { name: nameIn(title, words), text: `(${fill(words.sentences.sunset, { days: sunsetDays })}).${limited}` };
}

function shutItem({ title, gates }: ToldOption, words: Words): OptionItem {
  const shut = gates.filter(({ open }) => !open).map(({ asks, opener }) => clip(textIn(words)(opener ?? asks)));
  return { name: nameIn(title, words), text: fill(words.sentences.waitsFor, { gates: shut.slice(0, 2).join("; ") }) };
}

/** Laws that may collide with what is open, each once. */
function warningText(open: readonly ToldOption[], words: Words): string {
  return [...new Set(open.flatMap(({ warnings }) => warnings.map((warning) => clip(textIn(words)(warning)))))].join(" ");
}

/** A sheet is a sheet: what is longer is in the assessment whole. */
function clip(text: string): string {
  return text.length <= TEXT_MAX ? text : `${text.slice(0, TEXT_MAX)}…`;
}

function kindText(kind: string, { input }: Decision, words: Words): string {
  return input.kind(kind)?.[words.spoken] ?? kind;
}

function wayText(
  kind: string,
  route: string,
  { decision, words }: { readonly decision: Decision; readonly words: Words },
): string {
  return `${kindText(kind, decision, words)} (${words.sentences.ways[route] ?? route})`;
}

function ladderOf({ shown, refuted, open, presumed }: DecisionQuestion, decision: Decision, words: Words): Block {
  const leaves = [...shown, ...refuted, ...presumed, ...open].map((leaf) => ({
    label: askText(leaf, decision, words),
    truth: presumed.includes(leaf) ? ("presumed" as const) : leaf.tree.sure.truth,
  }));
  const counts = { met: shown.length, notmet: refuted.length, presumed: presumed.length, open: open.length };
  return { is: "ladder", leaves, alt: fill(words.sentences.picture, counts) };
}

function askText({ tree: { id } }: Leaf, { input }: Decision, words: Words): string {
  const asked = input.asked(id);
  return asked === null ? id : textIn(words)(asked.ask);
}

function asksText(leaves: readonly Leaf[], decision: Decision, words: Words): string {
  return leaves.map((leaf) => askText(leaf, decision, words)).join(" · ");
}

function holdersText(holders: readonly string[], { input }: Decision, words: Words): string {
  return holders.map((id) => input.holder(id)?.[words.spoken] ?? id).join(words.spoken === "zh" ? "、" : ", ");
}

function valueText(value: Value, { inside }: Words): string {
  return inside.values[valueWord(value)];
}

function textIn({ spoken }: Words): (text: LawText) => string {
  return (text) => text[spoken];
}

/** Names of answers are in all six languages. */
function nameIn(title: LawText, { language, spoken }: Words): string {
  return title[language] ?? title[spoken];
}
