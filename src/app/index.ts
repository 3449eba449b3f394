export type { ExhibitChain } from "../vault/index.ts";
export { alarmLines, dismissalWarning, type ListedAlarm, listAlarms } from "./alarms.ts";
export { answerAlarm, submitAnswer } from "./alarms-answer.ts";
export { type AlarmState } from "./alarms-fold.ts";
export { judgeForkFile } from "./alarms-offline.ts";
export { standingAlarms } from "./alarms-view.ts";
export { type Approver, approveDeed, deedDigest, formatDeed, parseDeed, requireApprovals } from "./approvals.ts";
export type { ApprovalPolicy, Deed, DeedKind } from "./approvals-deeds.ts";
export { buildCases } from "./build-cases.ts";
export { collectHere, collectorScript } from "./collect.ts";
export { type Config, defaultConfig, readConfig } from "./config.ts";
export { ACCEPT_WITHIN_HOURS, type CustodyDesk, findExhibit, openCustody } from "./custody.ts";
export { expectHandoverPlace, readHandoverFile, writeHandoverFile } from "./custody-files.ts";
export { handOfKey, hostNow, type Words } from "./custody-record.ts";
export {
  acceptExhibit,
  admitAcceptance,
  answerOffer,
  bundleOffer,
  offerExhibit,
  openForeignOffer,
  parseOccurred,
  type TransferWords,
  withdrawOffer,
} from "./custody-transfer.ts";
export { detectionEntities } from "./detection-entities.ts";
export { carryOutOrder, type NodeReach, reachOfOrder, statedOrder, stateHold, stateOrder } from "./erasing.ts";
export { type Exercise, readExercise } from "./exercise.ts";
export { addExhibit, findStrays, removeStray } from "./exhibits.ts";
export {
  approveRelease,
  copyExhibit,
  correctEvent,
  destroyExhibit,
  finishDestructions,
  type Giving,
  quarantineExhibit,
  readExhibit,
  releaseExhibit,
  verifyExhibit,
} from "./exhibits-give.ts";
export { holdingText, timelineLines } from "./exhibits-timeline.ts";
export { checkSshSignature, exportEntryTo, parseSshPublicKey } from "./export.ts";
export { exportBagTo } from "./export-bag.ts";
export { homePage } from "./home-page.ts";
export { STARTER_RULES, VERSION } from "./installation.ts";
export { type ListedKey, listKeys, trustLines } from "./key-list.ts";
export { changeKeyProtection } from "./key-protection.ts";
export { enterKey, type KeyChange, revokeKey, rotateOwnKey } from "./key-rotation.ts";
export { lastStatement } from "./last-statement.ts";
export { readLedger } from "./ledger-reading.ts";
export { type LedgerService, openLedgerService } from "./ledger-service.ts";
export { type About, baseOf, fetchAbout } from "./ledger-service-about.ts";
export type { LedgerServiceEvent } from "./ledger-service-events.ts";
export { dossiersDirectory, hasLedger, type Node, type NodeOptions, openNode } from "./node.ts";
export { type Claim, claimKey, formatClaim, openPersonKey, type PersonKey, readClaim } from "./person-key.ts";
export { findDossiers, INTERNAL, type PublishChoices, publishToFolder } from "./publish.ts";
export { redactExhibit } from "./redact.ts";
export { confirmRedaction } from "./redact-confirm.ts";
export { type CopyReport, verifyCopyFolder } from "./redact-copy.ts";
export { readCut } from "./redact-cut.ts";
export { eraseFields } from "./redact-erase.ts";
export { readRules } from "./redact-rules.ts";
export { replayFindings } from "./reproduce.ts";
export { applyRetention, expireNode, reachOfExpiry } from "./retention.ts";
export { openRuleSet, type RuleSet } from "./rule-set.ts";
export { readIdentities } from "./seal-identity.ts";
export { sealExhibit } from "./seal-release.ts";
export { compareReceipts, unsealFile, writeReceipt } from "./seal-unseal.ts";
export { runSession, type SessionOptions, type SessionResult } from "./session.ts";
export { createSubmissions, type SubmissionOutcome, type Submissions } from "./submissions.ts";
export { createTimeKeeper, type StampReport, stampTime, type TimeKeeper } from "./trusted-time.ts";
export { type TimeEntry, timeEntries } from "./trusted-time-entries.ts";
export { renewTime } from "./trusted-time-renew.ts";
export { startTimeService, type TimeEvent } from "./trusted-time-service.ts";
export { readTimeSettings, type TimeSettings } from "./trusted-time-settings.ts";
export { type EntryTime, showTime } from "./trusted-time-show.ts";
export { soundness, type TimeVerdict, verifyTimes } from "./trusted-time-verify.ts";
export { openPeerBook, type PeerChange } from "./witnessing-keys.ts";
export type { Peers } from "./witnessing-peers.ts";
export { withWitnesses } from "./witnessing-trust.ts";
