import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { stat } from "node:fs/promises";
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
  // At once and without promises: thousands of small files, read before there is anything else to do.
  const buffer = new Uint8Array(RULE_FILE_BYTES_MAX + 1);
  const read = found.map((path) => readRule(path, buffer));
  return { files: read.filter((file) => "bytes" in file), refused: read.filter((file) => "reason" in file) };
}

async function ruleFilesUnder(path: string): Promise<readonly string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = readdirSync(path, { recursive: true, encoding: "utf8" }).filter(isRuleName).sort();
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

function readRule(path: string, buffer: Uint8Array): RuleFile | RefusedFile {
  let file: number | undefined;
  try {
    // Opening a pipe would wait for ever.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    if (!fstatSync(file).isFile()) return { path, reason: "not a file", detail: "it is no regular file" };
    let size = 0;
    for (let read = -1; read !== 0 && size < buffer.length; size += read)
      read = readSync(file, buffer, size, buffer.length - size, null);
    return size > RULE_FILE_BYTES_MAX ? tooLarge(path) : { path, bytes: buffer.slice(0, size) };
  } catch (error) {
    return { path, reason: "not readable", detail: explainError(error) };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function tooLarge(path: string): RefusedFile {
  return { path, reason: "file too large", detail: `it has more than ${RULE_FILE_BYTES_MAX} bytes` };
}
