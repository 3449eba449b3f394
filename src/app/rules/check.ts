import {
  type Finding,
  type LintSettings,
  type LoadOptions,
  lintRules,
  loadRules,
  ruleSetDigest,
  type Severity,
  type Suppressed,
} from "../../detect/index.ts";
import { sha256 } from "../../ledger/io/index.ts";
import { readsLogsource } from "../../telemetry/index.ts";
import { readRuleFiles } from "../rule-files.ts";
import { readLintSettings } from "./lint-settings.ts";

/** What checking rules came to, graver findings first within a file's order. */
export type ToldRules = {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  readonly loaded: number;
  readonly refused: number;
  /** Refused documents by reason, most frequent first. */
  readonly refusedBecause: readonly { readonly what: string; readonly count: number }[];
  /** The digest of what is loaded, as coverage statements name it. */
  readonly set: string;
};

/**
 * Loads the rules under `paths` and looks at them. `settings` is a file of exceptions, or undefined for `.meridian-lint.yaml` in the first
 * folder, when there is one. Throws RULES_UNREADABLE for a path or settings that cannot be read.
 */
export async function checkRuleFiles(
  paths: readonly string[],
  settings: string | undefined,
  load: LoadOptions = {},
): Promise<ToldRules> {
  const { files, refused } = await readRuleFiles(paths);
  const fromFiles = refused.map((file) => ({ ...file, id: null, title: null, line: 1, column: 1 }));
  const read = loadRules(files, sha256, load);
  const loaded = { ...read, refused: [...fromFiles, ...read.refused] };
  const house: LintSettings = { ...(await readLintSettings(settings, paths)), reads: readsLogsource };
  const { findings, suppressed } = lintRules(files, loaded, sha256, house);
  const reasons = Map.groupBy(loaded.refused, ({ reason }) => reason);
  return {
    findings,
    suppressed,
    loaded: loaded.rules.length,
    refused: loaded.refused.length,
    refusedBecause: [...reasons]
      .map(([what, { length: count }]) => ({ what, count }))
      .sort((left, right) => right.count - left.count),
    set: ruleSetDigest(loaded.rules, sha256, load),
  };
}

/** How many findings are at least as grave as `least`. */
export function countFindings(findings: readonly Finding[], least: Severity): number {
  const graver: readonly Severity[] =
    least === "hint" ? ["hint", "warning", "error"] : least === "warning" ? ["warning", "error"] : ["error"];
  return findings.filter(({ severity }) => graver.includes(severity)).length;
}
