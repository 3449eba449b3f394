import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { explainError, Failure } from "../lib/index.ts";

/** A rule document as it lies on disk. */
export type RuleFile = { readonly path: string; readonly bytes: Uint8Array };

/** One rule document may not be larger. */
const RULE_FILE_BYTES_MAX: number = 1024 * 1024;
/** A rule set may not hold more documents. */
const RULE_FILES_MAX = 100_000;

/** A file in a rule folder that is no rule document: named, and the others are loaded. */
export type RefusedFile = { readonly path: string; readonly reason: string; readonly detail: string };

export type RuleFiles = { readonly files: readonly RuleFile[]; readonly refused: readonly RefusedFile[] };

/**
 * Every .yml and .yaml file under the given folders (or the files themselves), sorted by path, so that a rule set has one order.
 * Throws RULES_UNREADABLE when a path is missing, holds no rules at all, or holds too many.
 */
export async function readRuleFiles(paths: readonly string[]): Promise<RuleFiles> {
  const found: string[] = [];
  for (const path of paths) found.push(...(await ruleFilesUnder(path)));
  if (found.length > RULE_FILES_MAX) {
    throw new Failure("RULES_UNREADABLE", `expected at most ${RULE_FILES_MAX} rule files, got ${found.length}`);
  }
  const read = await inOrder(found, readRule);
  return { files: read.filter((file) => "bytes" in file), refused: read.filter((file) => "reason" in file) };
}

/** One after the other: a large rule set must not open all its files at once. */
async function inOrder<Item, Value>(items: readonly Item[], use: (item: Item) => Promise<Value>): Promise<Value[]> {
  const values: Value[] = [];
  for (const item of items) values.push(await use(item));
  return values;
}

async function ruleFilesUnder(path: string): Promise<readonly string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = (await readdir(path, { recursive: true })).filter(isRuleName).sort();
    if (names.length === 0) throw new Error("it holds no .yml or .yaml file");
    return names.map((name) => join(path, name));
  } catch (error) {
    throw new Failure("RULES_UNREADABLE", `could not read the rules in ${path}`, error);
  }
}

/** Examples of rules (docs/rules.md, "Tests") and the settings of their checks lie beside them and are no rules. */
function isRuleName(name: string): boolean {
  return /\.ya?ml$/.test(name) && !/\.test\.ya?ml$/.test(name) && !/(^|\/)\.meridian-lint\.ya?ml$/.test(name);
}

async function readRule(path: string): Promise<RuleFile | RefusedFile> {
  try {
    const facts = await stat(path);
    // Opening a pipe would wait for ever.
    if (!facts.isFile()) return { path, reason: "not a file", detail: "it is no regular file" };
    if (facts.size > RULE_FILE_BYTES_MAX) return tooLarge(path, facts.size);
    const bytes = await readFile(path);
    return bytes.length > RULE_FILE_BYTES_MAX ? tooLarge(path, bytes.length) : { path, bytes };
  } catch (error) {
    return { path, reason: "not readable", detail: explainError(error) };
  }
}

function tooLarge(path: string, size: number): RefusedFile {
  return { path, reason: "file too large", detail: `${size} bytes are more than ${RULE_FILE_BYTES_MAX}` };
}
