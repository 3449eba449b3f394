import type { CorrelationRule } from "./ast.ts";
import { documentsOf } from "./bases.ts";
import { mostKept } from "./correlation/bounds.ts";
import { EVENTS_CITED_MAX } from "./correlation/cited.ts";
import { entry } from "./heading.ts";
import type { Place } from "./refusal.ts";
import type { ParsedRule, RefusedRule, SigmaRule } from "./rules.ts";
import type { YamlMap } from "./yaml-tree.ts";

const CHAIN_MAX = 16;
/** Rule documents that the statement of a detection holds beside the rule itself (src/model/statements/detection.ts). */
const BASES_MAX = 100;

/** Gives correlations the rules that they name. Refuses second documents of one id, and correlations whose rules are not there. */
export function resolveRules(parsed: readonly ParsedRule[]): { rules: readonly SigmaRule[]; refused: readonly RefusedRule[] } {
  const refused: RefusedRule[] = [];
  const firsts = new Map<string, ParsedRule>();
  for (const rule of parsed) {
    const first = firsts.get(rule.rule.ref.id);
    if (first === undefined) firsts.set(rule.rule.ref.id, rule);
    else
      refused.push(
        refusal(rule, {
          reason: first.rule.ref.digest === rule.rule.ref.digest ? "the same rule twice" : "id used twice",
          detail: `already in ${first.path}`,
          place: (entry(rule.map, "id") ?? entry(rule.map, "name") ?? rule.map).place,
        }),
      );
  }
  const resolver = new Resolver([...firsts.values()]);
  const rules: SigmaRule[] = [];
  for (const rule of firsts.values()) {
    const resolved = resolver.resolve(rule, 0);
    if ("reason" in resolved) refused.push(refusal(rule, resolved));
    else rules.push(resolved);
  }
  return { rules, refused };
}

type Unresolved = { readonly reason: string; readonly detail: string; readonly place?: Place };

class Resolver {
  readonly #byName: ReadonlyMap<string, readonly ParsedRule[]>;
  readonly #done = new Map<ParsedRule, SigmaRule | Unresolved>();
  readonly #open = new Set<ParsedRule>();

  constructor(rules: readonly ParsedRule[]) {
    const byName = new Map<string, ParsedRule[]>();
    for (const rule of rules) {
      for (const name of new Set([rule.rule.ref.id, rule.rule.name])) {
        if (name !== null) byName.set(name, [...(byName.get(name) ?? []), rule]);
      }
    }
    this.#byName = byName;
  }

  resolve(rule: ParsedRule, depth: number): SigmaRule | Unresolved {
    const known = this.#done.get(rule);
    if (known !== undefined) return known;
    if (this.#open.has(rule) || depth > CHAIN_MAX)
      return { reason: "correlations refer to each other", detail: rule.rule.ref.id };
    this.#open.add(rule);
    const resolved = rule.rule.kind === "detection" ? made(rule, []) : this.#correlation(rule, rule.rule, depth);
    this.#open.delete(rule);
    this.#done.set(rule, resolved);
    return resolved;
  }

  #correlation(rule: ParsedRule, correlation: CorrelationRule, depth: number): SigmaRule | Unresolved {
    const bases: SigmaRule[] = [];
    for (const name of correlation.rules) {
      const place = placeOfReference(rule.map, name);
      const meant = this.#find(name, rule.path);
      if ("reason" in meant) return { ...meant, place };
      const base = this.resolve(meant, depth + 1);
      if ("reason" in base)
        return {
          reason: base.reason === "correlations refer to each other" ? base.reason : "refers to a rule that is not loaded",
          detail: name,
          place,
        };
      if (bases.includes(base)) return { reason: "bad rules", detail: `${name} is named twice`, place };
      bases.push(base);
    }
    const resolved = made(rule, bases);
    const cited = citedMost(resolved);
    if (cited > EVENTS_CITED_MAX)
      return { reason: "cites too many events", detail: `up to ${cited}, more than ${EVENTS_CITED_MAX}` };
    if (documentsOf(resolved).length > BASES_MAX) return { reason: "rests on too many rules", detail: `more than ${BASES_MAX}` };
    return resolved;
  }

  /** The rule of that id or name; one of the same file goes before others. */
  #find(name: string, path: string): ParsedRule | Unresolved {
    const all = this.#byName.get(name) ?? [];
    const near = all.filter((candidate) => candidate.path === path);
    const [only, second] = near.length > 0 ? near : all;
    if (only === undefined) return { reason: "refers to a rule that is not loaded", detail: name };
    return second === undefined ? only : { reason: "refers to a name that two rules have", detail: name };
  }
}

/** The most events that one detection of this rule must cite. */
function citedMost({ correlation, bases }: SigmaRule): number {
  if (correlation === null) return 1;
  const each = Math.max(...bases.map(citedMost));
  const { type, bounds } = correlation;
  if (type === "temporal" || type === "temporal_ordered") return each * bases.length;
  return type === "event_count" || type === "value_count" ? each * mostKept(bounds, 1) : each;
}

function made({ path, document, rule, compiled, amendments }: ParsedRule, bases: readonly SigmaRule[]): SigmaRule {
  const correlation = rule.kind === "correlation" ? rule : null;
  return { ref: rule.ref, path, document, detection: compiled, correlation, bases, amendments };
}

/** Where a correlation names that rule: in `rules`, else in its condition. */
function placeOfReference(map: YamlMap, name: string): Place {
  const correlation = entry(map, "correlation");
  if (correlation?.kind !== "map") return map.place;
  const rules = entry(correlation, "rules") ?? entry(correlation, "condition") ?? correlation;
  const named = rules.kind === "list" ? rules.items.find((item) => item.kind === "scalar" && item.source === name) : undefined;
  return (named ?? rules).place;
}

function refusal({ path, rule, map }: ParsedRule, { reason, detail, place = map.place }: Unresolved): RefusedRule {
  return { path, id: rule.ref.id, title: rule.ref.title, reason, detail, line: place.line, column: place.column };
}
