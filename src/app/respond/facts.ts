import { type Detection, recordName } from "../../model/index.ts";
import type { DetectionFacts } from "../../respond/index.ts";

/** Events of one detection that a decision looks at, the newest. */
const EVENTS_MAX = 1000;

/** What playbooks are asked with. `confidence`: 0 to 1, how likely the rule is right. */
export function factsOf({ rule, time, events }: Detection, confidence: number): DetectionFacts {
  return {
    rule,
    atMs: time.toMs,
    events: events.slice(-EVENTS_MAX).map(({ logsource, fields, records }) => ({
      logsource,
      fields,
      records: records.map(({ commitment }) => recordName(commitment)),
    })),
    confidence,
  };
}
