import { type Checked, isoTime, type Json, type JsonObject, no, parseIsoTime, tableOf, yes } from "../../../lib/index.ts";
import {
  type Arrow,
  type AttackFlow,
  EXTENSION_AUTHOR,
  FLOW_ARROWS_MAX,
  FLOW_OBJECTS_MAX,
  type FlowFault,
  type FlowObject,
  listOf,
  objectsIn,
  SCOPES,
  textIn,
  tidyArrows,
  UNDATED,
} from "./flow.ts";

const ID = /^[a-z][a-z0-9-]+[a-z0-9]--[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** References that are arrows, by the type that holds them. */
const REFS: ReadonlyMap<string, readonly (readonly [property: string, is: Arrow["is"]])[]> = tableOf({
  "attack-action": [
    ["effect_refs", "effect"],
    ["asset_refs", "asset"],
  ],
  "attack-operator": [["effect_refs", "effect"]],
  "attack-condition": [
    ["on_true_refs", "true"],
    ["on_false_refs", "false"],
  ],
  note: [["object_refs", "note"]],
});

/** What is written anew on export. */
const COMMON = new Set(["id", "type", "spec_version", "created", "modified"]);

/** Reads a STIX 2.1 bundle with one attack-flow object (Attack Flow 2.0.0). Input is untrusted. */
export function readFlowBundle(document: JsonObject): Checked<AttackFlow, FlowFault> {
  const parts = objectsIn(document["objects"]);
  const [flow, ...more] = parts.filter((part) => part["type"] === "attack-flow");
  if (flow === undefined) return no({ kind: "no-attack-flow", at: "objects", expected: "an object attack-flow" });
  const notes = more.map((other) => `a second flow, "${textIn(other, "name").slice(0, 200)}", was left out`);
  const objects = new Map<string, FlowObject>();
  const arrows: Arrow[] = [];
  for (const part of parts) {
    const [id, type] = [textIn(part, "id"), textIn(part, "type")];
    if (type === "attack-flow" || type === "extension-definition" || id === EXTENSION_AUTHOR) continue;
    if (!ID.test(id) || !id.startsWith(`${type}--`) || objects.has(id))
      return no({ kind: "bad-object", at: id.slice(0, 200), expected: "a STIX id of its own" });
    if (type === "relationship")
      arrows.push({
        is: "related",
        from: textIn(part, "source_ref"),
        to: textIn(part, "target_ref"),
        word: textIn(part, "relationship_type"),
      });
    else objects.set(id, { id, type, properties: propertiesOf(part) });
    for (const [property, is] of REFS.get(type) ?? [])
      for (const to of listOf(part[property]))
        if (typeof to === "string") arrows.push({ is, from: id, to: to.slice(0, 300), word: "" });
    const size = sizeFault(objects.size, arrows.length);
    if (size !== null) return no(size);
  }
  return yes({ ...headOf(flow), objects: [...objects.values()], arrows: tidyArrows(arrows, objects, notes), notes });
}

function sizeFault(objects: number, arrows: number): FlowFault | null {
  if (objects > FLOW_OBJECTS_MAX) return { kind: "too-large", at: "objects", expected: `at most ${FLOW_OBJECTS_MAX} things` };
  return arrows > FLOW_ARROWS_MAX ? { kind: "too-large", at: "arrows", expected: `at most ${FLOW_ARROWS_MAX}` } : null;
}

function propertiesOf(part: JsonObject): JsonObject {
  const arrows = new Set((REFS.get(textIn(part, "type")) ?? []).map(([property]) => property));
  const flowType = textIn(part, "type").startsWith("attack-");
  const kept = Object.entries(part).filter(
    ([name, value]) => !COMMON.has(name) && !arrows.has(name) && !(flowType && name === "extensions") && value !== null,
  );
  return Object.fromEntries(kept) as Record<string, Json>;
}

function headOf(flow: JsonObject): Omit<AttackFlow, "objects" | "arrows" | "notes"> {
  const created = parseIsoTime(textIn(flow, "created"));
  const id = textIn(flow, "id");
  return {
    id: ID.test(id) && id.startsWith("attack-flow--") ? id : "attack-flow--00000000-0000-4000-8000-000000000000",
    name: textIn(flow, "name") || "unnamed flow",
    description: textIn(flow, "description"),
    scope: SCOPES.find((one) => one === textIn(flow, "scope")) ?? "other",
    created: created === undefined ? UNDATED : isoTime(created),
  };
}
