import { parseIdentifier } from "../identifier.ts";
import { classOf, referencesOf, SCO_TYPES, type StixObject, textOf } from "../object.ts";
import { ID_CONTRIBUTING } from "../sco-id.ts";
import type { Check, Report, StixRule } from "./finding.ts";
import { OBSERVABLE_REFERENCES, REFERENCE_TYPES } from "./tables.ts";

/** References are identifiers, and of the types that the standard allows at their place. */
export const checkReferences: Check = (object, report) => {
  for (const { path, id } of referencesOf(object)) {
    const type = parseIdentifier(id)?.type;
    if (type === undefined) {
      // In observed-data of 2.0 form the names of `objects` are references of their own.
      if (!path.startsWith("objects.")) report("identifier", path, "an identifier");
      continue;
    }
    const name =
      path
        .replace(/\.\[\d+\]$/, "")
        .split(".")
        .at(-1) ?? "";
    check(REFERENCE_TYPES, "reference-type", { object, path, name, type }, report);
    check(OBSERVABLE_REFERENCES, "observable-reference", { object, path, name, type }, report);
  }
};

type Place = { readonly object: StixObject; readonly path: string; readonly name: string; readonly type: string };
type Allowed = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

function check(table: Allowed, rule: StixRule, { object, path, name, type }: Place, report: Report): void {
  const allowed = table.get(object.type)?.get(name) ?? table.get("*")?.get(name);
  if (allowed === undefined || allowed.includes(type)) return;
  // A type that the standard does not know may be a cyber-observable of an extension.
  if (allowed.includes("*") && (SCO_TYPES.has(type) || classOf(type) === "custom")) return;
  report(rule, path, `a reference to ${allowed.includes("*") ? "a cyber-observable" : allowed.join(" or ")}`);
}

const NO_ENDS: ReadonlySet<string> = new Set(["relationship", "sighting", "bundle", "marking-definition", "language-content"]);

/** A relationship joins domain objects and cyber-observables, never other edges (§5.1); a sighting is of a domain object (§5.2). */
export const checkEnds: Check = (object, report) => {
  for (const name of ["source_ref", "target_ref"]) {
    const type = object.type === "relationship" ? parseIdentifier(object[name])?.type : undefined;
    if (type !== undefined && NO_ENDS.has(type))
      report("relationship-ends", name, "an object that is no relationship and no marking");
  }
  const sighted = object.type === "sighting" ? parseIdentifier(object["sighting_of_ref"])?.type : undefined;
  if (sighted !== undefined && !["sdo", "custom"].includes(classOf(sighted)))
    report("relationship-ends", "sighting_of_ref", "a domain object");
};

/** Observations name cyber-observables and relationships between them, in one of two ways (§4.14). */
export const checkObservedData: Check = (object, report) => {
  if (object.type !== "observed-data") return;
  if ((object["objects"] === undefined) === (object["object_refs"] === undefined))
    report("observed-data", "object_refs", "either object_refs or objects");
  for (const { path, id } of referencesOf({ object_refs: object["object_refs"] ?? [] })) {
    const type = parseIdentifier(id)?.type ?? "";
    if (!["sco", "sro", "custom"].includes(classOf(type))) report("observed-data", path, "a cyber-observable or a relationship");
  }
};

/** Without anything to compute an identifier from it is random (§2.9); a process has nothing (§6.13). */
export const checkUuidVersion: Check = (object, report) => {
  const names = ID_CONTRIBUTING.get(object.type);
  if (names === undefined || names.some((name) => object[name] !== undefined)) return;
  if (parseIdentifier(textOf(object, "id"))?.version !== 4) report("uuid-version", "id", "a UUIDv4");
};
