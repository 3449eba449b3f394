import { type LoadOptions, ruleSetDigest, type SigmaRule } from "../../detect/index.ts";
import { sha256 } from "../../ledger/io/index.ts";
import { compareLevels, type Level, type LogSource } from "../../model/index.ts";
import { readsLogsource } from "../../telemetry/index.ts";
import { loadRuleFiles } from "./find-rule.ts";

/** A technique or sub-technique of ATT&CK with the rules whose tags name it. */
export type CoveredTechnique = {
  readonly id: string;
  readonly rules: number;
  readonly titles: readonly string[];
  readonly gravest: Level;
};

/** What a rule set covers, as its tags and log sources say; whether a rule is any good no tag can tell. */
export type ToldCoverage = {
  readonly set: string;
  readonly rules: number;
  readonly refused: number;
  readonly techniques: readonly CoveredTechnique[];
  readonly tactics: readonly { readonly name: string; readonly rules: number }[];
  /** Rules that name no technique. */
  readonly untagged: number;
  readonly logsources: readonly { readonly logsource: LogSource; readonly rules: number; readonly isRead: boolean }[];
};

const TECHNIQUE = /^attack\.(t\d{4}(?:\.\d{3})?)$/i;
const TACTIC = /^attack\.([a-z][a-z_-]*)$/i;

/** Counts what the rules under `paths` cover. Throws RULES_UNREADABLE for a path that cannot be read. */
export async function coverRuleFiles(paths: readonly string[], load: LoadOptions = {}): Promise<ToldCoverage> {
  const { rules, refused } = await loadRuleFiles(paths, load);
  const techniques = groupBy(rules, (tag) => TECHNIQUE.exec(tag)?.[1]?.toUpperCase());
  const tactics = groupBy(rules, (tag) => TACTIC.exec(tag)?.[1]?.toLowerCase().replaceAll("_", "-"));
  return {
    set: ruleSetDigest(rules, sha256, load),
    rules: rules.length,
    refused: refused.length,
    techniques: [...techniques]
      .map(([id, found]) => ({ id, rules: found.length, titles: found.map(({ ref }) => ref.title), gravest: gravestOf(found) }))
      .sort((left, right) => (left.id < right.id ? -1 : 1)),
    tactics: [...tactics].map(([name, found]) => ({ name, rules: found.length })).sort((left, right) => right.rules - left.rules),
    untagged: rules.filter(({ ref }) => !ref.tags.some((tag) => TECHNIQUE.test(tag))).length,
    logsources: logsourcesOf(rules),
  };
}

/** Rules by what `read` makes of each of their tags, each rule once. */
function groupBy(
  rules: readonly SigmaRule[],
  read: (tag: string) => string | undefined,
): ReadonlyMap<string, readonly SigmaRule[]> {
  const groups = new Map<string, Set<SigmaRule>>();
  for (const rule of rules) {
    for (const tag of rule.ref.tags) {
      const key = read(tag);
      if (key !== undefined) groups.set(key, (groups.get(key) ?? new Set()).add(rule));
    }
  }
  return new Map([...groups].map(([key, found]) => [key, [...found]]));
}

function gravestOf(rules: readonly SigmaRule[]): Level {
  return rules
    .map(({ ref }) => ref.level)
    .reduce((gravest, level) => (compareLevels(level, gravest) > 0 ? level : gravest), "informational");
}

function logsourcesOf(rules: readonly SigmaRule[]): ToldCoverage["logsources"] {
  const sources = rules.flatMap(({ detection }) => (detection === null ? [] : [detection.rule.logsource]));
  const groups = Map.groupBy(sources, ({ product, category, service }) => JSON.stringify([product, category, service]));
  return [...groups.values()]
    .map((group) => ({ logsource: group[0] as LogSource, rules: group.length, isRead: readsLogsource(group[0] as LogSource) }))
    .sort((left, right) => right.rules - left.rules);
}
