import type { Json, JsonObject } from "../../lib/index.ts";
import { isRecord } from "../object.ts";
import type { StixTime } from "../timestamp.ts";
import type { Comparison, ObjectPath, PathStep } from "./syntax.ts";
import { type Found, valueHolds } from "./values.ts";

/** What was seen together: cyber-observables by the names by which they refer to each other, when, and how many times. */
export type Observation = {
  readonly first: StixTime;
  readonly last: StixTime;
  /** `number_observed`: it counts as that many observations for REPEATS. */
  readonly count: number;
  readonly objects: ReadonlyMap<string, JsonObject>;
};

/** True when one object of the observation satisfies all of the comparison: what AND joins is asked of the same object. */
export function observationHolds(test: Comparison, { objects }: Observation): boolean {
  for (const object of objects.values()) if (objectHolds(test, object, objects)) return true;
  return false;
}

function objectHolds(test: Comparison, object: JsonObject, objects: Observation["objects"]): boolean {
  if (test.is !== "test") {
    const holds = (part: Comparison) => objectHolds(part, object, objects);
    return test.is === "and" ? test.parts.every(holds) : test.parts.some(holds);
  }
  if (object["type"] !== test.path.type) return false;
  const values = valuesAt(test.path, object, objects);
  if (test.test.op === "EXISTS") return values.length > 0 !== test.negated;
  // NOT turns the operator, not the search: without a value there is nothing that differs, and with several one is enough.
  return values.some((found) => valueHolds(test.test, found) !== test.negated);
}

function valuesAt({ steps }: ObjectPath, object: JsonObject, objects: Observation["objects"]): readonly Found[] {
  let frontier: readonly Found[] = [{ value: object, property: "" }];
  for (const step of steps) {
    const next = frontier.flatMap((found) => follow(dereferenced(found, objects), step));
    frontier = distinct(next);
  }
  return frontier;
}

/** A reference stands for the object that it names, as soon as a path goes on behind it. */
function dereferenced(found: Found, objects: Observation["objects"]): Found {
  const refers = typeof found.value === "string" && (found.property.endsWith("_ref") || found.property.endsWith("_refs"));
  const target = refers ? objects.get(found.value) : undefined;
  return target === undefined ? found : { value: target, property: "" };
}

function follow({ value, property }: Found, step: PathStep): readonly Found[] {
  if ("name" in step) {
    const inner = isRecord(value) && Object.hasOwn(value, step.name) ? value[step.name] : undefined;
    return inner === undefined ? [] : [{ value: inner, property: step.name }];
  }
  if (!Array.isArray(value)) return [];
  const list = value as readonly Json[];
  if ("any" in step) return list.map((item) => ({ value: item, property }));
  const item = list.at(step.index);
  return item === undefined ? [] : [{ value: item, property }];
}

/** The same value reached twice is one: lists of references that name each other would double at every step. */
function distinct(found: readonly Found[]): readonly Found[] {
  if (found.length < 2) return found;
  const seen = new Set<Json>();
  return found.filter(({ value }) => !seen.has(value) && seen.add(value));
}
