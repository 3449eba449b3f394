import { formatJson } from "../../lib/index.ts";
import type { CausalModel, Needs } from "./model.ts";
import { enough } from "./world.ts";

/** Sets of causes of one effect, at most, when steps are written out. */
const ALTERNATIVES_MAX = 256;

/** The groups of an effect without steps and thresholds: sets of nodes each of which suffices; null when they are too many. */
export function alternativesOf(model: CausalModel, effect: string): readonly (readonly string[])[] | null {
  const sets = new Map<string, readonly string[]>();
  for (const { needs, causes } of model.into.get(effect) ?? []) {
    const found = setsOf(model, needs, causes);
    if (found === null) return null;
    for (const set of found) sets.set(formatJson(set), set);
  }
  return [...sets.values()];
}

function setsOf(model: CausalModel, needs: Needs, causes: readonly string[]): readonly (readonly string[])[] | null {
  const least = enough(needs, causes.length);
  let partial: (readonly (readonly string[])[])[] = [[[]], ...Array.from({ length: least }, () => [])];
  for (const cause of causes) {
    const own = model.nodes.get(cause)?.step === true ? alternativesOf(model, cause) : [[cause]];
    if (own === null) return null;
    partial = partial.map((sets, count) => [
      ...sets,
      ...(partial[count - 1] ?? []).flatMap((set) => own.map((more) => join(set, more))),
    ]);
    if (partial.some((sets) => sets.length > ALTERNATIVES_MAX)) return null;
  }
  return partial[least] ?? [];
}

function join(left: readonly string[], right: readonly string[]): readonly string[] {
  return [...new Set([...left, ...right])].sort();
}
