import type { FindingWord, ResponseDocument, ToldAction } from "../model/index.ts";
import type { ResponseSection } from "./report.ts";
import { capped, faultLines, type ReportPart } from "./report-part.ts";

/** The parts on what was done (spec/action.md §data/actions.json): each action's life, and how the findings stand to it. */
export function responseParts({ status, told, faults }: ResponseSection): readonly ReportPart[] {
  const done = { question: "What was done about it?", word: status, bad: status === "differs" };
  if (told === null) {
    const lines = ["No action is shown. There may have been some."];
    return [{ ...done, lines }];
  }
  const { actions, statements } = told.leftOut;
  const lines = [...capped(inTime(told.actions).map(tellAction), "actions"), ...faultLines(faults)];
  if (actions > 0)
    lines.push(
      `Left out, by the publisher's word: ${actions} actions, ${statements} statements; what they rest on or say is withheld.`,
    );
  return [{ ...done, lines }, prevented(told)];
}

function inTime(actions: readonly ToldAction[]): readonly ToldAction[] {
  return [...actions].sort((left, right) => (left.timing.decidedAt < right.timing.decidedAt ? -1 : 1));
}

function tellAction({ action, measure, targets, by, reason, rule, timing, steps, evidence, dropped }: ToldAction): string {
  const { readAt, decidedAt, heldAt } = timing;
  const whom = capped(
    targets.map(({ kind, value }) => `${kind} ${value}`),
    "targets",
    3,
  ).join(", ");
  const took =
    readAt === null || heldAt === null ? "" : `, ${Date.parse(heldAt) - Date.parse(readAt)} ms after its line was read`;
  const life = capped(
    steps.map(({ step, at, index }) => `${step} ${at} (entry ${index})`),
    "steps",
  ).join("; ");
  return `${measure} ${whom}, by ${by}${rule === null ? "" : `, rule "${rule}"`}: ${reason}. ${action}: decided ${decidedAt}, ${heldAt === null ? "never held" : `held ${heldAt}${took}`}; ${life}; rests on ${evidence.records} records, ${evidence.here} of them here${dropped === null ? "" : `; ${counted(dropped)}`}.`;
}

function counted({ packets, bytes }: { readonly packets: number; readonly bytes: number }): string {
  return `the enforcer counted ${packets} packets, ${bytes} bytes held back`;
}

const WORDS: Readonly<Record<FindingWord, string>> = {
  before: "began before anything was held: not prevented",
  "although-held": "began while something that their records name was held: not prevented although blocked",
  "not-covered": "began later, and their records name nothing that was held: not prevented",
  unknown: "began later, and a record that could name what was held is not shown as text",
};

function prevented({ findings, heldFrom, dropped, enforcement }: ResponseDocument): ReportPart {
  const lines = [
    heldFrom === null ? "Nothing was ever held." : `Something was held from ${heldFrom}, by the node's clock, not the records'.`,
  ];
  const words: string[] = [];
  for (const [word, sentence] of Object.entries(WORDS)) {
    const numbers = findings.flatMap((one, at) => (one === word ? [at + 1] : []));
    if (numbers.length === 0) continue;
    words.push(`${numbers.length} ${word}`);
    lines.push(`${numbers.length} of ${findings.length} findings ${sentence} (No. ${capped(numbers, "").join(", ")}).`);
  }
  if (heldFrom !== null && !findings.includes("although-held") && !findings.includes("unknown"))
    lines.push("No finding that names what was held began while it was held.");
  if (dropped !== null)
    lines.push(`All in all ${counted(dropped)}: stated, not proved, and what they would have done nobody knows.`);
  const below = enforcement.below.map(
    ({ actuator, from, to, held, intended }) =>
      `Enforcement alarm from ${from} to ${to} by ${actuator}: at worst ${held} of ${intended} held.`,
  );
  lines.push(...capped(below, "alarms"));
  if (below.length === 0)
    lines.push(`Statements on enforcement over this time: ${enforcement.statements}, none an alarm (below 99.9 %).`);
  return { question: "What was not prevented, and what was held back?", word: words.join(", "), bad: false, lines };
}
