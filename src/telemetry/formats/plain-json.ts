import type { LogSource, TimeSpan } from "../../model/index.ts";
import { flatten, type OpenFields } from "../fields.ts";
import { eventOutcome, type JsonFormat, TOO_WIDE } from "../format.ts";
import { epochSpan, isoSpan } from "../times.ts";

const UNKNOWN: LogSource = {};
const TIME_NAMES = ["@timestamp", "timestamp", "time", "ts", "eventTime", "date", "datetime"];

/** Any other JSON object: its fields, and no log source, so that only rules without one are asked. */
export const PLAIN_JSON: JsonFormat = {
  name: "json",
  read: (map, conditions) => {
    const fields = flatten(map);
    if (fields === undefined) return TOO_WIDE;
    return eventOutcome(timeOf(fields, conditions.utcOffsetMinutes), UNKNOWN, fields, conditions.readAtMs);
  },
};

function timeOf(fields: OpenFields, utcOffsetMinutes: number): TimeSpan | undefined {
  for (const name of TIME_NAMES) {
    const span = isoSpan(fields[name], utcOffsetMinutes) ?? epochSpan(fields[name]);
    if (span !== undefined) return span;
  }
  return undefined;
}
