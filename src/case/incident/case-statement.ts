import { isoTime } from "../../lib/index.ts";
import {
  type CaseId,
  type CasePredicate,
  caseSubjects,
  compareLevels,
  LEVELS,
  type Level,
  type StatementOf,
  type TimeSpan,
} from "../../model/index.ts";
import { firstIndex, type Incident, type SealedDetection } from "./fold-cases.ts";

/** The `case` statement of an incident (spec/statement.md). It names kinds of shared entities, never their values. */
export function caseStatement(incident: Incident): StatementOf<"case"> {
  const detections = incident.entries.map(({ detection }) => detection);
  const predicate: CasePredicate = {
    case: caseId(incident),
    title: titleOf(detections),
    span: isoSpan(wholeSpan(detections)),
    level: highest(detections.map(({ level }) => level)),
    timeline: incident.entries.map(timelineEntry),
  };
  return { kind: "case", subject: caseSubjects(predicate), predicate };
}

/** `case-` and the first 12 digits of the entry that opened it; the same however much the incident grows. */
export function caseId(incident: Incident): CaseId {
  const index = firstIndex(incident);
  const opening = incident.entries.find(({ detection }) => detection.index === index);
  return `case-${(opening?.detection.entry ?? "").slice(0, 12)}` as CaseId;
}

// As spec/statement.md §Limits has it; a detection on more records is cited with its first.
const RECORDS_MAX = 10_000;
const TITLE_UNITS_MAX = 1000;

/** An incident's entry as the case's timeline has it. */
export function timelineEntry({ detection, sharedKinds }: Incident["entries"][number]): CasePredicate["timeline"][number] {
  const { entry, index, time, rule, title, level, records } = detection;
  return {
    detection: entry,
    index,
    time: isoSpan(time),
    rule,
    title,
    level,
    records: records.slice(0, RECORDS_MAX),
    sharedKinds,
  };
}

function titleOf(detections: readonly SealedDetection[]): string {
  const gravest = detections.reduce((most, next) => (compareLevels(next.level, most.level) > 0 ? next : most));
  const others = new Set(detections.map(({ title }) => title)).size - 1;
  if (others === 0) return gravest.title;
  const more = ` and ${others} other ${others === 1 ? "finding" : "kinds of finding"}`;
  return gravest.title.slice(0, TITLE_UNITS_MAX - more.length).toWellFormed() + more;
}

function highest(levels: readonly Level[]): Level {
  return LEVELS.findLast((level) => levels.includes(level)) ?? "informational";
}

function wholeSpan(detections: readonly SealedDetection[]): TimeSpan {
  return {
    fromMs: detections.reduce((least, { time }) => Math.min(least, time.fromMs), Number.POSITIVE_INFINITY),
    toMs: detections.reduce((most, { time }) => Math.max(most, time.toMs), Number.NEGATIVE_INFINITY),
  };
}

function isoSpan({ fromMs, toMs }: TimeSpan): { from: string; to: string } {
  return { from: isoTime(fromMs), to: isoTime(toMs) };
}
