import { type Checked, no, yes } from "../../lib/index.ts";
import { type CausalGate, type CausalNode, causalNode, type ModelFault, type NodeState, type PlainGate } from "./model.ts";

type Normal = { readonly nodes: ReadonlyMap<string, CausalNode>; readonly gates: readonly PlainGate[] };

const OPPOSITE: Readonly<Record<NodeState, NodeState>> = {
  occurred: "not-occurred",
  "not-occurred": "occurred",
  unknown: "unknown",
};

/**
 * "Unless control C" becomes "and C was missing": the missing control is a cause like any other. A control that is used so must be without causes
 * of its own and nowhere a cause by being there: else more of something could prevent here and cause there, and the model would not be monotone.
 */
export function normaliseControls(
  known: ReadonlyMap<string, CausalNode>,
  gates: readonly CausalGate[],
): Checked<Normal, ModelFault> {
  const preventing = new Set(gates.flatMap(({ unless }) => unless));
  const positive = new Set(gates.flatMap(({ effect, causes }) => [effect, ...causes]));
  const bad = [...preventing].find((id) => positive.has(id) || known.get(id)?.role !== "control");
  if (bad !== undefined)
    return no({
      kind: "not-monotone",
      at: bad,
      expected: "a control that only prevents; name its failing as an event of its own",
    });
  const nodes = new Map([...known].map(([id, node]) => [id, preventing.has(id) ? asMissing(node) : node]));
  const helpers: PlainGate[] = [];
  const plain = gates.map((gate) => {
    const { unless, ...rest } = gate;
    if (unless.length === 0) return rest;
    if (gate.needs === "all" || gate.causes.length === 1)
      return { ...rest, needs: "all" as const, causes: [...gate.causes, ...unless] };
    const id = `${gate.effect} by way of ${gate.group}`;
    if (nodes.has(id)) return rest;
    nodes.set(id, viaNode(id, gate, known));
    helpers.push({ ...rest, effect: id });
    return { ...rest, needs: "all" as const, causes: [id, ...unless] };
  });
  return yes({ nodes, gates: [...plain, ...helpers] });
}

function asMissing(node: CausalNode): CausalNode {
  return { ...node, state: OPPOSITE[node.state], missing: true };
}

/** The step between "any of these" and "and no control". */
function viaNode(id: string, { effect }: CausalGate, known: ReadonlyMap<string, CausalNode>): CausalNode {
  const name = `enough of what leads to ${known.get(effect)?.name ?? effect}`;
  return causalNode(id, { name, role: "condition", step: true });
}
