import { type ActionLife, formatTarget, type HeldBlock, type ResponderStatus, type WaitingAction } from "../app/index.ts";
import { heldBack } from "./block-lines.ts";
import { paint, printable } from "./paint.ts";
import { duration } from "./playbook-rehearse-lines.ts";

/** How a responder stands, in lines for people: the ratio that counts is of what the system was seen to hold. */
export function statusLines(status: ResponderStatus): readonly string[] {
  const { mode, actuator, intended, enforcement, unreachable, starting, paused, unstated, withheld, gaps } = status;
  return [
    `held        ${intended} meant to be held${ratio(enforcement)}`,
    `mode        ${mode}, through ${printable(actuator)}`,
    ...(starting === null ? [] : [`starting    ${starting.done} of ${starting.of} put back so far`]),
    ...(unreachable === null ? [] : [alarm(`ENFORCER DOES NOT ANSWER: ${unreachable}; what it holds stays until its own end`)]),
    ...(enforcement?.alarm === true
      ? [
          alarm(
            `LESS THAN 99.9 % OF WHAT IS MEANT TO BE HELD WAS HELD; ${enforcement.repaired} were put back; look who else changes the table`,
          ),
        ]
      : []),
    ...(paused === null ? [] : [alarm(`PAUSED: ${paused}`)]),
    ...(unstated === 0 ? [] : [`unstated    ${unstated} steps are on their way to the ledger`]),
    ...(withheld === 0 ? [] : [`withheld    ${withheld} decisions were not carried out`]),
    ...gaps.slice(0, 8).map((gap) => `unknown     ${printable(gap)}`),
  ];
}

function ratio(enforcement: ResponderStatus["enforcement"]): string {
  if (enforcement === null) return "; not compared with the system yet";
  const { at, held, intended, repaired, found } = enforcement;
  const share = ((enforcement.ratio ?? 1) * 100).toFixed(held === intended ? 0 : 2);
  return `; at ${at} ${held} of ${intended} were (${share} %), ${repaired} repaired, ${found} found without a statement`;
}

function alarm(text: string): string {
  return paint(["bold", "red"], printable(text));
}

/** What waits for persons. */
export function waitingLines(awaiting: readonly WaitingAction[]): readonly string[] {
  return awaiting.flatMap(({ action, since, measure, targets, persons, reason, approve }) => [
    `awaiting    ${action} since ${since}: ${measure} ${targets.slice(0, 3).map(formatTarget).map(printable).join(", ")}${targets.length > 3 ? ` and ${targets.length - 3} more` : ""}, ${persons} to approve: ${printable(reason)}`,
    `            ${printable(approve)}`,
  ]);
}

/** One line a target; cut to `width` columns where that is not 0. */
export function heldLines(blocks: readonly HeldBlock[], nowMs: number, width: number): readonly string[] {
  return blocks.map(({ target, measure, expiresAt, action, by, reason, rule, dropped }) => {
    const left = Math.max(0, Date.parse(expiresAt) - nowMs);
    const why = rule === null ? `${by}: ${reason}` : rule.title;
    const line = `${printable(formatTarget(target)).padEnd(34)}  ${measure.padEnd(12)}  ${action}  until ${expiresAt} (${duration(left)})  ${dropped === null ? "-" : `${dropped.packets} packets`}  ${printable(why)}`;
    return width > 0 && line.length > width ? `${line.slice(0, width - 1)}…` : line;
  });
}

/** The life of one action, a line a step, as the ledger tells it. */
export function lifeLines({ action, steps, holds, dropped, faults }: ActionLife): readonly string[] {
  const first = steps[0]?.statement.predicate;
  if (first === undefined) return [];
  const { measure, targets, reason, rule, playbook, evidence, undo } = first;
  return [
    `${paint("bold", action)}  ${measure} ${targets.slice(0, 5).map(formatTarget).map(printable).join(", ")}${targets.length > 5 ? ` and ${targets.length - 5} more` : ""}`,
    `  reason    ${printable(reason)}`,
    ...(rule === null ? [] : [`  rule      ${printable(rule.title)} (${rule.level})`]),
    ...(playbook === null ? [] : [`  playbook  ${printable(playbook.id)} ${printable(playbook.step)}`]),
    `  evidence  ${evidence.length} records`,
    ...steps.map(({ index, statement: { predicate } }) => stepLine(index, predicate)),
    ...holds
      .slice(0, 5)
      .map(
        ({ target, heldAt, endsAt, ended }) =>
          `  held      ${printable(formatTarget(target))} from ${heldAt} to ${ended?.at ?? endsAt ?? "now"}${ended === null ? "" : ` (${ended.step})`}`,
      ),
    ...(holds.length > 5 ? [`            and ${holds.length - 5} more`] : []),
    `  stopped   ${heldBack(dropped)}`,
    ...(undo === null ? [] : [`  undo      ${printable(undo)}`]),
    ...faults.map(({ index, reason: why }) => paint("red", `  FAULT     entry ${index}: ${printable(why)}`)),
  ];
}

type Step = ActionLife["steps"][number]["statement"]["predicate"];

function stepLine(index: number, { at, step, targets, by, expiresAt, timing, guards, reason }: Step): string {
  const until = expiresAt === null || step === "undone" || step === "expired" ? "" : ` until ${expiresAt}`;
  const took =
    timing.readAt === null || timing.heldAt === null
      ? ""
      : `, ${Date.parse(timing.heldAt) - Date.parse(timing.readAt)} ms after the line was read`;
  const refusal = guards.refusedBy === null ? "" : ` by the guard ${printable(guards.refusedBy)}: ${printable(reason)}`;
  return `  ${step.padEnd(9)} ${at}  ${targets.length === 1 ? "1 target" : `${targets.length} targets`}${until}${refusal}${took}, ${printable(by)}  ${paint("dim", `entry ${index}`)}`;
}
