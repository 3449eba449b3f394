import type { Rung, Step } from "./playbook.ts";
import { durationText } from "./units.ts";

const VERBS = {
  block: "Block the address",
  quarantine: "Quarantine the host",
  "lock-account": "Lock the account",
  "end-session": "End the session",
  "stop-process": "Stop the process",
  notify: "Notify",
} as const;

/** A step as a person would be told it; a tool that does not know our extension shows this text. */
export function sentenceOf(step: Step): string {
  if (step.kind === "manual") return step.text;
  const rungs = step.ladder.map((rung, index) => rungText(rung, index)).filter((text) => text !== "");
  const text = step.text === null ? "" : `: ${step.text}`;
  const verb = step.measure === "end-session" && step.target === "account" ? "End the account's sessions" : VERBS[step.measure];
  return `${[verb, ...rungs].join("; ").replace("; for", " for").replace("; with", " with")}${text}`;
}

function rungText({ durationMs, again, withinMs, prefix, persons }: Rung, index: number): string {
  const parts = [
    index === 0 ? "" : again > 0 ? `after ${again} within ${durationText(withinMs)}` : "",
    prefix === null
      ? ""
      : `the network (/${prefix.ipv4} or /${prefix.ipv6}) once ${prefix.addresses} addresses in it, within ${durationText(withinMs)}`,
    durationMs === null ? "" : `for ${durationText(durationMs)}`,
    persons === 0 ? "" : `with the approval of ${persons}`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}
