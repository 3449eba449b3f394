import { ACTIONS_FILE, type FindingWord, type ResponseDocument, statementPath, type ToldAction } from "../../model/index.ts";
import type { DossierView } from "../view.ts";
import { type Markup, markup, NOTHING } from "./markup.ts";
import { clockTime, number, plural } from "./words.ts";

/** Actions, targets and steps on the page; all of them are in data/actions.json. */
const ACTIONS_SHOWN_MAX = 500;
const TARGETS_SHOWN_MAX = 10;
const STEPS_SHOWN_MAX = 20;

/** How a finding stands to what was held, in words (spec/action.md §data/actions.json). */
export const FINDING_WORDS: Readonly<Record<FindingWord, string>> = {
  before: "began before anything was held: not prevented",
  "although-held": "began while something that their records name was held: not prevented although blocked",
  "not-covered": "began later, and their records name nothing that was held: not prevented",
  unknown: "began later, and a record that could name what was held is not shown as text",
};

/** How many findings stand so, for each word that any has. */
export function findingCounts({ findings }: ResponseDocument): readonly (readonly [FindingWord, number])[] {
  return (Object.keys(FINDING_WORDS) as FindingWord[])
    .map((word) => [word, findings.filter((one) => one === word).length] as const)
    .filter(([, count]) => count > 0);
}

/** What was done, step by step, and what it did not prevent; nothing where no statement speaks of an action. */
export function responseSection({ response }: DossierView): Markup {
  if (response === undefined) return NOTHING;
  const { actions, leftOut } = response;
  const rows = actions.slice(0, ACTIONS_SHOWN_MAX).map(actionRow);
  const more = actions.length - rows.length;
  const table = markup`<div class="scroll"><table><thead><tr><th scope="col">What, and whom</th><th scope="col">Why, and by whom</th><th scope="col">Its life, by the node's clock</th><th scope="col">Held back</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  return markup`<section id="response" aria-labelledby="h-response"><h2 id="h-response">What was done, and what it did not prevent</h2>
${rows.length === 0 ? NOTHING : table}${more > 0 ? markup`<p>${number(more)} more actions in <a href="${ACTIONS_FILE}">${ACTIONS_FILE}</a>.</p>` : NOTHING}
${leftOut.actions === 0 ? NOTHING : markup`<p><b>Left out:</b> ${plural(leftOut.actions, "action")} (${plural(leftOut.statements, "statement")}), because what they rest on or say is withheld.</p>`}
<div class="boxes"><div class="box proved"><h3>Not prevented</h3><ul>${notPrevented(response)}</ul></div>
<div class="box judged"><h3>Held back, as stated</h3><ul>${heldBack(response)}</ul></div></div></section>`;
}

function actionRow({
  action,
  measure,
  targets,
  by,
  reason,
  rule,
  playbook,
  timing,
  steps,
  evidence,
  dropped,
}: ToldAction): Markup {
  const whom = targets.slice(0, TARGETS_SHOWN_MAX).map(({ kind, value }) => markup`<br>${kind} <code>${value}</code>`);
  const moreTargets = targets.length - whom.length;
  const life = steps
    .slice(0, STEPS_SHOWN_MAX)
    .map(
      ({ index, step, at }) =>
        markup`<br>${step} ${clockTime(at)} <a class="mono" href="${statementPath(index)}">entry ${index}</a>`,
    );
  const { readAt, heldAt } = timing;
  const took =
    readAt === null || heldAt === null
      ? ""
      : `${number(Math.max(0, Date.parse(heldAt) - Date.parse(readAt)))} ms from the line read to held`;
  return markup`<tr><td><b>${measure}</b>${whom}${moreTargets > 0 ? ` and ${number(moreTargets)} more` : ""}<br><span class="soft mono">${action}</span></td>
<td>${reason}<br><span class="soft">${by}${rule === null ? "" : `, rule “${rule}”`}${playbook === null ? "" : `, ${playbook}`}; rests on ${plural(evidence.records, "record")}, ${number(evidence.here)} of them here</span></td>
<td>${took}${life}${steps.length > STEPS_SHOWN_MAX ? ` and ${number(steps.length - STEPS_SHOWN_MAX)} more steps` : ""}</td>
<td>${dropped === null ? "not counted" : `${plural(dropped.packets, "packet")}, ${plural(dropped.bytes, "byte")}`}</td></tr>`;
}

function notPrevented(response: ResponseDocument): readonly Markup[] {
  const { findings, heldFrom } = response;
  const held =
    heldFrom === null ? "Nothing was ever held." : `Something was held from ${clockTime(heldFrom)}, by the node's clock.`;
  const counts = findingCounts(response).map(([word, count]) => {
    const numbers = findings.flatMap((one, at) => (one === word ? [at + 1] : [])).slice(0, 50);
    return markup`<li>${number(count)} of ${plural(findings.length, "finding")} ${FINDING_WORDS[word]}: ${numbers.map((at) => markup`<a href="#e${at}">${at}</a> `)}</li>`;
  });
  return [markup`<li>${held}</li>`, ...counts];
}

function heldBack({ dropped, enforcement }: ResponseDocument): readonly Markup[] {
  const counted =
    dropped === null
      ? "The enforcer gave no count."
      : `The enforcer counted ${plural(dropped.packets, "packet")}, ${plural(dropped.bytes, "byte")}. What they would have done nobody knows.`;
  const alarms = enforcement.below.map(
    ({ from, to, held, intended }) =>
      markup`<li><b>Enforcement alarm</b> from ${clockTime(from)} to ${clockTime(to)}: at worst ${number(held)} of ${number(intended)} held.</li>`,
  );
  const fine = markup`<li>Statements on enforcement over this time: ${number(enforcement.statements)}; none is an alarm.</li>`;
  return [markup`<li>${counted}</li>`, ...(alarms.length > 0 ? alarms : [fine])];
}
