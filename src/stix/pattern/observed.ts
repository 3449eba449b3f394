import type { JsonObject } from "../../lib/index.ts";
import { isRecord, numberOf, recordOf, type StixObject, textsOf } from "../object.ts";
import { parseTimestamp } from "../timestamp.ts";
import type { Observation } from "./objects.ts";

/** Counted observations of one `observed-data`, at most: REPEATS can use no more. */
const COUNT_MAX = 1_000_000_000;

/**
 * The observations that `observed-data` objects speak of, in their order: in 2.1 by `object_refs` into the same list, in 2.0 by
 * `objects`. One without readable times is left out.
 */
export function observationsIn(objects: readonly StixObject[]): readonly Observation[] {
  const byId = new Map(objects.map((object) => [object.id, object as JsonObject]));
  return objects.flatMap((object) => (object.type === "observed-data" ? observationOf(object, byId) : []));
}

function observationOf(observed: StixObject, byId: ReadonlyMap<string, JsonObject>): readonly Observation[] {
  const [first, last] = [parseTimestamp(observed["first_observed"]), parseTimestamp(observed["last_observed"])];
  if (first === undefined || last === undefined || first.key > last.key) return [];
  const count = Math.min(COUNT_MAX, Math.max(1, Math.floor(numberOf(observed, "number_observed") ?? 1)));
  const inside = recordOf(observed, "objects");
  const named: [string, JsonObject | undefined][] =
    inside === undefined
      ? textsOf(observed, "object_refs").map((id) => [id, byId.get(id)])
      : Object.keys(inside).map((name) => {
          const value = inside[name];
          return [name, isRecord(value) ? value : undefined];
        });
  return [
    { first, last, count, objects: new Map(named.filter((entry): entry is [string, JsonObject] => entry[1] !== undefined)) },
  ];
}
