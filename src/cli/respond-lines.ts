import { type Config, type Node, openResponder, type RuleSet } from "../app/index.ts";
import type { ActionPredicate, Detection } from "../model/index.ts";
import { paint, printable } from "./paint.ts";

/** The response of a node that watches, as it is printed. */
export type Response = {
  observe(detection: Detection, readAtMs: number): void;
  useRules(rules: RuleSet): void;
  /** Ends it and prints what it did. */
  close(): Promise<void>;
};

/** Opens the response that `respond.mode` asks for, and prints one line an action; undefined where it is off or nothing is sealed. */
export async function openResponse(node: Node | null, config: Config, asJson: boolean): Promise<Response | undefined> {
  if (config.respond.mode === "off") return undefined;
  const say = (line: string) => void process.stderr.write(`meridian: ${printable(line)}\n`);
  if (node === null) return undefined;
  const counts = new Map<string, number>();
  const responder = await openResponder({
    node,
    config,
    onProblem: say,
    onAction: (step) => {
      counts.set(step.step, (counts.get(step.step) ?? 0) + step.targets.length);
      process.stdout.write(`${asJson ? JSON.stringify({ action: step }) : actionLine(step)}\n`);
    },
  });
  const { mode, actuator, intended, playbooks } = responder.status();
  say(
    `${mode === "act" ? `acting through ${actuator}` : "rehearsing, nothing is blocked"}: ${playbooks.length} playbooks, ${intended} held`,
  );
  return {
    observe: (detection, readAtMs) => responder.observe(detection, readAtMs),
    useRules: (rules) => responder.useRules(rules),
    close: async () => {
      await responder.close();
      process.stderr.write(`${summary(counts, responder.status().withheld)}\n`);
    },
  };
}

/** One step for people: what, whom, until when, why, and how to take it back. */
function actionLine({ step, measure, targets, expiresAt, reason, undo, rule, action }: ActionPredicate): string {
  const whom = targets.slice(0, 3).map(({ value }) => printable(value));
  const more = targets.length > 3 ? ` and ${targets.length - 3} more` : "";
  const until = expiresAt === null || step === "expired" ? "" : ` until ${expiresAt}`;
  const why = printable(rule === null ? reason : `${rule.title}: ${reason}`).slice(0, 300);
  const back = undo !== null && (step === "applied" || step === "extended" || step === "found") ? `\n    undo: ${undo}` : "";
  return `${paint("bold", `${step} ${measure}`)} ${whom.join(", ")}${more}${until}  ${action}\n    ${paint("dim", why)}${back}`;
}

function summary(counts: ReadonlyMap<string, number>, withheld: number): string {
  const parts = [...counts].map(([step, count]) => `${count} ${step}`);
  if (withheld > 0) parts.push(`${withheld} not begun, since nothing could be stated or action was paused`);
  return `response    ${parts.length === 0 ? "nothing was done" : parts.join(", ")}`;
}
