import type { Digest, RuleRef } from "../../model/index.ts";
import type { CorrelationRule, DetectionRule } from "./ast.ts";
import type { CompiledRule } from "./compile.ts";
import type { Placeholders } from "./placeholders.ts";
import type { YamlMap } from "./yaml-tree.ts";

/** A rule file as read: one or more YAML documents. */
export type RuleDocument = { readonly path: string; readonly bytes: Uint8Array };

/**
 * What a filter's condition describes. `suppress`: events that the rule shall not fire on (the specification's example);
 * `require`: the only events that it may fire on (pySigma, rsigma).
 */
export const FILTER_DIALECTS = ["suppress", "require"] as const;
export type FilterDialect = (typeof FILTER_DIALECTS)[number];

/** What loading may be told beside the rules. */
export type LoadOptions = {
  /** Processing pipelines in pySigma's YAML, applied by their `priority`, equal ones in this order. */
  readonly pipelines?: readonly RuleDocument[];
  /** The dialect of filters that do not state theirs; without it those are refused. */
  readonly filters?: FilterDialect;
  /** Values of `expand` placeholders, by name without the percent signs. */
  readonly placeholders?: Placeholders;
};

/** A document that took part in what a rule means. A detection rests on it as on the rule itself. */
export type Amendment = {
  readonly kind: "filter" | "dialect" | "pipeline";
  readonly title: string;
  /** SHA-256 of `document`. */
  readonly digest: Digest;
  readonly document: Uint8Array;
};

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
  /** Filters, what says their dialect, and pipelines, in the order applied; empty when the document alone says what the rule means. */
  readonly amendments: readonly Amendment[];
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
  /** What is to be said of documents that are used, such as a filter that names a rule which is not there. */
  readonly notes: readonly RefusedRule[];
};

/** A document that parsed, before correlations find their rules. */
export type ParsedRule = {
  readonly path: string;
  readonly document: Uint8Array;
  /** What the document holds, with the places. */
  readonly map: YamlMap;
  readonly rule: DetectionRule | CorrelationRule;
  readonly compiled: CompiledRule | null;
  readonly amendments: readonly Amendment[];
};
