import { isoTime } from "../lib/index.ts";
import {
  type CaseId,
  type CasePredicate,
  compareLevels,
  LEVELS,
  type Level,
  type StatementOf,
  type TimeSpan,
} from "../model/index.ts";
import { firstIndex, type Incident, type SealedDetection } from "./fold-cases.ts";

/** The `case` statement of an incident (spec/statement.md). It names kinds of shared entities, never their values. */
export function caseStatement(incident: Incident): StatementOf<"case"> {
  const detections = incident.entries.map(({ detection }) => detection);
  return {
    kind: "case",
    subject: detections.map(({ entry, index }) => ({ name: `entry ${index}`, digest: { meridianEnvelopeV1: entry } })),
    predicate: {
      case: caseId(incident),
      title: titleOf(detections),
      span: isoSpan(wholeSpan(detections)),
      level: highest(detections.map(({ level }) => level)),
      timeline: incident.entries.map(({ detection, sharedKinds }) => timelineEntry(detection, sharedKinds)),
    },
  };
}

/** `case-` and the first 12 digits of the entry that opened it; the same however much the incident grows. */
export function caseId(incident: Incident): CaseId {
  const index = firstIndex(incident);
  const opening = incident.entries.find(({ detection }) => detection.index === index);
  return `case-${(opening?.detection.entry ?? "").slice(0, 12)}` as CaseId;
}

function timelineEntry(detection: SealedDetection, sharedKinds: readonly string[]): CasePredicate["timeline"][number] {
  const { entry, index, time, rule, title, level, records } = detection;
  return { detection: entry, index, time: isoSpan(time), rule, title, level, records, sharedKinds };
}

function titleOf(detections: readonly SealedDetection[]): string {
  const gravest = detections.reduce((most, next) => (compareLevels(next.level, most.level) > 0 ? next : most));
  const others = new Set(detections.map(({ title }) => title)).size - 1;
  return others === 0 ? gravest.title : `${gravest.title} and ${others} other ${others === 1 ? "finding" : "kinds of finding"}`;
}

function highest(levels: readonly Level[]): Level {
  return LEVELS.findLast((level) => levels.includes(level)) ?? "informational";
}

function wholeSpan(detections: readonly SealedDetection[]): TimeSpan {
  return {
    fromMs: Math.min(...detections.map(({ time }) => time.fromMs)),
    toMs: Math.max(...detections.map(({ time }) => time.toMs)),
  };
}

function isoSpan({ fromMs, toMs }: TimeSpan): { from: string; to: string } {
  return { from: isoTime(fromMs), to: isoTime(toMs) };
}
