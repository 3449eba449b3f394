import { formatJson, type Json, type JsonObject } from "../../../lib/index.ts";
import { compare } from "../model.ts";

/** The extension of STIX 2.1 that Attack Flow is (version 2.0.0). */
export const ATTACK_FLOW_EXTENSION = "extension-definition--fb9c968a-745b-4ade-9b25-c324172197f4";

/** Whose extension it is; goes with every flow that is written. */
export const EXTENSION_AUTHOR = "identity--d673f8cb-c168-42da-8ed4-0cb26725f86c";

/** Text of a file in UTF-16 units, things in it, arrows between them, and units of one text: at most. */
export const FLOW_TEXT_MAX = 32_000_000;
export const FLOW_OBJECTS_MAX = 2000;
export const FLOW_ARROWS_MAX = 20_000;
export const FLOW_RAW_OBJECTS_MAX = 200_000;

/** What an arrow says: leads to; leads to if true, if false; works on an asset; is said of; is otherwise related to. */
export const ARROWS = ["effect", "true", "false", "asset", "note", "related"] as const;
export type Arrow = {
  readonly is: (typeof ARROWS)[number];
  readonly from: string;
  readonly to: string;
  /** Of `related`, the relationship type; else empty. */
  readonly word: string;
};

/** One thing in a flow by its STIX id and type, with its STIX properties as they stand, references that are arrows left out. */
export type FlowObject = { readonly id: string; readonly type: string; readonly properties: JsonObject };

export type AttackFlow = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly scope: string;
  /** When it was made, ISO 8601 with milliseconds, UTC. */
  readonly created: string;
  readonly objects: readonly FlowObject[];
  readonly arrows: readonly Arrow[];
  /** What was read otherwise than it stood, or left out, and why. */
  readonly notes: readonly string[];
};

export type FlowFault = {
  readonly kind: "bad-json" | "too-large" | "no-attack-flow" | "bad-object";
  readonly at: string;
  readonly expected: string;
};

export const SCOPES = ["incident", "campaign", "threat-actor", "malware", "emulation-plan", "attack-tree", "other"] as const;
/** What nobody dated. */
export const UNDATED = "1970-01-01T00:00:00.000Z";

const CAUSAL: ReadonlySet<string> = new Set(["attack-action", "attack-condition", "attack-operator"]);

/** Is it something that arrows lead through? */
export function isCausal(type: string): boolean {
  return CAUSAL.has(type);
}

/** A text property, or "". */
export function textIn(properties: JsonObject, name: string): string {
  const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
  return typeof value === "string" ? value : "";
}

/** The object that a value is, or undefined. */
export function objectOf(value: Json | undefined): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The objects in a list that a value is. */
export function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return listOf(value).filter(isObject);
}

/** The list that a value is; empty for any other value. */
export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** What people call it. */
export function nameOf({ properties, type }: FlowObject): string {
  for (const name of ["name", "description", "value", "path", "command_line", "display_name", "key", "content"]) {
    const text = textIn(properties, name).trim();
    if (text !== "") return text.slice(0, 1000).toWellFormed();
  }
  return `unnamed ${type}`;
}

/** Arrows once each and sorted, without those that lead nowhere or to themselves; what was left out goes to `notes`. */
export function tidyArrows(
  arrows: readonly Arrow[],
  objects: ReadonlyMap<string, FlowObject>,
  notes: string[],
): readonly Arrow[] {
  const kept = new Map<string, Arrow>();
  for (const arrow of arrows) {
    const [from, to] = [objects.get(arrow.from), objects.get(arrow.to)];
    if (from === undefined || to === undefined)
      notes.push(`an arrow from ${arrow.from} to ${arrow.to} was left out: one end is not in the file`);
    else if (from === to) notes.push(`an arrow from "${nameOf(from)}" to itself was left out`);
    else kept.set(formatJson([arrow.is, arrow.from, arrow.to, arrow.word]), arrow);
  }
  return [...kept].sort(([left], [right]) => compare(left, right)).map(([, arrow]) => arrow);
}
