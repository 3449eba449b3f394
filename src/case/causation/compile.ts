import { type Diagram, FALSE, TRUE } from "./diagram.ts";
import { and, atLeast, or, variable } from "./functions.ts";
import type { CausalModel, PlainGate } from "./model.ts";
import { enough, type World } from "./world.ts";

/** What is asked: how an outcome came about in one world. */
export type Scene = { readonly model: CausalModel; readonly world: World; readonly outcome: string };

/** How variables are ordered: along paths, effects before causes, or what meets in a gate close together. What is small depends on the graph's shape. */
export type VariableOrder = "along-paths" | "effects-first" | "drawn-together";

/** The outcome as a function of what occurred: level n is the n-th of `variables`. */
export type Compiled = { readonly root: number; readonly variables: readonly string[] };

/**
 * The outcome in one world as a monotone function of everything else that occurred in it: each node happens when it is not taken away itself and
 * one of its groups is still complete. What did not occur stays so.
 */
export function compileWorld(diagram: Diagram, { model, world, outcome }: Scene, variables: readonly string[]): Compiled {
  const levels = new Map(variables.map((id, level) => [id, level]));
  const made = new Map<string, number>();
  const gate = ({ needs, causes }: PlainGate): number => {
    const present = causes.filter((cause) => world.occurred.has(cause));
    const least = enough(needs, causes.length);
    if (present.length < least) return FALSE;
    return gather(
      diagram,
      least,
      present.map((cause) => made.get(cause) ?? FALSE),
    );
  };
  for (const id of model.order) {
    if (!world.occurred.has(id)) continue;
    const gates = model.into.get(id) ?? [];
    const free = gates.length === 0 || world.unexplained.has(id);
    const caused = free ? TRUE : gates.reduce((any, one) => or(diagram, any, gate(one)), FALSE);
    const level = levels.get(id);
    made.set(id, level === undefined ? caused : and(diagram, variable(diagram, level), caused));
  }
  return { root: made.get(outcome) ?? FALSE, variables };
}

function gather(diagram: Diagram, least: number, functions: readonly number[]): number {
  if (least === 1) return functions.reduce((any, one) => or(diagram, any, one), FALSE);
  if (least === functions.length) return functions.reduce((all, one) => and(diagram, all, one), TRUE);
  return atLeast(diagram, least, functions);
}

/** What occurred and leads to the outcome by complete or incomplete groups, without the outcome itself. */
export function variablesOf({ model, world, outcome }: Scene, order: VariableOrder): readonly string[] {
  const found = depthFirst(model, world, outcome);
  if (order === "along-paths") return found;
  const within = new Set(found);
  const inTime = model.order.filter((id) => within.has(id)).reverse();
  return order === "effects-first" ? inTime : drawTogether(model, inTime);
}

/** FORCE (Aloul, Markov, Sakallah 2003): again and again each node moves to the middle of the gates that it is at. */
function drawTogether(model: CausalModel, start: readonly string[]): readonly string[] {
  const within = new Set(start);
  const joined = start.map((id) => [
    id,
    ...(model.into.get(id) ?? []).flatMap(({ causes }) => causes.filter((cause) => within.has(cause))),
  ]);
  let order = start;
  for (let round = 0; round < DRAWING_ROUNDS; round++) {
    const place = new Map(order.map((id, at) => [id, at]));
    const sums = new Map(order.map((id) => [id, { sum: 0, count: 0 }]));
    for (const ids of joined) {
      const middle = ids.reduce((sum, id) => sum + (place.get(id) ?? 0), 0) / ids.length;
      for (const id of ids) {
        const own = sums.get(id);
        if (own === undefined) continue;
        own.sum += middle;
        own.count++;
      }
    }
    const mean = (id: string) => {
      const own = sums.get(id);
      return own === undefined ? 0 : own.sum / own.count;
    };
    order = [...order].sort((left, right) => mean(left) - mean(right) || (place.get(left) ?? 0) - (place.get(right) ?? 0));
  }
  return order;
}

const DRAWING_ROUNDS = 40;

/** From the outcome, each node before its causes: neighbours in the graph stay neighbours in the diagram. */
function depthFirst(model: CausalModel, world: World, outcome: string): readonly string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  const stack = [outcome];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    if (id !== outcome && model.nodes.get(id)?.step !== true) found.push(id);
    if (world.unexplained.has(id)) continue;
    const causes = (model.into.get(id) ?? []).flatMap((gate) => gate.causes);
    for (const cause of causes.reverse()) if (world.occurred.has(cause)) stack.push(cause);
  }
  return found;
}
