import { formatJson, present, tableOf } from "../../../lib/index.ts";
import { type Sha1, uuidV5 } from "../../../stix/index.ts";
import { alternativesOf } from "../alternatives.ts";
import type { CausalEntity, CausalModel, CausalNode } from "../model.ts";
import { type Arrow, type AttackFlow, type FlowObject, type SCOPES, tidyArrows, UNDATED } from "./flow.ts";

const NAMESPACE = "9b1f0a52-6f0e-5b2e-9b58-0f6a0c0f8d11";
const TYPES: ReadonlyMap<string, string> = tableOf({ actor: "threat-actor", tool: "tool", infrastructure: "infrastructure" });

export type FlowHead = {
  readonly name: string;
  readonly description: string;
  readonly scope: (typeof SCOPES)[number];
  /** ISO 8601. */
  readonly created: string;
};

/**
 * A causal model as an Attack Flow: what was done as actions, everything else as conditions, groups as operators. Attack Flow has no word for what
 * did not occur, which is left out and noted; what is unknown goes with confidence 0.
 */
export function attackFlowOf(model: CausalModel, head: FlowHead, sha1: Sha1): AttackFlow {
  const idOf = (type: string, name: string) => `${type}--${uuidV5(NAMESPACE, name, sha1)}`;
  const all = [...model.nodes.values()].filter(({ step }) => !step);
  const shown = all.filter(({ state }) => state !== "not-occurred");
  const notes = all.filter(({ state }) => state === "not-occurred").map(({ name }) => `"${name}" did not occur and was left out`);
  const ids = new Map(shown.map((node) => [node.id, idOf(typeOf(node), node.id)]));
  const drawing: Drawing = { model, ids, idOf, notes, arrows: [], objects: [] };
  for (const node of shown)
    drawing.objects.push({ id: present(ids.get(node.id), node.id), type: typeOf(node), properties: propertiesOf(node) });
  for (const [id, to] of ids) drawCauses(drawing, id, to);
  for (const entity of model.entities.values()) drawEntity(drawing, entity);
  const { objects, arrows } = drawing;
  const kept = tidyArrows(arrows, new Map(objects.map((object) => [object.id, object])), notes);
  const created = head.created === "" ? UNDATED : head.created;
  return { ...head, id: idOf("attack-flow", formatJson([head.name, ...ids.keys()])), created, objects, arrows: kept, notes };
}

type Drawing = {
  readonly model: CausalModel;
  readonly ids: ReadonlyMap<string, string>;
  readonly idOf: (type: string, name: string) => string;
  readonly notes: string[];
  readonly arrows: Arrow[];
  readonly objects: FlowObject[];
};

function drawCauses(drawing: Drawing, id: string, to: string): void {
  const { model, ids, notes } = drawing;
  const sets = alternativesOf(model, id);
  if (sets === null) notes.push(`"${model.nodes.get(id)?.name}" has more alternatives than are drawn: its causes were left out`);
  const ways = (sets ?? []).filter((set) => set.every((cause) => ids.has(cause)));
  const end = ways.length > 1 ? drawOperator(drawing, "OR", formatJson([id, "or"])) : to;
  if (end !== to) lead(drawing, end, to);
  for (const set of ways) {
    const join = set.length > 1 ? drawOperator(drawing, "AND", formatJson([id, "and", ...set])) : end;
    if (join !== end) lead(drawing, join, end);
    for (const cause of set) lead(drawing, present(ids.get(cause), cause), join);
  }
}

function drawOperator({ objects, idOf }: Drawing, word: "AND" | "OR", key: string): string {
  const id = idOf("attack-operator", key);
  objects.push({ id, type: "attack-operator", properties: { operator: word } });
  return id;
}

function lead({ arrows }: Drawing, from: string, to: string): void {
  arrows.push({ is: from.startsWith("attack-condition") ? "true" : "effect", from, to, word: "" });
}

function drawEntity({ model, ids, idOf, objects, arrows }: Drawing, entity: CausalEntity): void {
  const type = TYPES.get(entity.kind) ?? "identity";
  const id = idOf(type, entity.id);
  objects.push({ id, type, properties: propertiesOfEntity(entity) });
  for (const [node, from] of ids)
    if (model.nodes.get(node)?.by.includes(entity.id) === true) arrows.push({ is: "related", from, to: id, word: "related-to" });
}

function typeOf({ role }: CausalNode): "attack-action" | "attack-condition" {
  return role === "act" || role === "decision" || role === "event" || role === "tool" ? "attack-action" : "attack-condition";
}

function propertiesOf(node: CausalNode): FlowObject["properties"] {
  const name = node.missing ? `${node.name} was missing or failed` : node.name;
  const said = typeOf(node) === "attack-action" ? { name } : { description: name };
  return node.state === "unknown" ? { ...said, confidence: 0 } : said;
}

function propertiesOfEntity({ name, kind }: CausalEntity): FlowObject["properties"] {
  return { name: TYPES.get(kind) === undefined && kind !== "party" ? `${name} (${kind})` : name };
}
