import { formatJson } from "../../lib/index.ts";
import type { StixBundle } from "../bundle.ts";
import { type StixObject, textOf, versionOf } from "../object.ts";
import {
  checkEmpty,
  checkExtensions,
  checkExternalReferences,
  checkHashes,
  checkLocation,
  checkNames,
  checkNumbers,
  checkOwnId,
  checkRequired,
} from "./common.ts";
import type { Check, StixFinding } from "./finding.ts";
import { checkSelectors, circularMarkings } from "./markings.ts";
import { checkEnds, checkObservedData, checkReferences, checkUuidVersion } from "./references.ts";
import { checkCpe, checkLanguages, checkNamesOfIana, checkOpinion, checkPattern } from "./texts.ts";
import { checkTimeOrder, checkTimes } from "./times.ts";

/** Asked of every object, whatever version it is in. */
const ANY_VERSION: readonly Check[] = [checkTimes, checkTimeOrder];

/** Asked of objects of STIX 2.1 only: 2.0 had other rules. */
const OF_21: readonly Check[] = [
  checkNames,
  checkOwnId,
  checkEmpty,
  checkRequired,
  checkNumbers,
  checkHashes,
  checkExtensions,
  checkExternalReferences,
  checkLocation,
  checkSelectors,
  checkReferences,
  checkEnds,
  checkObservedData,
  checkUuidVersion,
  checkLanguages,
  checkNamesOfIana,
  checkPattern,
  checkCpe,
  checkOpinion,
];

/** Findings in one bundle, at most: a hostile bundle does not get a report longer than itself. */
export const STIX_FINDINGS_MAX = 10_000;

/**
 * What STIX 2.1 forbids (its MUSTs, those that a JSON Schema cannot say among them) in a bundle that was read, in the order of its
 * objects. Not asked: whether media types, character sets and language subtags are registered with IANA, and whether references
 * lead to something, since a bundle need not be complete. Only timestamps are asked of objects of STIX 2.0.
 */
export function validateBundle({ objects }: StixBundle): readonly StixFinding[] {
  const findings: StixFinding[] = [];
  const circular = circularMarkings(objects);
  const seen = new Map<string, string>();
  for (const [index, object] of objects.entries()) {
    if (findings.length >= STIX_FINDINGS_MAX) break;
    const report = (rule: StixFinding["rule"], path: string, expected: string) =>
      findings.push({ rule, object: index, id: object.id, path, expected });
    for (const check of versionOf(object) === "2.0" ? ANY_VERSION : [...ANY_VERSION, ...OF_21]) check(object, report);
    if (circular.has(object.id))
      report("marking-circular", "object_marking_refs", "markings that do not lead back to themselves");
    if (isOther(seen, object)) report("duplicate", "modified", "one content for one id and version");
  }
  return findings.slice(0, STIX_FINDINGS_MAX);
}

/** True when the same id and version stood before with another content. */
function isOther(seen: Map<string, string>, object: StixObject): boolean {
  const key = `${object.id} ${textOf(object, "modified") ?? ""}`;
  const content = formatJson(object);
  const held = seen.get(key);
  seen.set(key, content);
  return held !== undefined && held !== content;
}
