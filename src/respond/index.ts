export type { Actuator, Held, Order, Outcome } from "./actuator.ts";
export { type Awaiting, Book, foldActions } from "./book.ts";
export {
  bookOf,
  type CachedStep,
  type CacheEnd,
  cachedStep,
  formatCacheBlock,
  readBookCache,
} from "./book-cache.ts";
export type { PastStep } from "./book-history.ts";
export type { BookStep, Life, LifeStep } from "./book-lives.ts";
export { Ends } from "./ends.ts";
export { type Gate, type GatedActuator, gateActuator, type Refusal } from "./enforcer/gated.ts";
export { joinActuators } from "./enforcer/join.ts";
export { enforcerLimits } from "./enforcer/limits-option.ts";
export { type Budget, createBudget } from "./guards/budget.ts";
export type { Loss } from "./guards/canary.ts";
export type { ConfiguredPlace, ProtectionConfig } from "./guards/configured.ts";
export type { LiveFlows } from "./guards/flows.ts";
export { admit, type JudgeContext, type Judgement, type Standing } from "./guards/judge.ts";
export { type BudgetLimits, DEFAULT_LIMITS } from "./guards/limits.ts";
export type { GuardName, Origin } from "./guards/names.ts";
export type { Offence } from "./guards/offending.ts";
export { findings, type ProtectedName, type ProtectedNetwork, type Protection, protectionOf } from "./guards/protection.ts";
export { explainHit, type Hit, hitOf } from "./guards/shield.ts";
export { type Intent, type IntentKey, intentKey } from "./intent.ts";
export type { Condition } from "./playbook/conditions.ts";
export { confidenceOf } from "./playbook/confidence.ts";
export { type Considered, type Decision, decide, explainDecision } from "./playbook/decide.ts";
export { formatCacao, PLAYBOOK_BYTES_MAX, parsePlaybook } from "./playbook/parse.ts";
export type { NotExecutable, Plan, Playbook, PlaybookFault, Step } from "./playbook/playbook.ts";
export type { DecisionContext, DetectionFacts, PastAction, Proposal, Reachability } from "./playbook/proposal.ts";
export { type Comparison, ENFORCEMENT_RATIO_MIN, reconcile } from "./reconcile.ts";
export type { Doors, Finding } from "./shadow/finding.ts";
export { type GoodMark, type RehearsalReport, type RehearsedTarget, reportRehearsal } from "./shadow/report.ts";
export { simulate } from "./shadow/simulate.ts";
export { createTrafficTally } from "./shadow/traffic.ts";
export { sourceOf } from "./shadow/whom.ts";
export { formatTarget, networkOf, parseTarget, type TargetFault } from "./target.ts";
export { formatUndoneNotes, parseUndoneNotes, UNDONE_NOTES_MAX, type UndoneNote } from "./undone-notes.ts";
