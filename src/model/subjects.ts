import type { CasePredicate } from "./statements/case.ts";
import type { CoveragePredicate } from "./statements/coverage.ts";
import type { DetectionPredicate } from "./statements/detection.ts";
import type { RunPredicate } from "./statements/run.ts";
import type { SegmentPredicate } from "./statements/segment.ts";

/** What a statement is about: a name and a digest by algorithm. `meridianRecordV1` and `meridianEnvelopeV1` are commitments. */
export type Subject = { readonly name: string; readonly digest: { readonly [algorithm: string]: string } };

/** A statement, as far as its subjects follow from it. */
type Said =
  | { readonly kind: "segment"; readonly predicate: SegmentPredicate }
  | { readonly kind: "detection"; readonly predicate: DetectionPredicate }
  | { readonly kind: "case"; readonly predicate: CasePredicate }
  | { readonly kind: "run"; readonly predicate: RunPredicate }
  | { readonly kind: "coverage"; readonly predicate: CoveragePredicate }
  | { readonly kind: "party" | "published" | "retention" | "erasure"; readonly predicate: unknown };

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

/**
 * What a statement must be about, given what it says (spec/statement.md, the table of kinds). Undefined for the kinds whose subjects say
 * something that their predicate does not: party, published, retention, erasure.
 */
export function expectedSubjects(statement: Said): readonly Subject[] | undefined {
  switch (statement.kind) {
    case "segment":
      return segmentSubjects(statement.predicate);
    case "detection":
      return detectionSubjects(statement.predicate);
    case "case":
      return caseSubjects(statement.predicate);
    case "run":
    case "coverage":
      return ruleSetSubjects(statement.predicate);
    default:
      return undefined;
  }
}
