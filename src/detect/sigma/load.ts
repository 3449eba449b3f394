import type { Sha256 } from "../../lib/index.ts";
import type { CorrelationRule, DetectionRule } from "./ast.ts";
import { compileRule } from "./compile.ts";
import { type ReadDocument, type RuleDraft, readDocuments } from "./documents.ts";
import { Filters } from "./filter/filters.ts";
import { optionalText } from "./heading.ts";
import { refusedRule } from "./origin.ts";
import { Pipelines } from "./pipeline/pipelines.ts";
import { NO_PLACEHOLDERS, type Placeholders } from "./placeholders.ts";
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
  const results = new Map<RuleDraft, ParsedRule | RefusedRule>();
  const byName = draftsByName(drafts);
  const pipelines = new Pipelines(options.pipelines ?? [], sha256, (name) =>
    (byName().get(name) ?? []).map((draft) => processedBy(results.get(draft)) ?? draft.rule),
  );
  const use = { filters, pipelines, placeholders: options.placeholders ?? NO_PLACEHOLDERS };
  // Detection rules first: a pipeline's condition on a correlation asks what became of them.
  for (const draft of drafts) if (draft.rule.kind === "detection") results.set(draft, finish(draft, use));
  for (const draft of drafts) if (draft.rule.kind === "correlation") results.set(draft, finish(draft, use));
  const parsed: ParsedRule[] = [];
  for (const draft of drafts) {
    const result = results.get(draft) as ParsedRule | RefusedRule;
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
    refused: [...pipelines.refused, ...refused, ...filters.refused, ...unmet.refused, ...resolved.refused],
    waiting,
    notes: [...pipelines.notes, ...unmet.notes],
  };
}

function only<Kind extends ReadDocument["kind"]>(
  read: readonly ReadDocument[],
  kind: Kind,
): Extract<ReadDocument, { kind: Kind }>[] {
  return read.filter((one): one is Extract<ReadDocument, { kind: Kind }> => one.kind === kind);
}

/** The drafts of each id and name; made when first asked for. */
function draftsByName(drafts: readonly RuleDraft[]): () => ReadonlyMap<string, readonly RuleDraft[]> {
  let made: Map<string, RuleDraft[]> | undefined;
  return () => {
    if (made !== undefined) return made;
    made = new Map();
    for (const draft of drafts)
      for (const name of new Set([draft.rule.ref.id, draft.rule.name])) {
        const known = name === null ? undefined : made.get(name);
        if (known !== undefined) known.push(draft);
        else if (name !== null) made.set(name, [draft]);
      }
    return made;
  };
}

function processedBy(result: ParsedRule | RefusedRule | undefined): DetectionRule | CorrelationRule | undefined {
  return result !== undefined && "compiled" in result ? result.rule : undefined;
}

type Finishing = { readonly filters: Filters; readonly pipelines: Pipelines; readonly placeholders: Placeholders };

/** Applies filters and pipelines to a rule, in this order, and compiles what comes out. */
function finish({ origin, rule }: RuleDraft, { filters, pipelines, placeholders }: Finishing): ParsedRule | RefusedRule {
  const { path, document, map } = origin;
  try {
    const filtered = rule.kind === "detection" ? filters.apply(rule) : { rule, amendments: [] };
    const processed = pipelines.apply(filtered.rule, map);
    const taxonomy = optionalText(map, "taxonomy", 200);
    if (taxonomy !== null && taxonomy !== "sigma" && !processed.turned)
      refuse(`taxonomy ${taxonomy}`, "no pipeline turned its fields or log source into the default taxonomy", map.place);
    const compiled = processed.rule.kind === "detection" ? compileRule(processed.rule, placeholders) : null;
    return { path, document, map, rule: processed.rule, compiled, amendments: [...filtered.amendments, ...processed.amendments] };
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
