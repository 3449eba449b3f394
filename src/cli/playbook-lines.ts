import { type Explanation, formatTarget, type Playbook } from "../app/index.ts";
import { paint, printable } from "./paint.ts";
import { duration } from "./playbook-rehearse-lines.ts";

/** A playbook in a few lines: what it is called, what makes it run, and what it does. */
export function playbookLines({ id, name, digest, plan, notExecutable, revoked }: Playbook): readonly string[] {
  const state = revoked ? "  revoked" : plan === null ? "  does not run here" : "";
  return [
    `${paint("bold", printable(name))}${paint("red", state)}`,
    `    ${paint("dim", `${id}  sha256 ${digest.slice(0, 16)}…`)}`,
    ...(plan?.steps ?? []).map((step) =>
      step.kind === "manual"
        ? `    a person: ${printable(step.text)}`
        : `    ${step.measure} ${step.target}${step.ladder.map(rung).join(", then")}`,
    ),
    ...notExecutable.map(({ step, because }) => `    ${printable(step ?? "the playbook")}: ${printable(because)}`),
  ];
}

type Rung = Extract<NonNullable<Playbook["plan"]>["steps"][number], { readonly kind: "measure" }>["ladder"][number];

function rung({ durationMs, again, prefix, persons }: Rung): string {
  const time = durationMs === null ? "" : ` for ${duration(durationMs)}`;
  const when = again === 0 ? "" : ` after ${again} times`;
  const reach = prefix === null ? "" : ` with its /${prefix.ipv4} or /${prefix.ipv6}`;
  return `${time}${reach}${when}${persons === 0 ? "" : `, when ${persons} approve`}`;
}

/** What was decided about an imagined detection, and every condition with what was found. */
export function explanationLines({ facts, known, considered, proposals }: Explanation): readonly string[] {
  const { rule, confidence } = facts;
  return [
    `${paint("bold", printable(rule.title))}  level ${rule.level}, confidence ${confidence}${known ? "" : "  (no such rule here; taken by its name)"}`,
    ...considered.flatMap(({ playbook, runs, conditions, notExecutable, dropped }) => [
      `${runs ? paint("green", "runs   ") : paint("dim", "passes ")} ${printable(playbook.name)}`,
      ...conditions.map(
        ({ name, wanted, found, holds }) =>
          `    ${holds ? "yes" : paint("red", "no ")} ${name.padEnd(12)} wanted ${printable(wanted)}, found ${printable(found)}`,
      ),
      ...notExecutable.map(({ because }) => `    no  ${printable(because)}`),
      ...dropped.map(
        ({ step, target, because }) =>
          `    not ${printable(step)}${target === null ? "" : ` on ${printable(formatTarget(target))}`}: ${printable(because)}`,
      ),
    ]),
    ...(proposals.length === 0 ? ["nothing would be done"] : []),
    ...proposals.map(
      ({ measure, target, durationMs, persons, reachability, reason }) =>
        `${paint("bold", `would ${measure} ${printable(formatTarget(target))}`)}${durationMs === null ? "" : ` for ${duration(durationMs)}`}${persons > 0 ? `, when ${persons} approve` : ""}${reachability === "spoofable" ? "  (refused: anybody can forge this source)" : ""}\n    ${printable(reason)}`,
    ),
  ];
}
