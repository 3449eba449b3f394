import { type Checked, no, yes } from "../../lib/index.ts";
import type { CausalModel, CausalNode, ModelFault, PlainGate } from "./model.ts";

/** Causes before effects and what forestalls before what it forestalls (Kahn), in the order given where nothing else decides; or one cycle. */
export function sortByCause(
  nodes: ReadonlyMap<string, CausalNode>,
  into: ReadonlyMap<string, readonly PlainGate[]>,
): Checked<readonly string[], ModelFault> {
  const waits = new Map<string, number>();
  const leads = new Map<string, string[]>();
  for (const [id, node] of nodes) {
    const causes = [...new Set([...causesOf(into, id), ...node.forestalledBy])];
    waits.set(id, causes.length);
    for (const cause of causes) {
      const effects = leads.get(cause);
      if (effects === undefined) leads.set(cause, [id]);
      else effects.push(id);
    }
  }
  const order = [...nodes.keys()].filter((id) => waits.get(id) === 0);
  for (let at = 0; at < order.length; at++) {
    for (const effect of leads.get(order[at] as string) ?? []) {
      const left = (waits.get(effect) ?? 0) - 1;
      waits.set(effect, left);
      if (left === 0) order.push(effect);
    }
  }
  return order.length === nodes.size ? yes(order) : no({ kind: "cycle", through: cycleIn(new Set(order), nodes, into) });
}

/** Everything that can lead to a node directly, each once. */
export function causesOf(into: ReadonlyMap<string, readonly PlainGate[]>, id: string): readonly string[] {
  return [...new Set((into.get(id) ?? []).flatMap(({ causes }) => causes))];
}

/** Among what is left over every node has a cause that is left over: walking back must come round. */
function cycleIn(
  sorted: ReadonlySet<string>,
  nodes: ReadonlyMap<string, CausalNode>,
  into: ReadonlyMap<string, readonly PlainGate[]>,
): readonly string[] {
  const path: string[] = [];
  const at = new Map<string, number>();
  let here = [...nodes.keys()].find((id) => !sorted.has(id));
  while (here !== undefined && !at.has(here)) {
    at.set(here, path.length);
    path.push(here);
    here = [...causesOf(into, here), ...(nodes.get(here)?.forestalledBy ?? [])].find((id) => !sorted.has(id));
  }
  return path.slice(here === undefined ? 0 : at.get(here)).reverse();
}

/**
 * What was forestalled must itself not have happened, and must not lead to what forestalls: then holding it absent is the only contingency that
 * Halpern's definition needs, and the rest stays monotone.
 */
export function preemptionFault({ nodes, into, order }: CausalModel): ModelFault | null {
  const bare = [...nodes.values()].find(({ id, step }) => step && causesOf(into, id).length === 0);
  if (bare !== undefined) return { kind: "bad-gate", at: bare.id, expected: "causes of a step" };
  const forestalled = [...nodes.values()].filter(({ forestalledBy }) => forestalledBy.length > 0);
  if (forestalled.length === 0) return null;
  const wrong = forestalled.find(({ state }) => state !== "not-occurred");
  if (wrong !== undefined) return { kind: "not-monotone", at: wrong.id, expected: "a forestalled node that did not occur" };
  const below = new Set(forestalled.map(({ id }) => id));
  for (const id of order) if (causesOf(into, id).some((cause) => below.has(cause))) below.add(id);
  const crossed = forestalled.find(({ forestalledBy }) => forestalledBy.some((id) => below.has(id)));
  if (crossed === undefined) return null;
  return { kind: "not-monotone", at: crossed.id, expected: "forestalled by nothing that it could itself lead to" };
}
