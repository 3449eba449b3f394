import {
  type CausalGate,
  type CausalModel,
  type CausalNode,
  causalGate,
  causalNode,
  createCausalModel,
} from "../../src/case/index.ts";

/** Numbers from 0 to 1. */
export type Draw = () => number;

export type GraphForm = {
  readonly nodes: number;
  readonly roots: number;
  /** Causes of a group, at most, and how far back they may lie. */
  readonly fan: number;
  readonly back: number;
  readonly unknown?: number;
  readonly absent?: number;
};

/** A random graph of the form; the outcome is its last node, `n<nodes - 1>`. */
export function randomGraph(form: GraphForm, draw: Draw): { readonly model: CausalModel; readonly outcome: string } {
  const nodes: CausalNode[] = [];
  const gates: CausalGate[] = [];
  for (let at = 0; at < form.nodes; at++) {
    const chance = draw();
    const unknown = form.unknown ?? 0;
    const known = chance < unknown + (form.absent ?? 0) ? "not-occurred" : "occurred";
    nodes.push(causalNode(`n${at}`, { state: chance < unknown ? "unknown" : known, by: [`e${Math.floor(draw() * 3)}`] }));
    if (at >= form.roots) gates.push(...groupsInto(at, form, draw));
  }
  const made = createCausalModel({ nodes, gates });
  if (!made.ok) throw new Error(JSON.stringify(made.fault));
  return { model: made.value, outcome: `n${form.nodes - 1}` };
}

function groupsInto(at: number, { fan, back }: GraphForm, draw: Draw): readonly CausalGate[] {
  const first = Math.max(0, at - back);
  const groups = 1 + Math.floor(draw() * 2);
  return Array.from({ length: groups }, (_, group) => {
    const count = 1 + Math.floor(draw() * fan);
    const causes = new Set(Array.from({ length: count }, () => `n${first + Math.floor(draw() * (at - first))}`));
    const kind = draw();
    const threshold = { atLeast: 1 + Math.floor(draw() * causes.size) };
    const plain = kind < 0.6 ? "all" : "any";
    return causalGate(`n${at}`, [...causes], { group: `g${group}`, needs: kind > 0.85 ? threshold : plain });
  });
}

/** Repeatable numbers. */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
