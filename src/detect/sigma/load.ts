import type { Sha256 } from "../../lib/index.ts";
import { compileRule } from "./compile.ts";
import { type ReadDocument, type RuleDraft, readDocuments } from "./documents.ts";
import { Filters } from "./filter/filters.ts";
import { optionalText } from "./heading.ts";
import { refusedRule } from "./origin.ts";
import { NO_PLACEHOLDERS } from "./placeholders.ts";
import { Refusal, refuse } from "./refusal.ts";
import { resolveRules } from "./resolve.ts";
import type { LoadedRules, LoadOptions, ParsedRule, RefusedRule, RuleDocument, WaitingRule } from "./rules.ts";

/**
 * Loads Sigma 2.1 rule files: rules, correlations and filters. Input is untrusted. Every rule ends up in `rules` or in `refused`, none is
 * dropped; a filter stands in `amendments` of the rules that it is for, or in `refused`. `waiting` names those of `rules` that use
 * placeholders without values. Of two documents with one id the first is used.
 */
export function loadRules(documents: readonly RuleDocument[], sha256: Sha256, options: LoadOptions = {}): LoadedRules {
  const read = documents.flatMap((document) => readDocuments(document, sha256));
  const drafts = read.filter((one) => one.kind === "rule");
  const filters = new Filters(only(read, "filter"), only(read, "dialect"), options.filters, sha256);
  const refused: RefusedRule[] = only(read, "refused").map((one) => one.refused);
  const parsed: ParsedRule[] = [];
  for (const draft of drafts) {
    const result = finish(draft, filters, options);
    if ("compiled" in result) parsed.push(result);
    else refused.push(result);
  }
  const unmet = filters.unmet(drafts.flatMap(({ rule }) => (rule.kind === "detection" ? [rule] : [])));
  const resolved = resolveRules(parsed);
  const waiting = resolved.rules.flatMap(({ ref, detection }): WaitingRule[] =>
    detection === null || detection.waiting.length === 0 ? [] : [{ rule: ref, placeholders: detection.waiting, problem: null }],
  );
  return {
    rules: resolved.rules,
    refused: [...refused, ...filters.refused, ...unmet.refused, ...resolved.refused],
    waiting,
    notes: unmet.notes,
  };
}

function only<Kind extends ReadDocument["kind"]>(
  read: readonly ReadDocument[],
  kind: Kind,
): Extract<ReadDocument, { kind: Kind }>[] {
  return read.filter((one): one is Extract<ReadDocument, { kind: Kind }> => one.kind === kind);
}

/** Applies filters and pipelines to a rule, in this order, and compiles what comes out. */
function finish({ origin, rule }: RuleDraft, filters: Filters, options: LoadOptions): ParsedRule | RefusedRule {
  const { path, document, map } = origin;
  try {
    const after = rule.kind === "detection" ? filters.apply(rule) : { rule, amendments: [] };
    const taxonomy = optionalText(map, "taxonomy", 200);
    if (taxonomy !== null && taxonomy !== "sigma")
      refuse(`taxonomy ${taxonomy}`, "only the default taxonomy is known", map.place);
    const compiled = after.rule.kind === "detection" ? compileRule(after.rule, options.placeholders ?? NO_PLACEHOLDERS) : null;
    return { path, document, rule: after.rule, compiled, amendments: after.amendments };
  } catch (error) {
    if (error instanceof Refusal) return refusedRule(path, error.fault, map);
    throw error;
  }
}

/** Refused rules by reason, most frequent first. */
export function refusedByReason(refused: readonly RefusedRule[]): ReadonlyMap<string, readonly RefusedRule[]> {
  const groups = Map.groupBy(refused, ({ reason }) => reason);
  return new Map([...groups].sort(([, left], [, right]) => right.length - left.length));
}
