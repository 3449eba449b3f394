import { type Sha1, uuidV5 } from "../../../stix/index.ts";
import { alternativesOf } from "../alternatives.ts";
import type { CausalEntity, CausalModel, CausalNode } from "../model.ts";
import { type Arrow, type AttackFlow, type FlowObject, SCOPES, tidyArrows, UNDATED } from "./flow.ts";

const NAMESPACE = "9b1f0a52-6f0e-5b2e-9b58-0f6a0c0f8d11";
const TYPES: Readonly<Record<string, string>> = { actor: "threat-actor", tool: "tool", infrastructure: "infrastructure" };

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
  const notes: string[] = [];
  const idOf = (type: string, name: string) => `${type}--${uuidV5(NAMESPACE, name, sha1)}`;
  const shown = [...model.nodes.values()].filter(({ step, state }) => !step && state !== "not-occurred");
  for (const { state, name } of model.nodes.values())
    if (state === "not-occurred") notes.push(`"${name}" did not occur and was left out`);
  const ids = new Map(shown.map((node) => [node.id, idOf(typeOf(node), node.id)]));
  const objects: FlowObject[] = shown.map((node) => ({
    id: ids.get(node.id) as string,
    type: typeOf(node),
    properties: propertiesOf(node),
  }));
  const arrows: Arrow[] = [];
  const lead = (from: string, to: string) =>
    arrows.push({ is: from.startsWith("attack-condition") ? "true" : "effect", from, to, word: "" });
  const operator = (word: "AND" | "OR", key: string): string => {
    const id = idOf("attack-operator", key);
    objects.push({ id, type: "attack-operator", properties: { operator: word } });
    return id;
  };
  for (const { id, name } of shown) {
    const to = ids.get(id) as string;
    const sets = alternativesOf(model, id);
    if (sets === null) notes.push(`"${name}" has more alternatives than are drawn: its causes were left out`);
    const ways = (sets ?? []).filter((set) => set.every((cause) => ids.has(cause)));
    const end = ways.length > 1 ? operator("OR", `${id} or`) : to;
    if (end !== to) lead(end, to);
    for (const set of ways) {
      const join = set.length > 1 ? operator("AND", `${id} and ${set.join(" ")}`) : end;
      if (join !== end) lead(join, end);
      for (const cause of set) lead(ids.get(cause) as string, join);
    }
  }
  for (const entity of model.entities.values()) {
    const id = idOf(TYPES[entity.kind] ?? "identity", entity.id);
    objects.push({ id, type: TYPES[entity.kind] ?? "identity", properties: propertiesOfEntity(entity) });
    for (const node of shown)
      if (node.by.includes(entity.id))
        arrows.push({ is: "related", from: ids.get(node.id) as string, to: id, word: "related-to" });
  }
  const kept = tidyArrows(arrows, new Map(objects.map((object) => [object.id, object])), notes);
  const created = head.created === "" ? UNDATED : head.created;
  return {
    ...head,
    id: idOf("attack-flow", `${head.name} ${shown.map(({ id }) => id).join(" ")}`),
    created,
    objects,
    arrows: kept,
    notes,
  };
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
  return { name: TYPES[kind] === undefined && kind !== "party" ? `${name} (${kind})` : name };
}
