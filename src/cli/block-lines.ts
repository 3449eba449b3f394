import { formatTarget, type ResponderAnswers } from "../app/index.ts";
import { tableOf } from "../lib/index.ts";
import type { ActionPredicate } from "../model/index.ts";
import { paint, printable } from "./paint.ts";

const NAMED_MAX = 20;

/** What an operator can do about each guard's no. */
const WHAT_TO_DO: ReadonlyMap<string, string> = tableOf({
  "own-address": "it is this machine's own; nothing lets it be held",
  "special-address": "it is no party's address; nothing lets it be held",
  resolver: "take it out of the resolvers first, or block on another host",
  "time-source": "take it out of the time sources first",
  gateway: "it carries this machine's traffic; block what is behind it instead",
  management: "see respond.protect.management in meridian.yaml, and the enforcer's own list",
  operator: "an operator's session comes from there; end it first, or work from elsewhere",
  peer: "another party's witness or mirror is reached there",
  allowlist: "take it off the enforcer's allowlist first, as root",
  shared: "many share it (a CDN, a NAT pool); block by account; its policy in respond.shared says whether persons may approve it",
  safety: "it is a safety asset; no command of Meridian touches it",
  system: "the system needs it; no command of Meridian touches it",
  target: "name another target for this measure",
  expiry: "give a later or shorter --for",
  spoofable: "anybody can forge this source; block what accepted the traffic, or name it yourself",
  "prefix-length": "name a smaller network",
  "live-flows": "it carries a large share of what is connected now; have it approved, or name less",
  budget: "wait until the budget frees, as the line says, or undo what is held",
  canary: "see `meridian blocks`, and `meridian block --resume` when the critical flows stand again",
});

/** What became of an order, in lines for people; `where`: the flags that the command to undo must repeat. */
export function blockLines({ steps, standing, awaiting }: ResponderAnswers["block"], where: string): readonly string[] {
  return [
    ...steps.flatMap((step) => stepLines(step, where)),
    ...standing
      .slice(0, NAMED_MAX)
      .map(
        ({ target, expiresAt, action }) => `standing  ${formatTarget(target)} is held until ${expiresAt} already, by ${action}`,
      ),
    ...more(standing.length),
    ...awaiting.flatMap(({ action, persons, approve }) => [
      `awaiting  ${action} waits for ${persons} ${persons === 1 ? "person" : "persons"}: nothing is held yet`,
      `          ${approve}`,
    ]),
  ];
}

function hint(guard: string | null): readonly string[] {
  const text = WHAT_TO_DO.get(guard ?? "");
  return text === undefined ? [] : [`          ${text}`];
}

function more(count: number): readonly string[] {
  return count > NAMED_MAX ? [`          and ${count - NAMED_MAX} more`] : [];
}

function stepLines(step: ActionPredicate, where: string): readonly string[] {
  switch (step.step) {
    case "rehearsed":
      return [`would     ${step.measure} ${named(step)}${step.expiresAt === null ? "" : ` until ${step.expiresAt}`}`];
    case "applied":
    case "extended":
      return heldLines(step, where);
    case "refused":
      return refusedLines(step);
    case "failed":
      return [
        `${paint(["bold", "red"], "failed  ")}  ${named(step)}: ${printable(step.reason)}`,
        "          the enforcer could not do it; see its log, and `meridian blocks`",
      ];
    default:
      return [];
  }
}

function heldLines(
  { step, action, targets, expiresAt, measure, undo, reach }: ActionPredicate,
  where: string,
): readonly string[] {
  const what = targets.length === 1 ? named({ targets }) : `${targets.length} targets`;
  const until = expiresAt === null ? "done" : `until ${expiresAt}`;
  const flows = reach.flowsSeen === 0 ? "" : `, ${reach.flowsHit} of ${reach.flowsSeen} live flows`;
  return [
    `${paint(["bold", "green"], step.padEnd(8))}  ${measure} ${what} ${until}${flows}`,
    `          ${action}${undo === null ? "; nothing takes it back" : `; to undo: ${printable(undo + where)}`}`,
  ];
}

function refusedLines(step: ActionPredicate): readonly string[] {
  const guard = step.guards.refusedBy ?? "a guard";
  return [
    `${paint(["bold", "red"], "refused ")}  ${named(step)} by the guard ${guard}: ${printable(step.reason)}`,
    ...hint(guard),
  ];
}

function named({ targets }: Pick<ActionPredicate, "targets">): string {
  const shown = targets.slice(0, NAMED_MAX).map(formatTarget).map(printable).join(", ");
  return targets.length > NAMED_MAX ? `${shown} and ${targets.length - NAMED_MAX} more` : shown;
}

/** What became of taking back, in lines for people; `where` as of blockLines. */
export function unblockLines(
  { steps, nothing, covering, tookMs, kept }: ResponderAnswers["unblock"],
  where: string,
): readonly string[] {
  return [
    ...steps.map(({ step, measure, targets, dropped, action, reason }) =>
      step === "failed"
        ? `${paint(["bold", "red"], "failed  ")}  ${measure} ${named({ targets })} is still held: ${printable(reason)}`
        : `${paint(["bold", "green"], step.padEnd(8))}  ${measure} ${named({ targets })}, ${heldBack(dropped)}  (${action})`,
    ),
    ...nothing.slice(0, NAMED_MAX).map((what) => `not held  ${printable(what)}`),
    ...more(nothing.length),
    ...covering
      .slice(0, NAMED_MAX)
      .map(
        ({ target, undo }) =>
          `inside    ${formatTarget(target)} is still held and covers it; to undo: ${printable((undo ?? "") + where)}`,
      ),
    ...(steps.length === 0 ? [] : [`took      ${tookMs.toFixed(0)} ms`]),
    ...keptLines(kept),
  ];
}

function keptLines(kept: ResponderAnswers["unblock"]["kept"]): readonly string[] {
  if (kept.in === "ledger") return [];
  if (kept.in === "note")
    return ["noted     the ledger takes no statements now; what was undone is kept in a note and stated at the next start"];
  const warning = "undone now; it could not be kept, so a restart before its end puts it back: repeat it then";
  return [`${paint(["bold", "red"], "NOT KEPT")}  ${warning} (${printable(kept.why ?? "")})`];
}

/** What an actuator held back. */
export function heldBack(dropped: ActionPredicate["dropped"]): string {
  return dropped === null ? "not counted what it held back" : `${dropped.packets} packets (${dropped.bytes} bytes) held back`;
}
