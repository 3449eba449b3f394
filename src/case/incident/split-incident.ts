import { formatJson, utf8 } from "../../lib/index.ts";
import { timelineEntry } from "./case-statement.ts";
import type { Incident } from "./fold-cases.ts";

/** Bytes of one case's timeline at most: its statement must fit in an envelope (spec/statement.md §Limits), base64 and all. */
const TIMELINE_BYTES_MAX = 8 * 1024 * 1024;

// What an entry's subject adds to the statement.
const SUBJECT_BYTES = 160;

/**
 * Cuts an incident that is too large for one statement into several, in its order: a flood of detections must not keep a case from
 * being stated. All but the last stay as they are while the incident grows at its end.
 */
export function splitIncident(incident: Incident, bytesMax: number = TIMELINE_BYTES_MAX): readonly Incident[] {
  const pieces: { entries: Incident["entries"][number][] }[] = [];
  let bytes = 0;
  for (const entry of incident.entries) {
    const more = utf8(formatJson(timelineEntry(entry))).length + SUBJECT_BYTES;
    const last = pieces.at(-1);
    if (last === undefined || bytes + more > bytesMax) {
      pieces.push({ entries: [entry] });
      bytes = more;
    } else {
      last.entries.push(entry);
      bytes += more;
    }
  }
  return pieces;
}
