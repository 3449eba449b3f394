import { tableOf } from "../lib/index.ts";
import type { ActionPredicate, PlaybookPredicate } from "./statements/action.ts";
import type { AlarmPredicate, AnswerPredicate, ApprovalPredicate } from "./statements/alarm.ts";
import type { CasePredicate } from "./statements/case.ts";
import type { CustodyPredicate } from "./statements/custody.ts";
import type { DetectionPredicate } from "./statements/detection.ts";
import type { DocketPredicate } from "./statements/docket.ts";
import type { ExhibitPredicate } from "./statements/exhibit.ts";
import type { AssessmentPredicate } from "./statements/law.ts";
import type { RedactionPredicate } from "./statements/redaction.ts";
import type { SegmentPredicate } from "./statements/segment.ts";
import type { TimePredicate } from "./statements/time.ts";

/** What a statement is about: a name and a digest by algorithm. `meridianRecordV1` and `meridianEnvelopeV1` are commitments. */
export type Subject = { readonly name: string; readonly digest: { readonly [algorithm: string]: string } };

/** The segment, by its id and root. */
export function segmentSubjects({ segment, root }: SegmentPredicate): readonly Subject[] {
  return [{ name: segment, digest: { meridianSegmentV1: root } }];
}

/** Each record that the detection cites, once, in the order cited. */
export function detectionSubjects({ events }: DetectionPredicate): readonly Subject[] {
  const records = new Map(events.flatMap((event) => event.records).map((record) => [record.name, record]));
  return [...records.values()].map(({ name, segment, index }) => ({
    name: `${segment}/${index}`,
    digest: { meridianRecordV1: name },
  }));
}

/** The entries of the case's detections, in the order of its timeline. */
export function caseSubjects({ timeline }: CasePredicate): readonly Subject[] {
  return timeline.map(({ detection, index }) => ({ name: `entry ${index}`, digest: { meridianEnvelopeV1: detection } }));
}

/** The rule set of a run. */
export function ruleSetSubjects({ rules }: { readonly rules: { readonly set: string } }): readonly Subject[] {
  return [{ name: "rule set", digest: { sha256: rules.set } }];
}

/** The tree head, by its size and root. */
export function timeSubjects({ checkpoint: { origin, size, root } }: TimePredicate): readonly Subject[] {
  return [{ name: `${origin} ${size}`, digest: { meridianTreeV1: root } }];
}

/** The exhibit's bytes. */
export function exhibitSubjects({ exhibit, content }: ExhibitPredicate): readonly Subject[] {
  return [{ name: exhibit, digest: { sha256: content.sha256, sha512: content.sha512 } }];
}

/** The exhibit's latest event before this one. */
export function custodySubjects({ exhibit, previous }: CustodyPredicate): readonly Subject[] {
  return [{ name: exhibit, digest: { meridianEnvelopeV1: previous } }];
}

/** The tree of salted fields. */
export function redactionSubjects({ exhibit, root }: RedactionPredicate): readonly Subject[] {
  return [{ name: exhibit, digest: { meridianFieldsV1: root } }];
}

/** The proof bundle. */
export function alarmSubjects({ origin, bundle }: AlarmPredicate): readonly Subject[] {
  return [{ name: origin, digest: { sha256: bundle } }];
}

/** The alarm's entry. */
export function answerSubjects({ alarm }: AnswerPredicate): readonly Subject[] {
  return [{ name: "alarm", digest: { meridianEnvelopeV1: alarm } }];
}

/** The deed that is approved. */
export function approvalSubjects({ deed }: ApprovalPredicate): readonly Subject[] {
  return [{ name: "deed", digest: { sha256: deed } }];
}

/** The records that the action rests on; none when a person decided without any. */
export function actionSubjects({ action, evidence }: ActionPredicate): readonly Subject[] {
  return evidence.map((name) => ({ name: action, digest: { meridianRecordV1: name } }));
}

/** The playbook's document. */
export function playbookSubjects({ id, digest }: PlaybookPredicate): readonly Subject[] {
  return [{ name: id, digest: { sha256: digest } }];
}

/** Each record that the docket brings in and that has a digest, in order. */
export function docketSubjects({ nouns }: DocketPredicate): readonly Subject[] {
  return nouns.flatMap((noun): Subject[] => {
    if (noun.noun !== "record") return [];
    const { place } = noun;
    if (place.kept === "segment") return [{ name: `${place.segment}/${place.index}`, digest: { meridianRecordV1: place.name } }];
    if (place.kept === "vault") return [{ name: place.exhibit, digest: { sha256: place.sha256 } }];
    return place.sha256 === null ? [] : [{ name: place.title, digest: { sha256: place.sha256 } }];
  });
}

/** The facts, and each pack. */
export function assessmentSubjects({ case: id, facts, packs }: AssessmentPredicate): readonly Subject[] {
  return [{ name: id, digest: { sha256: facts } }, ...packs.map(({ pack, sha256 }) => ({ name: pack, digest: { sha256 } }))];
}

/** Of the kinds whose subjects follow from what they say. */
const SUBJECTS_OF: ReadonlyMap<string, (predicate: never) => readonly Subject[]> = tableOf({
  segment: segmentSubjects,
  detection: detectionSubjects,
  case: caseSubjects,
  run: ruleSetSubjects,
  coverage: ruleSetSubjects,
  time: timeSubjects,
  exhibit: exhibitSubjects,
  custody: custodySubjects,
  redaction: redactionSubjects,
  alarm: alarmSubjects,
  answer: answerSubjects,
  approval: approvalSubjects,
  action: actionSubjects,
  playbook: playbookSubjects,
  docket: docketSubjects,
  assessment: assessmentSubjects,
});

/**
 * What a statement must be about, given what it says (spec/statement.md, the table of kinds). Undefined for the kinds whose subjects say
 * something that their predicate does not: casefile, enforcement, reading, measure, party, published, retention, erasure, hold, order, key. The predicate is of its kind's shape.
 */
export function expectedSubjects({
  kind,
  predicate,
}: {
  readonly kind: string;
  readonly predicate: unknown;
}): readonly Subject[] | undefined {
  return SUBJECTS_OF.get(kind)?.(predicate as never);
}
