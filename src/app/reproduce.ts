import { reproduce, waitsFor } from "../detect/index.ts";
import { detectionStatement } from "../ledger/index.ts";
import { sha256 } from "../ledger/io/index.ts";
import { formatJson, isoTime } from "../lib/index.ts";
import { type Detection, type DetectionPredicate, type EvidenceRecord, type RecordName, recordName } from "../model/index.ts";
import type { Replay, ReplayOutcome } from "../verify/index.ts";
import { ENGINE } from "./rule-set.ts";
import { rereadDetection } from "./sealed-records.ts";

/**
 * Runs each finding again from its cited records and rule documents, and compares what the keeper would state of it now with what was
 * stated: the rule's words and level too, because they stand in the case and only its digest is bound to the document.
 */
export const replayFindings: Replay = async ({ findings, records, rules }) =>
  findings.map(({ index, predicate }) => ({ index, ...replayOne(predicate, records, rules) }));

function replayOne(
  predicate: DetectionPredicate,
  records: ReadonlyMap<RecordName, EvidenceRecord>,
  rules: ReadonlyMap<string, Uint8Array>,
): Omit<ReplayOutcome, "index"> {
  if (predicate.engine !== ENGINE) return { outcome: "not re-run", detail: `found by ${predicate.engine}; this is ${ENGINE}` };
  const digests = [...predicate.ruleDocuments, predicate.rule.digest];
  const documents = digests.map((digest) => rules.get(digest)).filter((bytes) => bytes !== undefined);
  if (documents.length < digests.length) return { outcome: "not re-run", detail: "a rule document is missing" };
  const events = rereadDetection(predicate, records);
  const utcOffsetMinutes = events[0]?.records[0]?.reading.utcOffsetMinutes ?? 0;
  const found = reproduce(documents, events, sha256, { utcOffsetMinutes });
  const same = found.some((detection) => isSame(detection, predicate) && isStatedSame(detection, predicate));
  if (same) return { outcome: "same", detail: "" };
  const waits = waitsFor(documents, sha256);
  return waits.length > 0
    ? { outcome: "not re-run", detail: `the values of %${waits.join("%, %")}% stay with the node` }
    : { outcome: "different", detail: describe(found, predicate) };
}

function isSame(detection: Detection, predicate: DetectionPredicate): boolean {
  return (
    detection.rule.digest === predicate.rule.digest &&
    isoTime(detection.time.fromMs) === predicate.time.from &&
    isoTime(detection.time.toMs) === predicate.time.to &&
    sameNames(namesIn(detection), statedNames(predicate))
  );
}

function isStatedSame(detection: Detection, stated: DetectionPredicate): boolean {
  const places = new Map(stated.events.flatMap(({ records }) => records.map((record) => [record.name, record] as const)));
  const placeOf = (name: RecordName) => {
    const place = places.get(name);
    return place && { segment: place.segment, index: place.index };
  };
  // A header that the statement does not cite: nothing the keeper would state now.
  const explaining = detection.events.flatMap(({ records }) => records.flatMap(({ reading }) => reading.context));
  if (!explaining.every((name) => places.has(name))) return false;
  const again = detectionStatement(detection, {
    engine: stated.engine,
    ruleDocuments: stated.ruleDocuments,
    placeOf: ({ commitment }) => placeOf(recordName(commitment)),
    placeOfContext: placeOf,
  });
  return formatJson(again.predicate) === formatJson(stated);
}

function namesIn({ events }: Detection): ReadonlySet<string> {
  return new Set(events.flatMap(({ records }) => records.map(({ commitment }) => recordName(commitment))));
}

function statedNames({ events }: DetectionPredicate): ReadonlySet<string> {
  return new Set(events.flatMap(({ records }) => records.filter(({ role }) => role === "match").map(({ name }) => name)));
}

function sameNames(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((name) => right.has(name));
}

function describe(found: readonly Detection[], { rule }: DetectionPredicate): string {
  const again = found.filter((detection) => detection.rule.digest === rule.digest).length;
  return again === 0
    ? `${rule.title} does not fire on the cited records`
    : `${rule.title} fires, but on other records, at another time, or in other words`;
}
