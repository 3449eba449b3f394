import type { Json, JsonObject } from "../lib/index.ts";

/** A STIX object as it was written: `type` and `id` are there, everything else is whatever its producer said. */
export type StixObject = JsonObject & { readonly type: string; readonly id: string };

/** STIX Domain, Relationship and Cyber-observable Objects, meta objects, and types that the standard does not define. */
export type StixClass = "sdo" | "sro" | "sco" | "meta" | "custom";

const words = (text: string) => new Set(text.split(" "));

const SDO_TYPES: ReadonlySet<string> = words(
  "attack-pattern campaign course-of-action grouping identity incident indicator infrastructure intrusion-set location malware malware-analysis note observed-data opinion report threat-actor tool vulnerability",
);
const SRO_TYPES: ReadonlySet<string> = words("relationship sighting");
export const SCO_TYPES: ReadonlySet<string> = words(
  "artifact autonomous-system directory domain-name email-addr email-message file ipv4-addr ipv6-addr mac-addr mutex network-traffic process software url user-account windows-registry-key x509-certificate",
);
const META_TYPES: ReadonlySet<string> = words("extension-definition language-content marking-definition");

/** Which class a type belongs to (STIX 2.1 §3.1). */
export function classOf(type: string): StixClass {
  if (SDO_TYPES.has(type)) return "sdo";
  if (SRO_TYPES.has(type)) return "sro";
  if (SCO_TYPES.has(type)) return "sco";
  return META_TYPES.has(type) ? "meta" : "custom";
}

/** The version that an object says it is in; `2.0` where it says nothing and is not a cyber-observable (STIX 2.1 §3.2). */
export function versionOf(object: StixObject): string {
  const stated = object["spec_version"];
  if (typeof stated === "string") return stated;
  return classOf(object.type) === "sco" ? "2.1" : "2.0";
}

/** True for a JSON object. */
export function isRecord(json: Json | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** The property as text; undefined when it is absent or something else. */
export function textOf(object: JsonObject, name: string): string | undefined {
  const value = object[name];
  return typeof value === "string" ? value : undefined;
}

/** The property as a number; undefined when it is absent or something else. */
export function numberOf(object: JsonObject, name: string): number | undefined {
  const value = object[name];
  return typeof value === "number" ? value : undefined;
}

/** The property as a list of texts; what is no text is left out, and a property that is no list is an empty one. */
export function textsOf(object: JsonObject, name: string): readonly string[] {
  const value = object[name];
  return Array.isArray(value) ? (value as readonly Json[]).filter((item): item is string => typeof item === "string") : [];
}

/** The property as an object; undefined when it is absent or something else. */
export function recordOf(object: JsonObject, name: string): JsonObject | undefined {
  const value = object[name];
  return isRecord(value) ? value : undefined;
}

/** The property as a list of objects; what is no object is left out. */
export function recordsOf(object: JsonObject, name: string): readonly JsonObject[] {
  const value = object[name];
  return Array.isArray(value) ? (value as readonly Json[]).filter(isRecord) : [];
}

/** The extension with this key, if the object carries it. */
export function extensionOf(object: JsonObject, key: string): JsonObject | undefined {
  const extensions = recordOf(object, "extensions");
  return extensions === undefined ? undefined : recordOf(extensions, key);
}

/** One reference in an object: where it stands and whom it names. */
export type Reference = { readonly path: string; readonly id: string };

/** All that an object refers to by properties ending in `_ref` or `_refs`, at any depth, in property order. */
export function referencesOf(object: JsonObject): readonly Reference[] {
  const found: Reference[] = [];
  collect(object, "", found);
  return found;
}

function collect(json: Json, path: string, found: Reference[]): void {
  if (Array.isArray(json)) {
    for (const [index, item] of (json as readonly Json[]).entries()) collect(item, `${path}.[${index}]`, found);
    return;
  }
  if (!isRecord(json)) return;
  for (const name of Object.keys(json)) {
    const here = path === "" ? name : `${path}.${name}`;
    const value = json[name];
    if (name.endsWith("_ref") && typeof value === "string") found.push({ path: here, id: value });
    else if (name.endsWith("_refs") && Array.isArray(value)) {
      for (const [index, id] of (value as readonly Json[]).entries())
        if (typeof id === "string") found.push({ path: `${here}.[${index}]`, id });
    } else if (value !== undefined) collect(value, here, found);
  }
}
