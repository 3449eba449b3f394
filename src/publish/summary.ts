import { EXERCISE_LABEL } from "../model/index.ts";
import { AUDIENCES } from "./audience.ts";
import { FINDING_WORDS, findingCounts } from "./page/response.ts";
import { clockTime, number, plural } from "./page/words.ts";
import type { DossierView } from "./view.ts";

/** Findings in the summary; all of them are in data/timeline.json. */
const ROWS_MAX = 200;

/** SUMMARY.md: the page in short, for people and for mail. */
export function renderSummary(view: DossierView): string {
  const { opened, party, published, denominators, timeline, origin } = view;
  const { lines, records } = denominators;
  const exercise = party.predicate.exercise ? [`**${EXERCISE_LABEL}**`, ""] : [];
  const rows = timeline.entries
    .slice(0, ROWS_MAX)
    .map(
      ({ time, rule, level, records: cited, index }, at) =>
        `| ${at + 1} | ${clockTime(time.from)} | ${cell(rule.title)} | ${cell(rule.author)}, ${cell(rule.version)} | ${level} | ${cited.length} | ${index} |`,
    );
  return [
    `# ${line(opened.predicate.title)}`,
    "",
    ...exercise,
    `${published.tlp}. ${AUDIENCES[published.audience].meaning}`,
    "",
    `Publisher's preview of case \`${opened.predicate.case}\`, kept by ${line(party.predicate.party.name)} in the ledger \`${origin}\` at size ${published.ledgerSize}; published ${clockTime(published.publishedAt)}.`,
    "",
    "| No. | Time in the records | Rule | Author, version | Level | Records | Ledger entry |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
    ...(timeline.entries.length > ROWS_MAX
      ? [`${number(timeline.entries.length - ROWS_MAX)} more in data/timeline.json.`, ""]
      : []),
    ...responseLines(view),
    "## Denominators",
    "",
    `- ${plural(lines.linesIn, "line")} in: ${number(lines.evaluated)} evaluated, ${number(lines.rejected)} rejected, ${number(lines.dropped)} dropped.`,
    `- ${plural(records.cited, "record")} cited: ${number(records.shown)} shown, ${number(records.withheld)} withheld, ${number(records.erased)} erased.`,
    `- Log sources absent: ${[...new Set(denominators.runs.flatMap(({ absent }) => absent))].map(line).join(", ") || "none named"}.`,
    "",
    "## Reply",
    "",
    ...replyLines(view),
    "",
    "## What this does not show",
    "",
    "Sealing does not show that a record was true when it was written, that a clock was right, or who was behind it.",
    "Check the folder with a verifier that you did not get from the publisher; `index.html` names one and its SHA-256.",
    "",
  ].join("\n");
}

/** What was done, in short; nothing where no statement speaks of it. */
function responseLines({ response }: DossierView): readonly string[] {
  if (response === undefined) return [];
  const { actions, leftOut, findings, dropped } = response;
  const done = actions.slice(0, ROWS_MAX).map(({ measure, targets, by, steps }) => {
    const [target] = targets;
    const more = targets.length > 1 ? ` and ${number(targets.length - 1)} more` : "";
    return `- ${measure} ${target?.kind ?? ""} ${line(target?.value ?? "")}${more}, by ${line(by)}: ${steps
      .slice(0, 10)
      .map(({ step, at }) => `${step} ${clockTime(at)}`)
      .join(", ")}.`;
  });
  const counts = findingCounts(response).map(
    ([word, count]) => `- ${number(count)} of ${plural(findings.length, "finding")} ${FINDING_WORDS[word]}.`,
  );
  if (actions.length > done.length) done.push(`- ${number(actions.length - done.length)} more in data/actions.json.`);
  if (leftOut.actions > 0)
    done.push(`- Left out, because what they rest on or say is withheld: ${plural(leftOut.actions, "action")}.`);
  if (dropped !== null) counts.push(`- The enforcer counted ${plural(dropped.packets, "packet")} held back.`);
  return ["## What was done, and what it did not prevent", "", ...done, ...counts, ""];
}

function replyLines({ reply }: DossierView): readonly string[] {
  if (reply.state === "not requested") return ["Not requested."];
  const requests = reply.requested.map(({ at, of }) => `- Requested of ${line(of)} on ${clockTime(at)}.`);
  const answers = reply.received.map(({ at, from }) => `- Received from ${line(from)} on ${clockTime(at)}; see data/reply.json.`);
  return [...requests, ...answers];
}

/** Text that stays on its line and starts no markup of its own. */
function line(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").replace(/[\\`*_[\]<>#]/g, "\\$&");
}

function cell(text: string): string {
  return line(text).replaceAll("|", "\\|");
}
