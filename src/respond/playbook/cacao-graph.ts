import { identifier } from "./cacao-types.ts";
import type { Cursor } from "./cursor.ts";
import { memberPath, refuse } from "./cursor.ts";
import { typeOf } from "./ids.ts";

const NEXT_MAX = 1_000;

type Steps = ReadonlyMap<string, Cursor>;

/** The steps that a step names, each with the place that names it (§4). */
function nextSteps(step: Cursor): readonly Cursor[] {
  const single = ["on_completion", "on_success", "on_failure", "on_true", "on_false"].flatMap((name) => step.find(name) ?? []);
  const type = step.need("type").text();
  if (type === "if-condition" || type === "while-condition") step.need("on_true");
  const parallel = type === "parallel" ? step.need("next_steps").items(NEXT_MAX, 2) : [];
  const cases =
    type === "switch-condition"
      ? step
          .need("cases")
          .members(NEXT_MAX)
          .map(([, one]) => one)
      : [];
  if (type === "switch-condition" && cases.length === 0) step.need("cases").refuse("at least one case");
  return [...single, ...parallel, ...cases];
}

/**
 * Refuses a workflow that is no finite way from its start to an end: a step that is not there, a cycle (a loop is a while-condition, whose
 * body ends at an end step and comes back by itself), a second start, a step that nothing reaches. Linear in steps and edges.
 */
export function checkGraph(playbook: Cursor, steps: Steps): void {
  const start = playbook.need("workflow_start");
  resolve(start, steps);
  if (typeOf(identifier(start)) !== "start") start.refuse("the id of a start step");
  const edges = new Map<string, readonly string[]>();
  for (const [id, step] of steps)
    edges.set(
      id,
      nextSteps(step).map((next) => resolve(next, steps)),
    );
  const roots = [start.text()];
  const exception = playbook.find("workflow_exception");
  if (exception !== undefined) roots.push(resolve(exception, steps));
  const reached = walk(roots, edges, playbook);
  checkKinds(playbook, steps, { start: start.text(), reached });
}

function resolve(node: Cursor, steps: Steps): string {
  const id = identifier(node);
  return steps.has(id) ? id : node.refuse("the id of a step in workflow");
}

/** Depth first without recursion: a step that is met again while still open closes a cycle. */
function walk(roots: readonly string[], edges: ReadonlyMap<string, readonly string[]>, playbook: Cursor): ReadonlySet<string> {
  const done = new Set<string>();
  const open = new Set<string>();
  const stack: { readonly id: string; at: number }[] = [];
  const enter = (id: string) => {
    if (done.has(id)) return;
    if (open.has(id)) refuse(stepPath(playbook, id), "a way that does not come back to this step: a loop is a while-condition");
    open.add(id);
    stack.push({ id, at: 0 });
  };
  for (const root of roots) {
    enter(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = edges.get(top.id)?.[top.at++];
      if (next !== undefined) enter(next);
      else {
        stack.pop();
        open.delete(top.id);
        done.add(top.id);
      }
    }
  }
  return done;
}

/** §3.1: at least a start, an end, and an action or playbook-action; one start only. */
function checkKinds(
  playbook: Cursor,
  steps: Steps,
  found: { readonly start: string; readonly reached: ReadonlySet<string> },
): void {
  for (const id of steps.keys()) {
    if (typeOf(id) === "start" && id !== found.start)
      refuse(stepPath(playbook, id), "one start step only, that of workflow_start");
    if (!found.reached.has(id)) refuse(stepPath(playbook, id), "a step that some other step leads to");
  }
  const types = new Set([...steps.keys()].map(typeOf));
  if (!types.has("end")) playbook.need("workflow").refuse("at least one end step");
  if (!types.has("action") && !types.has("playbook-action"))
    playbook.need("workflow").refuse("at least one action or playbook-action");
}

function stepPath(playbook: Cursor, id: string): string {
  return memberPath(memberPath(playbook.path, "workflow"), id);
}
