import type { RuleRef } from "../../model/index.ts";
import type { CorrelationRule, DetectionRule } from "./ast.ts";
import type { CompiledRule } from "./compile.ts";

/** A rule file as read: one or more YAML documents. */
export type RuleDocument = { readonly path: string; readonly bytes: Uint8Array };

/** A rule that can be used, with the bytes that it was read from. */
export type SigmaRule = {
  readonly ref: RuleRef;
  readonly path: string;
  /** The document whose SHA-256 is `ref.digest`; loading these bytes gives this rule again. */
  readonly document: Uint8Array;
  readonly detection: CompiledRule | null;
  readonly correlation: CorrelationRule | null;
  /** The rules that a correlation refers to, in its order; empty for a detection rule. */
  readonly bases: readonly SigmaRule[];
};

/** A rule that is not used, by name and reason. Line and column count from 1. */
export type RefusedRule = {
  readonly path: string;
  readonly id: string | null;
  readonly title: string | null;
  readonly reason: string;
  readonly detail: string;
  readonly line: number;
  readonly column: number;
};

/** A rule that cannot match before these placeholders have values; `problem` says why the values it was given cannot be used. */
export type WaitingRule = { readonly rule: RuleRef; readonly placeholders: readonly string[]; readonly problem: string | null };

export type LoadedRules = {
  readonly rules: readonly SigmaRule[];
  readonly refused: readonly RefusedRule[];
  readonly waiting: readonly WaitingRule[];
};

/** A document that parsed, before correlations find their rules. */
export type ParsedRule = {
  readonly path: string;
  readonly document: Uint8Array;
  readonly rule: DetectionRule | CorrelationRule;
  readonly compiled: CompiledRule | null;
};
