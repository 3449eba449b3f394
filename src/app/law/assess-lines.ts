import { type Answer, type Assessed, type LawText, type Tree, type Value, valueWord } from "../../model/index.ts";
import type { ToldAssessment } from "./call-assess.ts";
import type { ToldVerification } from "./call-verify.ts";
import { isIdle, leavesOf } from "./idle.ts";

/** Texts that the terminal tells in. */
export type LinesLanguage = "en" | "zh";

const WORD_WIDTH = 20;
const RULE_WIDTH = 26;
const LISTED_MOST = 12;

/** An assessment as lines: one a rule on which the record or the law says something, then why for the questions of law. */
export function assessmentLines(told: ToldAssessment, language: LinesLanguage): readonly string[] {
  const { respondent, facts, digest, aboutOthers } = told;
  return [
    `${told.case}  ${told.title}`,
    `about       ${respondent === null ? "whoever it was" : respondent.name}`,
    `facts       ${facts.findings.length} propositions, ${facts.figures.length} figures · ${digest.slice(0, 16)}`,
    `law         ${told.with.packs.length} packs · ${told.with.engine}${told.closed ? " · closed: what is not shown is lost" : ""}`,
    ...(aboutOthers === 0
      ? []
      : [`left out    ${aboutOthers} readings about a party that was not asked about: --respondent ENTITY`]),
    ...(told.rerun ? [] : ["figures     as they were said: none was asked again of the sealed records"]),
    ...dayLines(told, language),
    ...(told.stated === null ? [] : [`stated in entry ${told.stated}`]),
  ];
}

function dayLines(told: ToldAssessment, language: LinesLanguage): readonly string[] {
  const [first, last] = [told.days[0], told.days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const alike = first !== last && answerKey(first.assessed) === answerKey(last.assessed);
  const shown = first === last ? [last] : alike ? [last] : [first, last];
  return shown.flatMap(({ assessed, result }) => {
    const days = alike ? `${first.assessed.asOf}, the day of the incident, and of ${assessed.asOf}` : assessed.asOf;
    const which = !alike && told.days.length > 1 && assessed.asOf === told.incidentDay ? ", the day of the incident" : "";
    return ["", `the law of ${days}${which} · result ${result.slice(0, 16)}`, ...answersLines(assessed, language)];
  });
}

function answerKey({ answers }: Assessed): string {
  return answers
    .map(
      ({ rule, headline, byPosition }) =>
        `${rule} ${valueWord(headline)} ${byPosition.map(({ sure }) => valueWord(sure)).join()}`,
    )
    .join();
}

function answersLines({ answers, next }: Assessed, language: LinesLanguage): readonly string[] {
  const telling = answers.filter((answer) => !isIdle(answer));
  const main = telling.filter(({ kind }) => kind === "law");
  const silent = answers.length - telling.length;
  return [
    ...telling.map((answer) => ruleLine(answer, language)),
    ...(silent === 0 ? [] : [`and ${silent} on which nothing is shown either way: undetermined`]),
    ...main.flatMap((answer) => ["", ...reasonLines(answer, language)]),
    ...(next.length === 0 ? [] : ["", "what would settle most, by lawful means:"]),
    ...next
      .slice(0, LISTED_MOST)
      .flatMap((one) => [
        `  ${one.element} for ${one.rule}: ${textIn(one.ask, language)}`,
        `    if shown ${valueWord(one.ifShown)}, if refuted ${valueWord(one.ifRefuted)}`,
        ...one.routes.slice(0, 3).map(({ kind, route }) => `    ${kind}: ${route}`),
      ]),
  ];
}

function ruleLine({ rule, headline, believed, closure, question }: Answer, language: LinesLanguage): string {
  const word = valueWord(headline).padEnd(WORD_WIDTH);
  const doubt = valueWord(believed) === valueWord(headline) ? "" : ` [${valueWord(believed)} if unverified sources are right]`;
  const lost = closure === null ? "" : " [not established: lost to who bears the burden]";
  return `${word}${rule.padEnd(RULE_WIDTH)}  ${textIn(question, language)}${doubt}${lost}`;
}

/** What a question's answer turns on: what is shown, refuted and open, and who holds what. */
function reasonLines({ rule, tree, byPosition, gives }: Answer, language: LinesLanguage): readonly string[] {
  const leaves = [...new Map(leavesOf(tree).map((leaf) => [`${leaf.node} ${leaf.id}`, leaf])).values()];
  const elements = leaves.filter(({ node }) => node === "element");
  const named = (label: string, list: readonly string[]) =>
    list.length === 0
      ? []
      : [`  ${label.padEnd(10)}${list.slice(0, LISTED_MOST).join(", ")}${list.length > LISTED_MOST ? ", …" : ""}`];
  const of = (truth: Value["truth"]) => elements.filter(({ value }) => value.truth === truth);
  const groups = Map.groupBy(byPosition, ({ sure }) => valueWord(sure));
  return [
    `${rule}: ${textIn(gives, language)}`,
    ...named(
      "shown",
      of("met").map(({ id, shown }) => `${id}${(shown?.reached ?? null) === null ? "" : ` (${shown?.reached})`}`),
    ),
    ...named(
      "refuted",
      of("not_met").map(({ id, reasons }) => (reasons.includes("presumed") ? `${id} (presumed: nobody raised it)` : id)),
    ),
    ...named(
      "open",
      of("undetermined").map(({ id, reasons }) => `${id} (${reasons.join(", ")})`),
    ),
    ...[...groups].map(([word, list]) => `  ${word.padEnd(WORD_WIDTH)}by ${list.map(({ position }) => position).join(", ")}`),
  ];
}

/** A rule's evaluated tree as lines: the explanation is the evaluation. */
export function treeLines(tree: Tree, depth = 0): readonly string[] {
  const { node, id, label, value, sure, reasons, shown, positions, children } = tree;
  const name = [node === "atLeast" ? `at least ${id} of` : node, node === "atLeast" ? "" : id, label].filter(
    (part) => part !== "",
  );
  const doubt = valueWord(value) === valueWord(sure) ? "" : ` [${valueWord(value)} if unverified sources are right]`;
  const who = positions.length === 0 ? "" : ` as ${positions.join(", ")} see it`;
  const why = reasons.length === 0 ? "" : ` (${reasons.join(", ")})`;
  const line = `${"  ".repeat(depth)}${valueWord(sure)}  ${name.join(" ")}${who}${why}${doubt}${shown === null ? "" : shownText(shown)}`;
  return [line, ...children.flatMap((child) => treeLines(child, depth + 1))];
}

function shownText({
  standard,
  pro,
  con,
  reached,
  sources,
  sourcesAsked,
  kindsMissing,
  measured,
}: NonNullable<Tree["shown"]>): string {
  const parts = [
    `asks ${standard}`,
    `has ${pro ?? "nothing"}${reached === pro ? "" : `, which counts as ${reached ?? "nothing"}`}`,
    ...(con === null ? [] : [`against it ${con}`]),
    ...(sourcesAsked > 1 || sources.length > 0 ? [`${sources.length} independent sources, ${sourcesAsked} asked`] : []),
    ...kindsMissing.map((kinds) => `none of ${kinds.join(", ")}`),
    ...(measured === null ? [] : [`measured ${measured.lo} to ${measured.hi} against ${measured.asked} ${measured.unit}`]),
  ];
  return `: ${parts.join("; ")}`;
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

function textIn(text: LawText, language: LinesLanguage): string {
  return text[language];
}
