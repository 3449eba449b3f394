import type { Detection } from "../model/index.ts";

const SHOWN_MAX = 20;

/**
 * Says, when a run has broken off, which of the `printed` detections are not known to be sealed and what becomes of them; nothing where none was
 * printed. "Not known", because a write that failed may have landed.
 */
export function unsealedLines(unsealed: readonly Detection[], printed: number): readonly string[] {
  if (printed === 0) return [];
  if (unsealed.length === 0) return [`the run broke off; all ${printed} detections that were printed are sealed`];
  const more = unsealed.length > SHOWN_MAX ? [`not sealed: ${unsealed.length - SHOWN_MAX} more`] : [];
  return [
    `the run broke off: ${unsealed.length} of ${printed} detections that were printed are not known to be sealed`,
    ...unsealed.slice(0, SHOWN_MAX).map(lineOf),
    ...more,
    "the next start with this data directory reads files and the journal on from what is sealed, and prints again what was not; lines of syslog and standard input that are not sealed are gone",
  ];
}

function lineOf({ rule, events }: Detection): string {
  const record = events.at(-1)?.records[0];
  const where = record === undefined ? "" : `, ${record.origin.source} at byte ${record.origin.offset}`;
  return `not sealed: ${rule.title}${where}`;
}
