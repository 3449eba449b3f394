import { type Checked, formatJson, type Json, type JsonObject, no, parseJson, yes } from "../lib/index.ts";
import { parseIdentifier } from "./identifier.ts";
import { STIX_LIMITS, type StixLimits } from "./limits.ts";
import { isRecord, type StixObject, textOf } from "./object.ts";

/** A bundle as it was read: all properties of it and of its objects, known or not. */
export type StixBundle = {
  readonly id: string;
  /** In the order of the text; an id may come several times, once for each version. */
  readonly objects: readonly StixObject[];
  /** Everything that the bundle says beside its objects: `type`, `id`, in 2.0 `spec_version`, custom properties. */
  readonly properties: JsonObject;
};

/** Why a text is no bundle: `at` in UTF-16 units for JSON, `path` as in `objects[3].id` for what it says. */
export type StixFault =
  | { readonly kind: "bad-json"; readonly at: number; readonly expected: string }
  | { readonly kind: "bad-stix"; readonly path: string; readonly expected: string }
  | { readonly kind: "too-large"; readonly what: "text" | "objects"; readonly max: number };

/**
 * Reads a STIX 2.0 or 2.1 bundle. Untrusted input: total, bounded by `limits`, never throws. What makes it a bundle must be right
 * (types, identifiers, objects being objects); what an object means is judged by validateBundle. JSON is I-JSON, as STIX 2.1 §3
 * demands: equal names, lone surrogates and integers beyond 2^53 are refused rather than changed; a number is its value, so `1.0` is 1.
 */
export function parseBundle(text: string, limits: StixLimits = STIX_LIMITS): Checked<StixBundle, StixFault> {
  const json = readText(text, limits);
  if (!json.ok) return json;
  const { value } = json;
  if (!isRecord(value) || value["type"] !== "bundle") return bad("type", "a bundle");
  const id = value["id"];
  if (typeof id !== "string" || parseIdentifier(id)?.type !== "bundle") return bad("id", "bundle-- and a UUID");
  const listed = value["objects"] === undefined ? [] : value["objects"];
  if (!Array.isArray(listed)) return bad("objects", "a list");
  if (listed.length > limits.objects) return no({ kind: "too-large", what: "objects", max: limits.objects });
  const objects: StixObject[] = [];
  for (const [index, item] of (listed as readonly Json[]).entries()) {
    const object = readObject(item, `objects[${index}]`);
    if (!object.ok) return object;
    objects.push(object.value);
  }
  // An empty list is not an absent one: it stays with the other properties.
  return yes({ id, objects, properties: objects.length === 0 ? value : without(value, "objects") });
}

/** Reads one object that stands alone, under the same rules. */
export function parseObject(text: string, limits: StixLimits = STIX_LIMITS): Checked<StixObject, StixFault> {
  const json = readText(text, limits);
  return json.ok ? readObject(json.value, "object") : json;
}

/**
 * One text for one bundle: canonical JSON (RFC 8785), objects in their order, line feed at the end. Reading what this writes gives
 * the same bundle; writing what was read gives the same content in another order of properties.
 */
export function formatBundle({ objects, properties }: StixBundle): string {
  const json: Json = objects.length === 0 ? properties : { ...properties, objects: objects as readonly Json[] };
  return `${formatJson(json)}\n`;
}

/** A new bundle of these objects under this id. */
export function bundleOf(id: string, objects: readonly StixObject[]): StixBundle {
  return { id, objects, properties: { type: "bundle", id } };
}

/** The newest version of each object, by id. Where none says when it was modified, the last one stands. */
export function latestById(objects: readonly StixObject[]): ReadonlyMap<string, StixObject> {
  const latest = new Map<string, StixObject>();
  for (const object of objects) {
    const held = latest.get(object.id);
    if (held === undefined || (textOf(held, "modified") ?? "") <= (textOf(object, "modified") ?? ""))
      latest.set(object.id, object);
  }
  return latest;
}

function readText(text: string, limits: StixLimits): Checked<Json, StixFault> {
  if (text.length > limits.textUnits) return no({ kind: "too-large", what: "text", max: limits.textUnits });
  return parseJson(text);
}

function readObject(json: Json, path: string): Checked<StixObject, StixFault> {
  if (!isRecord(json)) return bad(path, "an object");
  const type = json["type"];
  if (typeof type !== "string") return bad(`${path}.type`, "a type");
  if (type === "bundle") return bad(`${path}.type`, "an object that is no bundle");
  const id = parseIdentifier(json["id"]);
  if (id === undefined || id.type !== type) return bad(`${path}.id`, `${type.slice(0, 100)}-- and a UUID`);
  return yes(json as StixObject);
}

function without(object: JsonObject, left: string): JsonObject {
  const rest: Record<string, Json> = Object.create(null);
  for (const name of Object.keys(object)) if (name !== left) rest[name] = object[name] as Json;
  return rest;
}

function bad(path: string, expected: string): { readonly ok: false; readonly fault: StixFault } {
  return no({ kind: "bad-stix", path, expected });
}
