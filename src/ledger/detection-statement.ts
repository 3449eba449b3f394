import { isoTime, present } from "../lib/index.ts";
import type {
  Detection,
  DetectionPredicate,
  Digest,
  Event,
  EvidenceRecord,
  RecordName,
  SegmentId,
  Statement,
  TimeSpan,
} from "../model/index.ts";
import { detectionSubjects, recordName } from "../model/index.ts";
import { DETECTION_EVENTS_MAX, EVENT_RECORDS_MAX, REASONS_MAX } from "./limits.ts";

/** Where a record is sealed. */
export type RecordPlace = { readonly segment: SegmentId; readonly index: number };

/** What a detection statement needs beside the detection. */
export type DetectionContext = {
  /** The matcher and its version, such as `meridian-sigma/1`. */
  readonly engine: string;
  /** Digests of the documents that the rule refers to, itself excluded. */
  readonly ruleDocuments: readonly Digest[];
  readonly placeOf: (record: EvidenceRecord) => RecordPlace | undefined;
  readonly placeOfContext: (name: RecordName) => RecordPlace | undefined;
};

/** The statement that a rule fired. No observed value goes into it: those are in the records. Every record must have its place. */
export function detectionStatement(detection: Detection, context: DetectionContext): Statement {
  const { rule } = detection;
  const predicate: DetectionPredicate = {
    rule: {
      id: cut(rule.id, 200),
      title: cut(rule.title, 1000),
      author: cut(rule.author, 2000),
      version: cut(rule.version, 40),
      level: rule.level,
      tags: rule.tags.slice(0, 200).map((tag) => cut(tag, 200)),
      digest: rule.digest,
    },
    ruleDocuments: context.ruleDocuments,
    engine: context.engine,
    time: isoSpan(detection.time),
    events: detection.events.slice(-DETECTION_EVENTS_MAX).map((event) => citedEvent(event, context)),
    why: detection.why.slice(0, REASONS_MAX).map(({ selection, field, pattern }) => ({
      selection: cut(selection, 1000),
      field: field === null ? null : cut(field, 1000),
      pattern: cut(pattern, 8000),
    })),
  };
  return { kind: "detection", subject: detectionSubjects(predicate), predicate };
}

type CitedEvent = DetectionPredicate["events"][number];
type CitedRecord = CitedEvent["records"][number];

/** Context first, as it stood in the source: records that explain, then those that the event was read from. */
function citedEvent(event: Event, context: DetectionContext): CitedEvent {
  const own = new Map(event.records.map((record) => [recordName(record.commitment), record] as const));
  const explaining = new Set(event.records.flatMap(({ reading }) => reading.context));
  const cited: CitedRecord[] = [];
  for (const name of explaining) {
    const record = own.get(name);
    const place = record === undefined ? context.placeOfContext(name) : context.placeOf(record);
    cited.push({ name, ...present(place, "a context record is sealed before what it explains"), role: "context" });
  }
  for (const [name, record] of own) {
    if (explaining.has(name)) continue;
    cited.push({
      name,
      ...present(context.placeOf(record), "a detection is stated after its records are sealed"),
      role: "match",
    });
  }
  const source = event.records[0]?.origin.source ?? "";
  return { time: isoSpan(event.time), source, records: cited.slice(-EVENT_RECORDS_MAX) };
}

// Times come from records, so from anyone: what a four-digit year cannot say is moved to the nearest that it can.
const EARLIEST_MS = -62_167_219_200_000;
const LATEST_MS = 253_402_300_799_999;

function isoSpan({ fromMs, toMs }: TimeSpan): { readonly from: string; readonly to: string } {
  return { from: isoTime(within(fromMs)), to: isoTime(within(toMs)) };
}

function within(ms: number): number {
  return Number.isNaN(ms) ? EARLIEST_MS : Math.min(LATEST_MS, Math.max(EARLIEST_MS, Math.trunc(ms)));
}

function cut(text: string, unitsMax: number): string {
  return text.slice(0, unitsMax).toWellFormed();
}
