import { type LoadedRules, type LoadOptions, loadRules, type SigmaRule } from "../../detect/index.ts";
import { sha256 } from "../../ledger/io/index.ts";
import { Failure } from "../../lib/index.ts";
import { readRuleFiles } from "../rule-files.ts";

/** Rules read from files, with what `load` puts beside them; refused files among the refused. Throws RULES_UNREADABLE for a path that cannot be read. */
export async function loadRuleFiles(paths: readonly string[], load: LoadOptions): Promise<LoadedRules> {
  const { files, refused } = await readRuleFiles(paths);
  const loaded = loadRules(files, sha256, load);
  const fromFiles = refused.map((file) => ({ ...file, id: null, title: null, line: 1, column: 1 }));
  return { ...loaded, refused: [...fromFiles, ...loaded.refused] };
}

/** The rule called `name` (id, name or title), or the only one. Throws RULES_UNREADABLE, naming what there is. */
export function chooseRule({ rules, refused }: LoadedRules, name: string | undefined): SigmaRule {
  const fitting = name === undefined ? chosenOf(rules) : rules.filter((rule) => isCalled(rule, name));
  const [only, second] = fitting;
  if (only !== undefined && second === undefined) return only;
  const named = refused.find(({ id, title }) => name !== undefined && (id === name || title === name));
  const refusal = named ?? (rules.length === 0 ? refused[0] : undefined);
  if (fitting.length === 0 && refusal !== undefined)
    throw new Failure(
      "RULES_UNREADABLE",
      `the rule is refused: ${refusal.reason}: ${refusal.detail} (${refusal.path}:${refusal.line}:${refusal.column})`,
    );
  const titles = rules.slice(0, 10).map(({ ref }) => JSON.stringify(ref.title));
  throw new Failure(
    "RULES_UNREADABLE",
    `expected one rule${name === undefined ? "" : ` called ${JSON.stringify(name)}`}, got ${fitting.length} of ${rules.length}: ${titles.join(", ")}; choose one with --rule`,
  );
}

/** A file that holds a correlation and its bases means the correlation. */
function chosenOf(rules: readonly SigmaRule[]): readonly SigmaRule[] {
  const bases = new Set(rules.flatMap((rule) => rule.bases));
  const tops = rules.filter((rule) => !bases.has(rule));
  return tops.length === 1 ? tops : rules;
}

/** True when the rule is known by this id, name or title. */
export function isCalled({ ref, detection, correlation }: SigmaRule, name: string): boolean {
  return [ref.id, ref.title, detection?.rule.name, correlation?.name].includes(name);
}
