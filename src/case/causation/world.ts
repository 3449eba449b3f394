import type { CausalModel, Needs, PlainGate } from "./model.ts";
import { causesOf } from "./order.ts";

/** One way that everything was: what is unknown filled in. */
export type World = {
  readonly occurred: ReadonlySet<string>;
  /** Occurred although no group of its causes was complete: it stands by something that the model does not have. */
  readonly unexplained: ReadonlySet<string>;
  /** Did not occur although a group was complete: something kept it from happening. */
  readonly heldOff: ReadonlySet<string>;
};

/** What could have led to a node or kept from it, itself too; causes before effects. */
export function coneOf(model: CausalModel, outcome: string): readonly string[] {
  const within = new Set([outcome]);
  for (const id of [...model.order].reverse())
    if (within.has(id)) for (const cause of causesOf(model.into, id)) within.add(cause);
  return model.order.filter((id) => within.has(id));
}

/** Reads a world off a choice for what is unknown. */
export function worldOf(model: CausalModel, cone: readonly string[], chosen: ReadonlySet<string>): World {
  const occurred = new Set<string>();
  const unexplained = new Set<string>();
  const heldOff = new Set<string>();
  for (const id of cone) {
    const node = model.nodes.get(id);
    const gates = model.into.get(id) ?? [];
    const complete = gates.some((gate) => isComplete(gate, occurred));
    const happened = node?.step === true ? complete : node?.state === "occurred" || chosen.has(id);
    if (happened) occurred.add(id);
    if (gates.length === 0 || happened === complete) continue;
    (happened ? unexplained : heldOff).add(id);
  }
  return { occurred, unexplained, heldOff };
}

/** Are enough of its causes there? */
export function isComplete({ needs, causes }: PlainGate, present: ReadonlySet<string>): boolean {
  return causes.reduce((sum, cause) => sum + (present.has(cause) ? 1 : 0), 0) >= enough(needs, causes.length);
}

/** How many of `count` causes it takes. */
export function enough(needs: Needs, count: number): number {
  if (needs === "all") return count;
  return needs === "any" ? 1 : needs.atLeast;
}

/**
 * What would have occurred had these not: effects follow from what is left, and what was forestalled happens once nothing forestalls it any more.
 * With `hold`, everything that did not occur stays so: Halpern's contingency.
 */
export function without(
  model: CausalModel,
  { world, cone }: { readonly world: World; readonly cone: readonly string[] },
  removed: ReadonlySet<string>,
  hold = false,
): ReadonlySet<string> {
  const left = new Set<string>();
  for (const id of cone) {
    if (removed.has(id)) continue;
    const gates = model.into.get(id) ?? [];
    const caused = gates.length === 0 || world.unexplained.has(id) || gates.some((gate) => isComplete(gate, left));
    if (caused && (world.occurred.has(id) || (!hold && isReleased(model, world, id, left)))) left.add(id);
  }
  return left;
}

function isReleased(model: CausalModel, world: World, id: string, left: ReadonlySet<string>): boolean {
  const by = model.nodes.get(id)?.forestalledBy ?? [];
  return by.some((one) => world.occurred.has(one)) && by.every((one) => !left.has(one));
}
