import { type Checked, isoTime, type Json, type JsonObject, no, parseIsoTime, yes } from "../../../lib/index.ts";
import { objectOfTemplate, pairsOf } from "./afb-objects.ts";
import {
  type Arrow,
  type AttackFlow,
  FLOW_ARROWS_MAX,
  FLOW_OBJECTS_MAX,
  FLOW_RAW_OBJECTS_MAX,
  type FlowFault,
  type FlowObject,
  isCausal,
  listOf,
  nameOf,
  objectOf,
  objectsIn,
  SCOPES,
  textIn,
  tidyArrows,
  UNDATED,
} from "./flow.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** Drawing, not content. */
const DRAWING = /^(flow|horizontal_anchor|vertical_anchor|generic_latch|generic_handle|dynamic_line)$/;

type End = { readonly object: FlowObject; readonly anchor: string };

/** Reads what Attack Flow Builder saves (schema attack_flow_v2). Input is untrusted: every part is looked for, nothing is assumed. */
export function readAfb(document: JsonObject): Checked<AttackFlow, FlowFault> {
  const raw = listOf(document["objects"]);
  if (raw.length > FLOW_RAW_OBJECTS_MAX)
    return no({ kind: "too-large", at: "objects", expected: `at most ${FLOW_RAW_OBJECTS_MAX}` });
  const parts = objectsIn(document["objects"]);
  const flow = parts.find((part) => part["id"] === "flow");
  if (flow === undefined) return no({ kind: "no-attack-flow", at: "objects", expected: "an object flow" });
  const notes: string[] = [];
  const objects = objectsOf(parts, notes);
  if (!objects.ok) return objects;
  const ends = endsOf(parts, objects.value);
  const lines = parts.filter((part) => part["id"] === "dynamic_line");
  if (lines.length > FLOW_ARROWS_MAX) return no({ kind: "too-large", at: "lines", expected: `at most ${FLOW_ARROWS_MAX}` });
  const arrows = lines.flatMap((line) => arrowOf(line, ends, notes));
  return yes({
    ...headOf(flow, notes),
    objects: [...objects.value.values()],
    arrows: tidyArrows(arrows, byId(objects.value), notes),
    notes,
  });
}

function objectsOf(parts: readonly JsonObject[], notes: string[]): Checked<ReadonlyMap<string, FlowObject>, FlowFault> {
  const objects = new Map<string, FlowObject>();
  for (const part of parts) {
    const [template, instance] = [textIn(part, "id"), textIn(part, "instance")];
    if (DRAWING.test(template)) continue;
    if (!UUID.test(instance) || objects.has(instance))
      return no({ kind: "bad-object", at: `${template} ${instance}`.slice(0, 200), expected: "a UUID of its own" });
    if (objects.size >= FLOW_OBJECTS_MAX)
      return no({ kind: "too-large", at: "objects", expected: `at most ${FLOW_OBJECTS_MAX} things` });
    objects.set(instance, objectOfTemplate(template, instance, pairsOf(part["properties"]), notes));
  }
  return yes(objects);
}

function byId(objects: ReadonlyMap<string, FlowObject>): ReadonlyMap<string, FlowObject> {
  return new Map([...objects.values()].map((object) => [object.id, object]));
}

/** Which thing each latch of a line is at, and on which side of it. */
function endsOf(parts: readonly JsonObject[], objects: ReadonlyMap<string, FlowObject>): ReadonlyMap<string, End> {
  const latches = new Map(parts.map((part) => [textIn(part, "instance"), listOf(part["latches"])]));
  const ends = new Map<string, End>();
  for (const part of parts) {
    const object = objects.get(textIn(part, "instance"));
    if (object === undefined) continue;
    for (const [anchor, instance] of Object.entries(objectOf(part["anchors"]) ?? {}))
      for (const latch of typeof instance === "string" ? (latches.get(instance) ?? []) : [])
        if (typeof latch === "string") ends.set(latch, { object, anchor });
  }
  return ends;
}

function arrowOf(line: JsonObject, ends: ReadonlyMap<string, End>, notes: string[]): readonly Arrow[] {
  const [source, target] = [ends.get(textIn(line, "source")), ends.get(textIn(line, "target"))];
  if (source !== undefined && target !== undefined) return [arrowBetween(source, target, notes)];
  const [loose] = [source ?? target];
  notes.push(
    loose === undefined
      ? "a line with both ends loose was left out"
      : `a line at "${nameOf(loose.object)}" with a loose end was left out`,
  );
  return [];
}

function arrowBetween({ object: from, anchor }: End, { object: to }: End, notes: string[]): Arrow {
  const ends = { from: from.id, to: to.id, word: "" };
  if (isCausal(from.type) && isCausal(to.type)) {
    if (from.type !== "attack-condition") return { ...ends, is: "effect" };
    if (anchor !== "branch:True" && anchor !== "branch:False")
      notes.push(
        `the arrow from "${nameOf(from)}" to "${nameOf(to)}" leaves no branch of the condition: it was read as its true one`,
      );
    return { ...ends, is: anchor === "branch:False" ? "false" : "true" };
  }
  if (from.type === "attack-action" && to.type === "attack-asset") return { ...ends, is: "asset" };
  if (from.type === "attack-asset" && to.type === "attack-action") return { is: "asset", from: to.id, to: from.id, word: "" };
  if (from.type === "note") return { ...ends, is: "note" };
  return { ...ends, is: "related", word: "related-to" };
}

function headOf(flow: JsonObject, notes: string[]): Omit<AttackFlow, "objects" | "arrows" | "notes"> {
  const properties = pairsOf(flow["properties"]);
  const uuid = textIn(flow, "instance");
  const scope = SCOPES.find((one) => one === textIn(properties, "scope"));
  if (scope === undefined) notes.push("it names no scope that Attack Flow knows: taken as other");
  const created = timeOf(properties["created"]);
  if (created === undefined) notes.push(`nobody dated it: ${UNDATED} stands for that`);
  return {
    id: `attack-flow--${UUID.test(uuid) ? uuid : "00000000-0000-4000-8000-000000000000"}`,
    name: textIn(properties, "name") || "unnamed flow",
    description: textIn(properties, "description"),
    scope: scope ?? "other",
    created: created ?? UNDATED,
  };
}

/** A time as text, or with its zone beside it. */
function timeOf(value: Json | undefined): string | undefined {
  const text = typeof value === "string" ? value : textIn(objectOf(value) ?? {}, "time");
  const time = parseIsoTime(text);
  return time === undefined ? undefined : isoTime(time);
}
