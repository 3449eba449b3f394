import { type Checked, no, yes } from "../../lib/index.ts";
import { CAUSAL_EDGES_MAX, CAUSAL_GATES_MAX, CAUSAL_NODES_MAX, CAUSAL_TEXT_MAX } from "./limits.ts";
import { normaliseControls } from "./normalise.ts";
import { preemptionFault, sortByCause } from "./order.ts";

export const NODE_ROLES = ["event", "control", "decision", "act", "tool", "condition", "outcome"] as const;

/** What is known of a node. A control occurred when it was there and worked. */
export type NodeState = "occurred" | "not-occurred" | "unknown";

/** One thing that happened or not. */
export type CausalNode = {
  readonly id: string;
  readonly name: string;
  readonly role: (typeof NODE_ROLES)[number];
  readonly state: NodeState;
  /** Who or what it is ascribed to: ids of entities. */
  readonly by: readonly string[];
  /** What would have kept it from happening and did happen: it was forestalled by these. */
  readonly forestalledBy: readonly string[];
  /** True of a control whose being missing is the cause: state `occurred` then says that it was missing. Set by createCausalModel. */
  readonly missing: boolean;
  /** Only a step of the reasoning, such as an operator that is drawn: it follows from its causes and can be no cause itself. */
  readonly step: boolean;
  /** What a reader must know of its state, such as "no claim supports it"; null when nothing. */
  readonly note: string | null;
};

/** How the causes of one group make the effect: all of them, any one, or at least so many. The groups of an effect are alternatives. */
export type Needs = "all" | "any" | { readonly atLeast: number };

export type CausalGate = {
  readonly effect: string;
  readonly group: string;
  readonly needs: Needs;
  readonly causes: readonly string[];
  /** Controls any one of which, present, keeps the group from having effect. */
  readonly unless: readonly string[];
  /** What somebody tested of its edges; one that is not here was not tested. */
  readonly tests: readonly WhyBecause[];
};

/** Ladkin's tests of an edge: would the effect have failed to come without the cause; do the causes listed suffice for it? */
export type WhyBecause = { readonly cause: string; readonly butFor: boolean; readonly complete: boolean; readonly why: string };

/** A gate after normalising: only causes, and the groups `all` that controls add to. */
export type PlainGate = Omit<CausalGate, "unless">;

export type CausalEntity = { readonly id: string; readonly name: string; readonly kind: string };

/** What createCausalModel takes. */
export type CausalDraft = {
  readonly nodes: readonly CausalNode[];
  readonly gates: readonly CausalGate[];
  readonly entities?: readonly CausalEntity[];
  /** Pairs of which exactly one occurred. */
  readonly either?: readonly (readonly [string, string])[];
};

/** A checked model: acyclic, every name known, no negation left. */
export type CausalModel = {
  readonly nodes: ReadonlyMap<string, CausalNode>;
  /** The groups that lead to each node, alternatives of each other. */
  readonly into: ReadonlyMap<string, readonly PlainGate[]>;
  /** Causes before effects, otherwise by id. */
  readonly order: readonly string[];
  readonly entities: ReadonlyMap<string, CausalEntity>;
  readonly either: readonly (readonly [string, string])[];
};

export type ModelFault =
  | { readonly kind: "too-large"; readonly what: string; readonly max: number }
  | { readonly kind: "twice" | "unknown-node" | "bad-gate" | "not-monotone"; readonly at: string; readonly expected: string }
  | { readonly kind: "cycle"; readonly through: readonly string[] };

/** A node with the usual rest: an event that occurred, nobody's, forestalled by nothing. */
export function causalNode(id: string, rest: Partial<Omit<CausalNode, "id">> = {}): CausalNode {
  return {
    id,
    name: id,
    role: "event",
    state: "occurred",
    by: [],
    forestalledBy: [],
    missing: false,
    step: false,
    note: null,
    ...rest,
  };
}

/** A gate with the usual rest: all of one group. */
export function causalGate(effect: string, causes: readonly string[], rest: Partial<CausalGate> = {}): CausalGate {
  return { effect, causes, group: "", needs: "all", unless: [], tests: [], ...rest };
}

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

/** By UTF-16 unit: the same everywhere. */
export function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
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
