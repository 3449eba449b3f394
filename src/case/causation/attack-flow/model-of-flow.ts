import { type Checked, no, tableOf, yes } from "../../../lib/index.ts";
import { createCausalModel } from "../create-model.ts";
import {
  type CausalEntity,
  type CausalGate,
  type CausalModel,
  type CausalNode,
  causalGate,
  causalNode,
  type ModelFault,
} from "../model.ts";
import { acyclic } from "./acyclic.ts";
import { type Arrow, type AttackFlow, type FlowObject, isCausal, nameOf } from "./flow.ts";

/** A flow as a causal model. */
export type FlowModel = {
  readonly model: CausalModel;
  /** What nothing follows from: the ends of the flow; an operator that leads nowhere stands for what it joins. */
  readonly outcomes: readonly string[];
  /** How it was read where the drawing leaves it open. */
  readonly notes: readonly string[];
};

/** Kinds of entities by whom or with which an action was done. */
const PERFORMERS: ReadonlyMap<string, CausalEntity["kind"]> = tableOf({
  tool: "tool",
  malware: "tool",
  "threat-actor": "actor",
  "intrusion-set": "actor",
  infrastructure: "infrastructure",
});
/** Below this confidence (0 to 100) a thing is not taken as having occurred. */
const CONFIDENCE_MIN = 50;
const FALSE = "#false";

/** What a flow says of cause and effect. Arrows into one thing without an operator are alternatives. docs/causation.md §Attack Flow. */
export function modelOfAttackFlow(flow: AttackFlow): Checked<FlowModel, ModelFault> {
  const notes: string[] = [];
  const objects = new Map(flow.objects.filter(({ type }) => isCausal(type)).map((object) => [object.id, object]));
  const arrows = acyclic(
    flow.arrows.filter(({ is }) => is === "effect" || is === "true" || is === "false"),
    objects,
    notes,
  );
  const bare = bareOperators(objects, arrows, notes);
  const twins = new Set(arrows.filter(({ is }) => is === "false").map(({ from }) => from));
  const performers = performersOf(flow, objects);
  const nodes = [...objects.values()].filter(({ id }) => !bare.has(id)).flatMap((object) => nodesOf(object, twins, performers));
  const gates = gatesOf(
    arrows.filter(({ from, to }) => !bare.has(from) && !bare.has(to)),
    { objects, twins },
  );
  const entities = flow.objects.filter(({ type }) => PERFORMERS.get(type) !== undefined).map(entityOf);
  const made = createCausalModel({ nodes, gates, entities, either: [...twins].map((id) => [id, id + FALSE] as const) });
  if (!made.ok) return no(made.fault);
  const causes = new Set(gates.flatMap((gate) => gate.causes));
  const outcomes = nodes.filter(({ id }) => !causes.has(id)).map(({ id }) => id);
  return yes({ model: made.value, outcomes, notes: [...notes, ...remarks(flow, gates, objects), ...partsOf(nodes, gates)] });
}

function entityOf(object: FlowObject): CausalEntity {
  return { id: object.id, name: nameOf(object), kind: PERFORMERS.get(object.type) ?? "party" };
}

/** A condition that also leads somewhere when it is false stands twice: one of the two occurred, and the flow does not say which. */
function nodesOf(
  object: FlowObject,
  twins: ReadonlySet<string>,
  performers: ReadonlyMap<string, readonly string[]>,
): readonly CausalNode[] {
  const { id, type, properties } = object;
  const by = performers.get(id) ?? [];
  const name = nameOf(object);
  if (type === "attack-operator")
    return [causalNode(id, { name: properties["operator"] === "AND" ? "AND" : "OR", role: "condition", step: true })];
  const confidence = properties["confidence"];
  const doubted = typeof confidence === "number" && confidence < CONFIDENCE_MIN;
  const role = type === "attack-action" ? ("act" as const) : ("condition" as const);
  const note = doubted ? `the flow gives it a confidence of ${confidence} of 100` : null;
  if (!twins.has(id)) return [causalNode(id, { name, role, by, state: doubted ? "unknown" : "occurred", note })];
  const either = "the flow leads on whether it was true or false and does not say which it was";
  return [
    causalNode(id, { name, role, by, state: "unknown", note: either }),
    causalNode(id + FALSE, { name: `not: ${name}`, role, by, state: "unknown", note: either }),
  ];
}

type Drawn = { readonly objects: ReadonlyMap<string, FlowObject>; readonly twins: ReadonlySet<string> };

function gatesOf(arrows: readonly Arrow[], { objects, twins }: Drawn): readonly CausalGate[] {
  const causes = new Map<string, Set<string>>();
  for (const { is, from, to } of arrows) {
    const cause = is === "false" ? from + FALSE : from;
    for (const effect of twins.has(to) ? [to, to + FALSE] : [to])
      causes.set(effect, (causes.get(effect) ?? new Set()).add(cause));
  }
  return [...causes].map(([effect, from]) => {
    const needs = objects.get(effect)?.properties["operator"] === "AND" ? ("all" as const) : ("any" as const);
    return causalGate(effect, [...from], { needs, group: "arrows" });
  });
}

/** Operators that nothing leads to say nothing. Leaving one out can leave the next one bare. */
function bareOperators(objects: ReadonlyMap<string, FlowObject>, arrows: readonly Arrow[], notes: string[]): ReadonlySet<string> {
  const bare = new Set<string>();
  for (let before = -1; before !== bare.size; ) {
    before = bare.size;
    const led = new Set(arrows.filter(({ from }) => !bare.has(from)).map(({ to }) => to));
    for (const { id, type } of objects.values()) if (type === "attack-operator" && !led.has(id)) bare.add(id);
  }
  if (bare.size > 0) notes.push(`${bare.size} operators that nothing leads to were left out`);
  return bare;
}

/** Who did it or with what: whatever of these kinds is tied to an action, whichever way the line was drawn. */
function performersOf(flow: AttackFlow, causal: ReadonlyMap<string, FlowObject>): ReadonlyMap<string, readonly string[]> {
  const kinds = new Map(flow.objects.map(({ id, type }) => [id, type]));
  const found = new Map<string, string[]>();
  for (const { is, from, to } of flow.arrows) {
    if (is !== "related") continue;
    for (const [action, other] of [[from, to] as const, [to, from] as const])
      if (causal.get(action)?.type === "attack-action" && PERFORMERS.get(kinds.get(other) ?? "") !== undefined)
        found.set(action, [...(found.get(action) ?? []), other]);
  }
  return found;
}

function remarks(
  { scope }: AttackFlow,
  gates: readonly CausalGate[],
  objects: ReadonlyMap<string, FlowObject>,
): readonly string[] {
  const open = gates.filter(({ effect, causes }) => causes.length > 1 && objects.get(effect)?.type !== "attack-operator").length;
  return [
    ...(scope === "incident" || scope === "campaign"
      ? []
      : [`its scope is ${scope}: it says what can happen; all of it is taken as if it had`]),
    ...(open === 0
      ? []
      : [`${open} things have several arrows into them and no operator: each arrow was read as an alternative`]),
  ];
}

function partsOf(nodes: readonly CausalNode[], gates: readonly CausalGate[]): readonly string[] {
  const part = new Map(nodes.map(({ id }) => [id, id]));
  const rootOf = (id: string): string => {
    let at = id;
    for (let up = part.get(at); up !== undefined && up !== at; up = part.get(at)) at = up;
    return at;
  };
  for (const { effect, causes } of gates) for (const cause of causes) part.set(rootOf(cause), rootOf(effect));
  const parts = new Set(nodes.map(({ id }) => rootOf(id))).size;
  return parts > 1 ? [`${parts} parts that no arrow joins: each is evaluated by itself`] : [];
}
