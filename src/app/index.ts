export {
  damageLines,
  dutyLines,
  matrixLines,
  relationLines,
  routeLines,
  routePicture,
  severityLines,
  timelineLines as caseTimelineLines,
  timelinePicture,
  verdictLines,
} from "../case/index.ts";
export type { ToldCorrelation, ToldNode, ToldPattern, ToldRule } from "../detect/index.ts";
export type { ActionLife } from "../model/index.ts";
export { remedyLines } from "../remedy/index.ts";
export {
  formatCacao,
  formatTarget,
  type Playbook,
  parseTarget,
  type RehearsalReport,
  type RehearsedTarget,
} from "../respond/index.ts";
export type { ExhibitChain } from "../vault/index.ts";
export { buildCases } from "./build-cases.ts";
export { askCase } from "./case/ask.ts";
export { type CaseAsker, openCaseAsking } from "./case/asking.ts";
export type { AnyCaseCall, CaseCall } from "./case/call.ts";
export { actorsCall, type ToldActors } from "./case/call-actors.ts";
export { damageCall, factCall, type ListedCase, listCall, measureCall, type ToldDamage } from "./case/call-damage.ts";
export { addNouns, claimCall, judgeCall, linkCall } from "./case/call-enter.ts";
export { exportCall, type ToldExport } from "./case/call-export.ts";
export { importCall, type ToldImport } from "./case/call-import.ts";
export { changeCase, newCase } from "./case/call-new.ts";
export { patternCall } from "./case/call-pattern.ts";
export { openCase, relateCall, type ToldCase, type ToldClaim, timelineCall } from "./case/call-read.ts";
export { enterRouteCall, routeCall } from "./case/call-route.ts";
export { backgroundCall, countCall, enterToolCall, type ToldCount, type ToldTools, toolsCall } from "./case/call-tools.ts";
export { type ToldVerdict, type WhatIf, whatIfCall, whoCall } from "./case/call-who.ts";
export { type ToldCausation, whyCall } from "./case/call-why.ts";
export { CASE_CALLS } from "./case/calls.ts";
export { openCaseDesk, type Scope } from "./case/desk.ts";
export type { Entered } from "./case/enter.ts";
export { askCaseAtNode, type CaseServing, serveCases } from "./case/socket.ts";
export { type CaseWorld, caseWorldOf, readCaseWorld } from "./case/world.ts";
export { countActions } from "./case-actions.ts";
export { type Config, defaultConfig, readConfig } from "./config.ts";
export { detectionEntities } from "./detection-entities.ts";
export { carryOutOrder, type NodeReach, reachOfOrder, statedOrder, stateHold, stateOrder } from "./erasing.ts";
export { type Exercise, readExercise } from "./exercise.ts";
export { checkSshSignature, exportEntryTo, parseSshPublicKey } from "./export.ts";
export { exportBagTo } from "./export-bag.ts";
export { homePage } from "./home-page.ts";
export { STARTER_PLAYBOOKS, STARTER_RULES, VERSION } from "./installation.ts";
export { type Approver, approveDeed, deedDigest, formatDeed, parseDeed, requireApprovals } from "./keys/approvals.ts";
export type { ApprovalPolicy, Deed, DeedKind } from "./keys/approvals-deeds.ts";
export { type ListedKey, listKeys, trustLines } from "./keys/key-list.ts";
export { changeKeyProtection } from "./keys/key-protection.ts";
export { enterKey, type KeyChange, revokeKey, rotateOwnKey } from "./keys/key-rotation.ts";
export { type Claim, claimKey, formatClaim, openPersonKey, type PersonKey, readClaim } from "./keys/person-key.ts";
export { lastStatement } from "./last-statement.ts";
export { assessmentLines, verificationLines } from "./law/assess-lines.ts";
export { answerFormCall } from "./law/call-answers.ts";
export { assessCall, stateAssessmentCall, type ToldAssessment } from "./law/call-assess.ts";
export { decisionCall } from "./law/call-decision.ts";
export { formAnswers, formCall } from "./law/call-form.ts";
export { letterCall } from "./law/call-letter.ts";
export { decideCall } from "./law/call-measure.ts";
export { listPacks, type ToldPacks } from "./law/call-packs.ts";
export { readingCall, type ToldReading } from "./law/call-reading.ts";
export { remedyCall, type ToldRemedy } from "./law/call-remedy.ts";
export { verifyAssessmentsCall } from "./law/call-verify.ts";
export { checkPackFiles, type ToldCheck } from "./law/check-packs.ts";
export {
  type ExampleCase,
  listExamples,
  type OpenedExample,
  openExample,
  readExample,
} from "./law/examples.ts";
export { treeLines } from "./law/tree-lines.ts";
export { type ToldProposal, tryProposal } from "./law/try-proposal.ts";
export { readLedger } from "./ledger-reading.ts";
export { makeFolder } from "./make-folder.ts";
export { dossiersDirectory, hasLedger, type Node, type NodeOptions, openNode } from "./node.ts";
export { type OcsfContext, ocsfFinding } from "./ocsf.ts";
export { alarmLines, dismissalWarning, type ListedAlarm, listAlarms } from "./parties/alarms.ts";
export { answerAlarm, submitAnswer } from "./parties/alarms-answer.ts";
export { type AlarmState } from "./parties/alarms-fold.ts";
export { judgeForkFile } from "./parties/alarms-offline.ts";
export { standingAlarms } from "./parties/alarms-view.ts";
export { type LedgerService, openLedgerService } from "./parties/ledger-service.ts";
export { type About, baseOf, fetchAbout } from "./parties/ledger-service-about.ts";
export type { LedgerServiceEvent } from "./parties/ledger-service-events.ts";
export { openPeerBook, type PeerChange } from "./parties/witnessing-keys.ts";
export type { Peers } from "./parties/witnessing-peers.ts";
export { withWitnesses } from "./parties/witnessing-trust.ts";
export { findDossiers, INTERNAL, type PublishChoices, publishToFolder } from "./publish.ts";
export { replayFindings } from "./reproduce.ts";
export { approveAtNode, askResponder, openResponderDoor, type ResponderDoor } from "./respond/ask.ts";
export { type OpenedResponder, type OpenResponderOptions, openResponder } from "./respond/open-responder.ts";
export type {
  HeldBlock,
  RequestOf,
  ResponderAnswers,
  ResponderRequest,
  ResponderStatus,
  WaitingAction,
} from "./respond/request.ts";
export { parseGoodList } from "./respond/shadow-doors.ts";
export { type Explanation, explainPlaybooks } from "./respond/shadow-explain.ts";
export { actionLives } from "./respond/shadow-lives.ts";
export { rehearsalPage } from "./respond/shadow-page.ts";
export { readPlaybookFiles, readSoundPlaybooks } from "./respond/shadow-playbooks.ts";
export { runRehearsal } from "./respond/shadow-run.ts";
export { applyRetention, expireNode, reachOfExpiry } from "./retention.ts";
export { latenessMs, readLoadOptions } from "./rule-options.ts";
export { openRuleSet, type RuleSet } from "./rule-set.ts";
export { checkRuleFiles, countFindings, type ToldRules } from "./rules/check.ts";
export { coverRuleFiles, type ToldCoverage } from "./rules/coverage.ts";
export { explainFiles, type ToldEvent, type ToldExplanation } from "./rules/explain.ts";
export { junitXml } from "./rules/junit.ts";
export { ATTACK_DOMAINS, type AttackDomain, navigatorLayer } from "./rules/navigator.ts";
export { type RuleChanges, watchRuleFiles } from "./rules/rule-changes.ts";
export type { ToldReload } from "./rules/rule-turns.ts";
export { type TestResult, type ToldTests, testRuleFiles } from "./rules/test.ts";
export { runSession, type SessionOptions, type SessionResult } from "./session.ts";
export { createSubmissions, type SubmissionOutcome, type Submissions } from "./submissions.ts";
export { createTimeKeeper, type StampReport, stampTime, type TimeKeeper } from "./time/trusted-time.ts";
export { type TimeEntry, timeEntries } from "./time/trusted-time-entries.ts";
export { renewTime } from "./time/trusted-time-renew.ts";
export { startTimeService, type TimeEvent } from "./time/trusted-time-service.ts";
export { readTimeSettings, type TimeSettings } from "./time/trusted-time-settings.ts";
export { type EntryTime, showTime } from "./time/trusted-time-show.ts";
export { soundness, type TimeVerdict, verifyTimes } from "./time/trusted-time-verify.ts";
export { collectHere, collectorScript } from "./vault/collect.ts";
export { ACCEPT_WITHIN_HOURS, type CustodyDesk, findExhibit, notReliedOnOf, openCustody } from "./vault/custody.ts";
export { expectHandoverPlace, readHandoverFile, writeHandoverFile } from "./vault/custody-files.ts";
export { handOfKey, hostNow, type Words } from "./vault/custody-record.ts";
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
} from "./vault/custody-transfer.ts";
export { addExhibit, findStrays, removeStray } from "./vault/exhibits.ts";
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
} from "./vault/exhibits-give.ts";
export { holdingText, timelineLines } from "./vault/exhibits-timeline.ts";
export { redactExhibit } from "./vault/redact.ts";
export { confirmRedaction } from "./vault/redact-confirm.ts";
export { type CopyReport, verifyCopyFolder } from "./vault/redact-copy.ts";
export { readCut } from "./vault/redact-cut.ts";
export { eraseFields } from "./vault/redact-erase.ts";
export { readRules } from "./vault/redact-rules.ts";
export { readIdentities } from "./vault/seal-identity.ts";
export { sealExhibit } from "./vault/seal-release.ts";
export { compareReceipts, unsealFile, writeReceipt } from "./vault/seal-unseal.ts";
