import { type Checked, no, yes } from "../../lib/index.ts";
import { CAUSAL_EDGES_MAX, CAUSAL_GATES_MAX, CAUSAL_NODES_MAX, CAUSAL_TEXT_MAX } from "./limits.ts";
import { type CausalDraft, type CausalGate, type CausalModel, compare, type ModelFault, type PlainGate } from "./model.ts";
import { normaliseControls } from "./normalise.ts";
import { preemptionFault, sortByCause } from "./order.ts";

/** Checks a model and puts it into normal form. docs/causation.md §The model. */
export function createCausalModel(draft: CausalDraft): Checked<CausalModel, ModelFault> {
  const size = sizeFault(draft);
  if (size !== null) return no(size);
  const known = new Map(draft.nodes.map((node) => [node.id, node]));
  const wrong = nameFault(draft, known) ?? draft.gates.reduce<ModelFault | null>((found, gate) => found ?? gateFault(gate), null);
  if (wrong !== null) return no(wrong);
  const normal = normaliseControls(known, draft.gates);
  if (!normal.ok) return normal;
  const into = new Map<string, PlainGate[]>();
  for (const gate of normal.value.gates) into.set(gate.effect, [...(into.get(gate.effect) ?? []), gate]);
  for (const gates of into.values()) gates.sort((left, right) => compare(left.group, right.group));
  const order = sortByCause(normal.value.nodes, into);
  if (!order.ok) return order;
  const model = {
    nodes: normal.value.nodes,
    into,
    order: order.value,
    entities: new Map((draft.entities ?? []).map((entity) => [entity.id, entity])),
    either: draft.either ?? [],
  };
  const crossed = preemptionFault(model);
  return crossed === null ? yes(model) : no(crossed);
}

function sizeFault({ nodes, gates }: CausalDraft): ModelFault | null {
  if (nodes.length > CAUSAL_NODES_MAX) return { kind: "too-large", what: "nodes", max: CAUSAL_NODES_MAX };
  if (gates.length > CAUSAL_GATES_MAX) return { kind: "too-large", what: "gates", max: CAUSAL_GATES_MAX };
  const edges = gates.reduce((sum, { causes, unless }) => sum + causes.length + unless.length, 0);
  if (edges > CAUSAL_EDGES_MAX) return { kind: "too-large", what: "causes", max: CAUSAL_EDGES_MAX };
  const long = nodes.some(({ id, name }) => id.length > CAUSAL_TEXT_MAX || name.length > CAUSAL_TEXT_MAX);
  return long ? { kind: "too-large", what: "units of a name", max: CAUSAL_TEXT_MAX } : null;
}

function nameFault(
  { nodes, gates, entities = [], either = [] }: CausalDraft,
  known: ReadonlyMap<string, unknown>,
): ModelFault | null {
  const twice = twiceIn(nodes.map(({ id }) => id)) ?? twiceIn(entities.map(({ id }) => id));
  if (twice !== null) return { kind: "twice", at: twice, expected: "each id once" };
  const used = [
    ...gates.flatMap(({ effect, causes, unless }) => [effect, ...causes, ...unless]),
    ...nodes.flatMap(({ forestalledBy }) => forestalledBy),
    ...either.flat(),
  ];
  const missing = used.find((id) => !known.has(id));
  return missing === undefined ? null : { kind: "unknown-node", at: missing, expected: "a node of the model" };
}

function twiceIn(ids: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) return id;
    seen.add(id);
  }
  return null;
}

function gateFault({ effect, causes, needs }: CausalGate): ModelFault | null {
  const refuse = (expected: string) => ({ kind: "bad-gate" as const, at: effect, expected });
  if (causes.length === 0) return refuse("one cause or more");
  if (new Set(causes).size !== causes.length) return refuse("each cause once in a group");
  if (typeof needs === "string") return null;
  const fits = Number.isInteger(needs.atLeast) && needs.atLeast >= 1 && needs.atLeast <= causes.length;
  return fits ? null : refuse(`at least 1 to ${causes.length} of its causes`);
}
