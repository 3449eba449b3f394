import type { Cursor } from "./cursor.ts";
import { readStep, readTrigger, TRIGGER_MEMBERS } from "./extension.ts";
import { EXTENSION_ID } from "./ids.ts";
import { measureOfOpenC2 } from "./openc2.ts";
import type { NotExecutable, Plan, Step, Targets } from "./playbook.ts";

/** A plan, or why there is none. */
export type Planned = { readonly plan: Plan | null; readonly notExecutable: readonly NotExecutable[] };

/**
 * The plan of a valid CACAO document: the steps from its start to its end, one after the other. What we cannot run makes the whole playbook
 * not executable, because half a playbook may do more harm than none. Our extension itself is read strictly.
 */
export function planOf(document: Cursor): Planned {
  const extension = document.find("playbook_extensions")?.find(EXTENSION_ID);
  const trigger = extension === undefined ? null : readTrigger(extension.only(...TRIGGER_MEMBERS));
  const notExecutable: NotExecutable[] = [];
  if (trigger === null) {
    notExecutable.push({
      step: null,
      because: `it does not say on which detections it runs: ${EXTENSION_ID} is not in playbook_extensions`,
    });
  }
  if (document.find("workflow_exception") !== undefined) {
    notExecutable.push({ step: null, because: "workflow_exception: another way through the steps" });
  }
  const steps: Step[] = [];
  for (const [id, step] of inOrder(document)) {
    const read = readOne(id, step, trigger?.targets ?? {});
    if (typeof read === "string") notExecutable.push({ step: id, because: read });
    else if (read !== null) steps.push(read);
  }
  if (trigger === null || notExecutable.length > 0) return { plan: null, notExecutable };
  if (steps.length === 0) return { plan: null, notExecutable: [{ step: null, because: "none of its steps does anything here" }] };
  return { plan: { ...trigger, steps }, notExecutable };
}

/** The steps along on_completion and on_success, then those that are reached otherwise. The graph is known to have no cycle. */
function inOrder(document: Cursor): readonly (readonly [string, Cursor])[] {
  const workflow = document.need("workflow");
  const order: (readonly [string, Cursor])[] = [];
  let next: string | undefined = document.need("workflow_start").text();
  while (next !== undefined) {
    const step: Cursor = workflow.need(next);
    order.push([next, step]);
    next = (step.find("on_completion") ?? step.find("on_success"))?.text();
  }
  const seen = new Set(order.map(([id]) => id));
  return [...order, ...workflow.members(Number.POSITIVE_INFINITY).filter(([id]) => !seen.has(id))];
}

function readOne(id: string, step: Cursor, targets: Targets): Step | string | null {
  const type = step.need("type").text();
  if (type === "start" || type === "end") return null;
  if (type !== "action") return `a step of type ${type}`;
  for (const name of ["on_failure", "delay", "timeout"]) if (step.find(name) !== undefined) return `an action with ${name}`;
  const extension = step.find("step_extensions")?.find(EXTENSION_ID);
  if (extension !== undefined) return readStep(extension, id, targets);
  return readCommands(id, step, targets);
}

function readCommands(id: string, step: Cursor, targets: Targets): Step | string {
  const commands = step.need("commands").items(Number.POSITIVE_INFINITY);
  const first = commands[0];
  if (first === undefined || commands.length > 1) return "several commands in one step";
  const type = first.need("type").text();
  if (type === "manual") {
    const text = (first.find("command") ?? step.find("description") ?? step.find("name"))?.text() ?? "";
    return text === "" ? "a manual command without text" : { kind: "manual", id, text: text.slice(0, 1_500) };
  }
  return type === "openc2-http" ? measureOfOpenC2(id, first, targets) : `a command of type ${type}`;
}
