import {
  type Answer,
  type Assessed,
  type LawText,
  type NextEvidence,
  type Value,
  type ValueWord,
  valueWord,
} from "../../model/index.ts";
import { columnsOf, wrap } from "../../remedy/index.ts";
import { REASON_TEXTS, ROUTE_TEXTS, STANDARD_TEXTS, TOLD, VALUE_TEXTS, valueText } from "./assess-words.ts";
import type { ToldAssessment } from "./call-assess.ts";
import type { ToldVerification } from "./call-verify.ts";
import { isIdle, isOutOfForce, leavesOf } from "./idle.ts";
import type { LawWords } from "./law-words.ts";

/** Texts that the terminal tells in. */
export type LinesLanguage = "en" | "zh";

const HEAD_WIDTH = 12;
const RULE_COLUMN = 32;
const LISTED_MOST = 12;
const TRUTHS_IN_ORDER = ["met", "not_met", "undetermined"] as const;
const KINDS_IN_ORDER = ["law", "norm", "domestic", "policy"] as const;

/** What texts of an assessment are told with. */
type Teller = { readonly language: LinesLanguage; readonly words: LawWords };

/** An assessment as lines of at most 100 columns: the rules on which the record or the law says something, then why for the questions of law. */
export function assessmentLines(told: ToldAssessment, language: LinesLanguage): readonly string[] {
  const { facts } = told;
  const none = facts.findings.length === 0 && facts.figures.length === 0;
  return [
    ...wrap(`${told.case}  ${told.title}`, 0),
    ...wrap(`${TOLD.advice[language]} ${TOLD.alleged[language]}`, 0),
    "",
    ...headLines(told, language),
    ...dayLines(told, { language, words: told.words }),
    ...(none ? ["", ...wrap(TOLD.read[language], 0)] : []),
    ...(told.stated === null ? [] : [`${TOLD.stated[language]} ${told.stated}`]),
  ];
}

/** Whom it is about, and what it is bound to. */
function headLines(told: ToldAssessment, language: LinesLanguage): readonly string[] {
  const { respondent, facts, digest, aboutOthers, closed, rerun } = told;
  const counts = `${TOLD.propositions[language]} ${facts.findings.length}, ${TOLD.figures[language]} ${facts.figures.length}`;
  const lines: readonly (readonly [LawText, string])[] = [
    [TOLD.about, respondent === null ? TOLD.whoever[language] : respondent.name],
    [TOLD.facts, `${counts} · ${digest.slice(0, 16)}`],
    [TOLD.law, `${told.with.packs.length} ${TOLD.packs[language]} · ${told.with.engine}`],
    ...(closed ? ([[TOLD.closed, TOLD.closedAs[language]]] as const) : []),
    ...(aboutOthers === 0 ? [] : ([[TOLD.leftOut, `${aboutOthers} ${TOLD.ofOthers[language]}`]] as const)),
    ...(rerun ? [] : ([[TOLD.figures, TOLD.notRerun[language]]] as const)),
  ];
  return lines.flatMap(([head, text]) => hanging(head[language], text, { at: 0, to: HEAD_WIDTH }));
}

function dayLines(told: ToldAssessment, teller: Teller): readonly string[] {
  const [first, last] = [told.days[0], told.days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const alike = first !== last && answerKey(first.assessed) === answerKey(last.assessed);
  const shown = first === last || alike ? [last] : [first, last];
  const lines = shown.flatMap(({ assessed, result }) => {
    const days = alike ? [first.assessed.asOf, assessed.asOf] : [assessed.asOf];
    const named = days.map((day) => (day === told.incidentDay ? `${day} (${TOLD.incidentDay[teller.language]})` : day));
    const which = `${TOLD.lawOf[teller.language]} ${named.join(` ${TOLD.and[teller.language]} `)}`;
    return ["", `${which} · ${TOLD.result[teller.language]} ${result.slice(0, 16)}`, ...answersLines(assessed, teller)];
  });
  const differing = alike ? [] : differenceLines(told, teller);
  const isTold = shown.some(({ assessed }) => assessed.answers.some((answer) => answer.kind === "law" && !isIdle(answer)));
  const holders = isTold ? ["", ...holderLines(shown[0]?.assessed.answers ?? [], teller)] : [];
  return [...lines, ...differing, ...holders];
}

/** Rules on which something is shown and that come to something else under the later law; nothing where none does. */
function differenceLines({ days, compared }: ToldAssessment, { language }: Teller): readonly string[] {
  const telling = new Set(
    days.flatMap(({ assessed }) => assessed.answers.flatMap((answer) => (isIdle(answer) ? [] : [answer.rule]))),
  );
  const differing = compared.differences.filter(({ rule }) => telling.has(rule));
  const between = (was: ValueWord, is: ValueWord) => `${VALUE_TEXTS[was][language]} → ${VALUE_TEXTS[is][language]}`;
  const lines = differing.flatMap(({ rule, incident, later }) => {
    const doubt =
      incident.believed === incident.headline && later.believed === later.headline
        ? ""
        : ` [${between(incident.believed, later.believed)} ${TOLD.believed[language]}]`;
    return hanging(rule, `${between(incident.headline, later.headline)}${doubt}`, { at: 2, to: RULE_COLUMN });
  });
  return lines.length === 0 ? [] : ["", `${TOLD.differs[language]}:`, ...lines];
}

/** Who the short names of positions are. */
function holderLines(answers: readonly Answer[], { language, words }: Teller): readonly string[] {
  const holders = [...new Set(answers.flatMap(({ byPosition }) => byPosition.map(({ position }) => position)))].sort();
  const named = holders.map((holder) => `${holder} ${words.holders[holder]?.[language] ?? ""}`.trim());
  return named.length === 0 ? [] : hanging(TOLD.holders[language], named.join(" · "), { at: 0, to: HEAD_WIDTH });
}

function answerKey({ answers }: Assessed): string {
  return answers
    .map(
      ({ rule, headline, byPosition }) =>
        `${rule} ${valueWord(headline)} ${byPosition.map(({ sure }) => valueWord(sure)).join()}`,
    )
    .join();
}

function answersLines({ answers, next }: Assessed, teller: Teller): readonly string[] {
  const telling = answers.filter((answer) => !isIdle(answer));
  const main = telling.filter(({ kind }) => kind === "law");
  const outOfForce = answers.filter(isOutOfForce).length;
  const silent = answers.length - telling.length - outOfForce;
  const { language } = teller;
  return [
    ...headlinesLines(telling, teller),
    ...(silent === 0 ? [] : wrap(`${TOLD.idle[language]}: ${silent}`, 0)),
    ...(outOfForce === 0 ? [] : wrap(`${TOLD.notInForce[language]}: ${outOfForce}`, 0)),
    ...main.flatMap((answer) => ["", ...reasonLines(answer, teller)]),
    ...(next.length === 0 ? [] : ["", `${TOLD.next[language]}:`]),
    ...next.slice(0, LISTED_MOST).flatMap((one) => nextLines(one, teller)),
  ];
}

/** Rules under their answers: what is met first, then what is not, then what is open; in each, law between States first. */
function headlinesLines(answers: readonly Answer[], teller: Teller): readonly string[] {
  const byKind = KINDS_IN_ORDER.flatMap((kind) => answers.filter((answer) => answer.kind === kind));
  const ordered = TRUTHS_IN_ORDER.flatMap((truth) => byKind.filter(({ headline }) => headline.truth === truth));
  const groups = Map.groupBy(ordered, ({ headline }) => valueText(headline)[teller.language]);
  return [...groups].flatMap(([word, list]) => [word, ...list.flatMap((answer) => ruleLines(answer, teller))]);
}

function ruleLines({ rule, headline, believed, closure, question }: Answer, { language }: Teller): readonly string[] {
  const doubts = [
    ...(valueWord(believed) === valueWord(headline) ? [] : [`${valueText(believed)[language]} ${TOLD.believed[language]}`]),
    ...(closure === null ? [] : [TOLD.lost[language]]),
  ];
  const text = [question[language], ...doubts.map((doubt) => `[${doubt}]`)].join(" ");
  return hanging(rule, text, { at: 2, to: RULE_COLUMN });
}

/** What a question's answer turns on: what is shown, refuted and open, and who holds what. */
function reasonLines(answer: Answer, teller: Teller): readonly string[] {
  const { language } = teller;
  const { rule, tree, gives } = answer;
  const leaves = [...new Map(leavesOf(tree).map((leaf) => [`${leaf.node} ${leaf.id}`, leaf])).values()];
  const elements = leaves.filter(({ node }) => node === "element");
  const of = (truth: Value["truth"]) => elements.filter(({ value }) => value.truth === truth);
  const named = (label: LawText, list: readonly string[]) => {
    const more = list.length > LISTED_MOST ? [`… (+${list.length - LISTED_MOST})`] : [];
    const text = [...list.slice(0, LISTED_MOST), ...more].join(", ");
    return list.length === 0 ? [] : hanging(label[language], text, { at: 2, to: HEAD_WIDTH + 2 });
  };
  const standardOf = (reached: keyof typeof STANDARD_TEXTS | null | undefined) =>
    reached === null || reached === undefined ? "" : ` (${STANDARD_TEXTS[reached][language]})`;
  return [
    ...wrap(`${rule}: ${gives[language]}`, 0),
    ...named(
      TOLD.shown,
      of("met").map(({ id, shown }) => `${id}${standardOf(shown?.reached)}`),
    ),
    ...named(
      TOLD.refuted,
      of("not_met").map(({ id, reasons }) => (reasons.includes("presumed") ? `${id} (${REASON_TEXTS.presumed[language]})` : id)),
    ),
    ...openLines(of("undetermined"), language, named),
    ...positionLines(answer, teller),
  ];
}

/** What is open, with the reason once for all that share it. */
function openLines(
  open: readonly Answer["tree"][],
  language: LinesLanguage,
  named: (label: LawText, list: readonly string[]) => readonly string[],
): readonly string[] {
  const groups = Map.groupBy(open, ({ reasons }) => reasons.map((reason) => REASON_TEXTS[reason][language]).join("; "));
  return [...groups].flatMap(([why, list]) =>
    named(TOLD.open, [
      `${list
        .map(({ id }) => id)
        .slice(0, LISTED_MOST)
        .join(", ")}${list.length > LISTED_MOST ? `, … (+${list.length - LISTED_MOST})` : ""} – ${why}`,
    ]),
  );
}

/** What comes out under each position, and how many points of law a holder says nothing on: silence is told as silence. */
function positionLines({ tree, byPosition }: Answer, { language, words }: Teller): readonly string[] {
  if (byPosition.length === 0) return [];
  // What some holders agree on, where only they were asked about, is not said of all.
  const isEvery = byPosition.length >= Object.keys(words.holders).length;
  const values = Map.groupBy(byPosition, ({ sure }) => valueText(sure)[language]);
  const told = [...values].map(
    ([word, list]) =>
      `${isEvery && values.size === 1 ? TOLD.every[language] : list.map(({ position }) => position).join(", ")}: ${word}`,
  );
  const groups = tree.node === "positions" ? tree.children : [{ ...tree, positions: byPosition.map(({ position }) => position) }];
  const silent = groups
    .map((group) => ({ positions: group.positions, points: silentPoints(group).size }))
    .filter(({ points }) => points > 0)
    .flatMap(({ positions, points }) => positions.map((position) => `${position} ${points}`))
    .sort();
  return [
    ...told.flatMap((text, at) => hanging(at === 0 ? TOLD.holders[language] : "", text, { at: 2, to: HEAD_WIDTH + 2 })),
    ...(silent.length === 0 ? [] : wrap(`${TOLD.silentOn[language]}: ${silent.join(", ")}`, HEAD_WIDTH + 2)),
  ];
}

/** The points of law that a tree leans on and on which its holders said nothing. */
function silentPoints(tree: Answer["tree"]): ReadonlySet<string> {
  const silent = leavesOf(tree).filter(
    ({ node, reasons }) => node === "law" && (reasons.includes("silent") || reasons.includes("not-yet-stated")),
  );
  return new Set(silent.map(({ id }) => id));
}

function nextLines(
  { element, rule, ask, ifShown, ifRefuted, routes }: NextEvidence,
  { language, words }: Teller,
): readonly string[] {
  const ways = routes
    .slice(0, 3)
    .map(({ kind, route }) => `${words.kinds[kind]?.[language] ?? kind} (${ROUTE_TEXTS.get(route)?.[language] ?? route})`);
  return [
    ...wrap(`${ask[language]} [${element}, ${rule}]`, 2),
    ...wrap(
      `${TOLD.ifShown[language]}: ${valueText(ifShown)[language]}; ${TOLD.ifRefuted[language]}: ${valueText(ifRefuted)[language]}`,
      4,
    ),
    ...(ways.length === 0 ? [] : wrap(ways.join("; "), 4)),
  ];
}

/** A heading at one column and its text at another; a heading that is too long has a line of its own. */
function hanging(head: string, text: string, { at, to }: { readonly at: number; readonly to: number }): readonly string[] {
  const lines = wrap(text, to);
  const room = to - at - columnsOf(head);
  if (room < 1) return [...wrap(head, at), ...lines];
  const [first = "", ...rest] = lines;
  return [`${" ".repeat(at)}${head}${" ".repeat(room)}${first.trimStart()}`, ...rest];
}

/** What became of stated assessments, as lines. */
export function verificationLines({ case: id, assessments }: ToldVerification): readonly string[] {
  if (assessments.length === 0) return [`${id}  no assessment is stated: \`meridian assess ${id} --state\` states one`];
  return assessments.flatMap(({ entry, by, at, equal, differs, since }) => [
    `entry ${entry}  ${at} by ${by}: ${equal ? "derived again, and equal" : "DERIVED AGAIN, AND DIFFERENT"}`,
    ...differs.slice(0, LISTED_MOST).map((what) => `  differs   ${what}`),
    ...(differs.length > LISTED_MOST ? [`  and ${differs.length - LISTED_MOST} more; --json lists them all`] : []),
    ...since.map(
      ({ rule, asOf, was, is }) =>
        `  today     ${rule} as of ${asOf}: it was ${was ?? "not there"}, and would be ${is ?? "not there"}`,
    ),
    ...(since.length === 0 ? ["  today     the record as it stands now says the same"] : []),
  ]);
}
