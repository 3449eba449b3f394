import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../lib/index.ts";

/** A rule document as it lies on disk. */
export type RuleFile = { readonly path: string; readonly bytes: Uint8Array };

/** One rule document may not be larger. */
const RULE_FILE_BYTES_MAX: number = 1024 * 1024;
/** A rule set may not hold more documents. */
const RULE_FILES_MAX = 100_000;

/**
 * Every .yml and .yaml file under the given folders (or the files themselves), sorted by path, so that a rule set has one order.
 * Throws RULES_UNREADABLE when a path is missing, unreadable or over a limit.
 */
export async function readRuleFiles(paths: readonly string[]): Promise<readonly RuleFile[]> {
  const files: RuleFile[] = [];
  for (const path of paths) {
    for (const found of await ruleFilesUnder(path)) files.push({ path: found, bytes: await readRule(found) });
  }
  if (files.length > RULE_FILES_MAX)
    throw new Failure("RULES_UNREADABLE", `expected at most ${RULE_FILES_MAX} rule files, got ${files.length}`);
  return files;
}

async function ruleFilesUnder(path: string): Promise<readonly string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = await readdir(path, { recursive: true });
    return names
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map((name) => join(path, name));
  } catch (error) {
    throw new Failure("RULES_UNREADABLE", `could not read the rules in ${path}`, error);
  }
}

async function readRule(path: string): Promise<Uint8Array> {
  try {
    const facts = await stat(path);
    if (!facts.isFile()) throw new Error("it is no regular file"); // opening a pipe would wait for ever
    if (facts.size > RULE_FILE_BYTES_MAX) throw new Error(`${facts.size} bytes are more than ${RULE_FILE_BYTES_MAX}`);
    const bytes = await readFile(path);
    if (bytes.length > RULE_FILE_BYTES_MAX) throw new Error(`${bytes.length} bytes are more than ${RULE_FILE_BYTES_MAX}`);
    return bytes;
  } catch (error) {
    throw new Failure("RULES_UNREADABLE", `could not read the rule ${path}`, error);
  }
}
