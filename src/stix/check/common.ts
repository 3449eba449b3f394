import type { Json, JsonObject } from "../../lib/index.ts";
import { parseIdentifier } from "../identifier.ts";
import { classOf, isRecord, numberOf, recordOf, recordsOf, textOf } from "../object.ts";
import type { Check, Report } from "./finding.ts";
import { HASHES, ONE_OF, REQUIRED } from "./tables.ts";

const TYPE_NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const PROPERTY_NAME = /^[a-z0-9_]{3,250}$/;
const EXTENSION_KEY = /^(?:extension-definition--[0-9a-f-]{36}|[a-z0-9-]{1,240}-ext)$/;

/** Names: types of 3 to 250 lower-case letters, digits and hyphens, properties with underscores (§2, §3.1). */
export const checkNames: Check = (object, report) => {
  const { type } = object;
  if (!TYPE_NAME.test(type) || type.length < 3 || type.length > 250)
    report("type-name", "type", "3 to 250 of a-z, 0-9 and single -");
  for (const name of Object.keys(object))
    if (name !== "id" && !PROPERTY_NAME.test(name)) report("property-name", name.slice(0, 100), "3 to 250 of a-z, 0-9 and _");
};

/** Lists, dictionaries and null: what is empty is left out (§2.1, §2.3, §3). */
export const checkEmpty: Check = (object, report) => visit(object, "", report);

function visit(json: Json, path: string, report: Report): void {
  if (json === null) report("no-empty", path, "no null");
  if (typeof json !== "object" || json === null) return;
  const entries = Array.isArray(json)
    ? (json as readonly Json[]).map((item, index): [string, Json] => [`[${index}]`, item])
    : Object.entries(json as JsonObject);
  if (entries.length === 0) report("no-empty", path, "something in it, or nothing at all");
  for (const [name, value] of entries) visit(value, path === "" ? name : `${path}.${name}`, report);
}

/** What must be there: common properties and those of the type (§3.2, §4 to §7). */
export const checkRequired: Check = (object, report) => {
  const common = classOf(object.type) === "sco" ? [] : ["spec_version", "created"];
  const versioned = classOf(object.type) === "sco" || object.type === "marking-definition" ? [] : ["modified"];
  const owned = object.type === "extension-definition" ? ["created_by_ref"] : [];
  for (const name of [...common, ...versioned, ...owned, ...(REQUIRED.get(object.type) ?? [])])
    if (object[name] === undefined) report("required", name, "this property");
  const choice = ONE_OF.get(object.type);
  if (choice?.every((name) => object[name] === undefined)) report("required", choice.join(" | "), "one of these properties");
  if (object["spec_version"] !== undefined && object["spec_version"] !== "2.1") report("spec-version", "spec_version", "2.1");
};

/** Numbers with bounds: confidence 0 to 100 (§3.2), counts. */
export const checkNumbers: Check = (object, report) => {
  const whole = (name: string, from: number, to: number) => {
    const value = object[name];
    return value === undefined || (typeof value === "number" && Number.isInteger(value) && value >= from && value <= to);
  };
  if (!whole("confidence", 0, 100)) report("confidence", "confidence", "a whole number from 0 to 100");
  if (object.type === "observed-data" && !whole("number_observed", 1, 999_999_999))
    report("observed-data", "number_observed", "a whole number from 1 to 999,999,999");
  if (object.type === "sighting" && !whole("count", 0, 999_999_999))
    report("observed-data", "count", "a whole number up to 999,999,999");
};

/** Identifiers in references have the form of one (§2.9), and a time-based or made-up UUID version is none. */
export const checkOwnId: Check = (object, report) => {
  const version = parseIdentifier(object.id)?.version ?? 0;
  if (version < 1 || version > 8) report("identifier", "id", "a UUID of RFC 9562");
};

/** Hashes look like those of their algorithm (§2.7, §10.7). */
export const checkHashes: Check = (object, report) => {
  for (const [name, value] of Object.entries(recordOf(object, "hashes") ?? {})) {
    const form = HASHES.get(name);
    if (form !== undefined && (typeof value !== "string" || !form.test(value)))
      report("hash", `hashes.${name}`, `a hash of ${name}`);
  }
};

/** Extensions have the id of a definition, or a predefined name, and say their type (§7.3). */
export const checkExtensions: Check = (object, report) => {
  for (const [key, extension] of Object.entries(recordOf(object, "extensions") ?? {})) {
    if (!EXTENSION_KEY.test(key))
      report("extension", `extensions.${key.slice(0, 100)}`, "extension-definition-- and a UUID, or a name ending in -ext");
    else if (!isRecord(extension)) report("extension", `extensions.${key}`, "an object");
    else if (key.startsWith("extension-definition--") && textOf(extension, "extension_type") === undefined)
      report("extension", `extensions.${key}.extension_type`, "the type of the extension");
  }
};

/** A source name, and something that leads on (§2.5). */
export const checkExternalReferences: Check = (object, report) => {
  for (const [index, reference] of recordsOf(object, "external_references").entries()) {
    const leads = ["description", "url", "external_id"].some((name) => reference[name] !== undefined);
    if (textOf(reference, "source_name") === undefined || !leads)
      report("external-reference", `external_references.[${index}]`, "source_name and one of description, url, external_id");
  }
};

/** A place by name, or by both coordinates (§4.10). */
export const checkLocation: Check = (object, report) => {
  if (object.type !== "location") return;
  const [latitude, longitude] = [numberOf(object, "latitude"), numberOf(object, "longitude")];
  if ((latitude === undefined) !== (longitude === undefined)) report("location", "latitude", "both coordinates or none");
  if (Math.abs(latitude ?? 0) > 90 || Math.abs(longitude ?? 0) > 180) report("location", "latitude", "degrees on the globe");
  if (object["precision"] !== undefined && latitude === undefined) report("location", "precision", "coordinates");
  if (latitude === undefined && object["region"] === undefined && object["country"] === undefined)
    report("location", "region", "a region, a country, or coordinates");
};
