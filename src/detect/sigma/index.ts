export type { Detection, Event, Fields, FieldValue, LogSource } from "../../model/index.ts";
export type { CorrelationRule, DetectionRule } from "./ast.ts";
export { documentsOf } from "./bases.ts";
export { ruleCacheKey } from "./cache/key.ts";
export { readRuleCache } from "./cache/read.ts";
export { writeRuleCache } from "./cache/write.ts";
export type { CompiledRule } from "./compile.ts";
export { CITED_MAX } from "./correlation/cited.ts";
export { CORRELATION_LIMITS, type CorrelationLimits, type Eviction } from "./correlation/limits.ts";
export {
  type CorrelationShard,
  createCorrelationShard,
  createShardRouter,
  mergeAnswers,
  type RoutedEvent,
  type ShardAnswer,
  type ShardOptions,
  type ShardRouter,
  type ShardTask,
} from "./correlation/sharded.ts";
export { createDetector, type Detector, type DetectorOptions, type KnownHit } from "./detector.ts";
export {
  explainCorrelation,
  explainRule,
  nearnessOfRule,
  type ToldCorrelation,
  type ToldNode,
  type ToldPattern,
  type ToldRule,
} from "./explain/index.ts";
export {
  BUILT_IN_CHECKS,
  CHECK_GROUPS,
  CHECKS,
  type Check,
  type Finding,
  type LintReport,
  type LintSettings,
  lintRules,
  SEVERITIES,
  type Severity,
  type Suppressed,
} from "./lint/index.ts";
export { loadRules, refusedByReason } from "./load.ts";
export { createMatcher, type Hit, type Matcher, type OnDefect } from "./matcher.ts";
export type { Placeholders } from "./placeholders.ts";
export { reproduce, waitsFor } from "./reproduce.ts";
export { ruleSetDigest } from "./rule-set-digest.ts";
export type {
  Amendment,
  FilterDialect,
  LoadedRules,
  LoadOptions,
  RefusedRule,
  RuleDocument,
  SigmaRule,
  WaitingRule,
} from "./rules.ts";
