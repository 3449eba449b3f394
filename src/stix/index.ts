export { bundleOf, formatBundle, latestById, parseBundle, parseObject, type StixBundle, type StixFault } from "./bundle.ts";
export { STIX_RULES, type StixFinding, type StixRule } from "./check/finding.ts";
export { STIX_FINDINGS_MAX, validateBundle } from "./check/validate.ts";
export { type Identifier, parseIdentifier } from "./identifier.ts";
export { STIX_LIMITS, type StixLimits } from "./limits.ts";
export {
  classOf,
  extensionOf,
  isRecord,
  numberOf,
  type Reference,
  recordOf,
  recordsOf,
  referencesOf,
  type StixClass,
  type StixObject,
  textOf,
  textsOf,
  versionOf,
} from "./object.ts";
export { MATCH_STEPS_MAX, matchPattern, type PatternAnswer } from "./pattern/match.ts";
export type { Observation } from "./pattern/objects.ts";
export { observationsIn } from "./pattern/observed.ts";
export { parsePattern } from "./pattern/parse.ts";
export type { Comparison, Literal, ObjectPath, Observing, Pattern, PatternFault, ValueTest } from "./pattern/syntax.ts";
export { ID_CONTRIBUTING, SCO_NAMESPACE, scoId } from "./sco-id.ts";
export { compareTimes, parseTimestamp, type StixTime } from "./timestamp.ts";
export {
  stricterTlp,
  TLP_EXTENSION,
  TLP_LEVELS,
  type TlpLevel,
  tlpMarking,
  tlpMarkingV1,
  tlpOf,
  tlpOfMarking,
  tlpWithin,
} from "./tlp.ts";
export { type Sha1, uuidV4, uuidV5 } from "./uuid.ts";
