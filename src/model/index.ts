export { type Accounting, addAccounting, closes, NOTHING_READ } from "./accounting.ts";
export { type ActionLife, foldLives, type Hold, type LifeFault } from "./action-lives.ts";
export { entryName, envelopeCommitment, recordCommitment, recordName, SALT_BYTES } from "./commitment.ts";
export { compareLevels, type Detection, LEVELS, type Level, type Reason, type RuleRef } from "./detection.ts";
export { CLAIM_KINDS, CLAIM_LEVELS, IMITATION, OTHER, STANCES } from "./docket/claim.ts";
export { LINK_TYPES } from "./docket/link.ts";
export { type Noun, type NounKind, type NounOf, nounId, nounShape } from "./docket/noun.ts";
export { QUANTITIES, type Quantity, type QuantityName, type QuantityState } from "./docket/observation.ts";
export { type ClockedSpan, type NounId, nounIdShape, type Range, TLP_LABELS, type Tlp } from "./docket/scalars.ts";
export { EXERCISE_LABEL, formatBagInfo } from "./dossier/bag-info.ts";
export {
  bySegmentAndIndex,
  type CitedRecord,
  citedPlaybooks,
  citedRecords,
  citedRules,
  type Denominators,
  denominatorsOf,
  type Indexed,
  keysTextOf,
  type Timeline,
  timelineOf,
} from "./dossier/derive.ts";
export {
  type DossierEntities,
  type ErasedRecord,
  entitiesShape,
  formatDocument,
  parseDocument,
  type RecordLine,
  type Reply,
  recordLineShape,
  replyShape,
  replyState,
  type ShownRecord,
} from "./dossier/documents.ts";
export {
  ACTIONS_FILE,
  BAGIT_TXT,
  DOSSIER,
  DOSSIER_BYTES_MAX,
  DOSSIER_FILE_BYTES_MAX,
  DOSSIER_FILES_MAX,
  DOSSIER_RECORDS_MAX,
  DOSSIER_RULE_BYTES_MAX,
  isDossierPath,
  playbookPath,
  rulePath,
  SEALED_TAG_FILES,
  statementPath,
  statementProofPath,
} from "./dossier/layout.ts";
export { formatManifest, type Manifest, parseManifest } from "./dossier/manifest.ts";
export {
  type FindingWord,
  type LeftOut,
  leftOutShape,
  type ResponseDocument,
  responseOf,
  type ToldAction,
} from "./dossier/response.ts";
export { type OpenedStatement, openStatementFile } from "./dossier/statement-file.ts";
export { type Envelope, type EnvelopeFault, formatEnvelope, parseEnvelope, preAuthEncoding } from "./envelope.ts";
export { activeHolds, type ErasureGround, erasureFault } from "./erasure-ground.ts";
export type { Entity, EntityKind, Event, Fields, FieldValue, LogSource, TimeSpan } from "./event.ts";
export { Keyring, type KnownKey, keyIdOf } from "./keyring.ts";
export type {
  Answer,
  Assessed,
  AssessedWith,
  LawText,
  NextEvidence,
  RuleKind,
  ToldSource,
} from "./law/assessed.ts";
export type { Facts, Figure, Finding } from "./law/facts.ts";
export {
  type EvidenceGate,
  type Gate,
  OPTION_CLASSES,
  type OptionClass,
  type RemedyPlan,
  type ToldOption,
} from "./law/plan.ts";
export { reaches, STANDARDS, type Standard, weakerOf } from "./law/standard.ts";
export type { ReasonCode, Shown, Tree } from "./law/tree.ts";
export { TRUTHS, type Truth, VALUE_WORDS, type Value, type ValueWord, valueWord } from "./law/truth.ts";
export type { FieldUse, LineRoute, LineView, RequiredPath } from "./line-view.ts";
export { logsourceMatches } from "./logsource.ts";
export type { CaseId, Digest, EntryName, ExhibitId, RecordName, SegmentId, SourceId } from "./names.ts";
export { type Position, positionShape } from "./position.ts";
export type { EvidenceRecord, Origin, Reading } from "./record.ts";
export { commitmentIn, LEAF_BYTES, nameIn, readingIn, recordLeaf } from "./record-leaf.ts";
export { type SignedEntry, type Unreliable, unreliableEntries } from "./reliance.ts";
export { caseIdShape, recordNameShape } from "./scalars.ts";
export {
  formatStatement,
  type PredicateOf,
  parseStatement,
  STATEMENT_KINDS,
  type Statement,
  type StatementFault,
  type StatementKind,
  type StatementOf,
} from "./statement.ts";
export {
  ACTION_STEPS,
  type ActionPredicate,
  type ActionStep,
  type EnforcementPredicate,
  MEASURES,
  type Measure,
  type PlaybookPredicate,
  TARGET_KINDS,
  type Target,
  type TargetKind,
} from "./statements/action.ts";
export type { AlarmPredicate, AnswerPredicate, ApprovalPredicate } from "./statements/alarm.ts";
export type { CasePredicate } from "./statements/case.ts";
export type { CoveragePredicate } from "./statements/coverage.ts";
export type { CustodyEvent, CustodyPredicate } from "./statements/custody.ts";
export type { DetectionPredicate } from "./statements/detection.ts";
export { type CasefilePredicate, DOCKET_NOUNS_MAX, type DocketPredicate } from "./statements/docket.ts";
export {
  contentShape,
  type ExhibitContent,
  type ExhibitPredicate,
  type Hand,
  type When,
} from "./statements/exhibit.ts";
export type { HoldPredicate, OrderPredicate } from "./statements/hold.ts";
export { type KeyClaim, type KeyPredicate, type KeyRole, keyProofMessage } from "./statements/key.ts";
export type { AssessmentPredicate, MeasurePredicate, ReadingPredicate } from "./statements/law.ts";
export type { PartyPredicate } from "./statements/party.ts";
export type { PublishedPredicate } from "./statements/published.ts";
export {
  type RedactionPredicate,
  reasonShape,
  WITHHOLDING_REASONS,
  type WithholdingReason,
} from "./statements/redaction.ts";
export { type ErasedPart, type ErasurePredicate, erasedBy, type RetentionPredicate } from "./statements/retention.ts";
export type { RunPredicate } from "./statements/run.ts";
export type { SegmentPredicate } from "./statements/segment.ts";
export type { TimePredicate } from "./statements/time.ts";
export {
  actionSubjects,
  alarmSubjects,
  answerSubjects,
  approvalSubjects,
  assessmentSubjects,
  caseSubjects,
  custodySubjects,
  detectionSubjects,
  docketSubjects,
  exhibitSubjects,
  playbookSubjects,
  redactionSubjects,
  ruleSetSubjects,
  type Subject,
  segmentSubjects,
  timeSubjects,
} from "./subjects.ts";
