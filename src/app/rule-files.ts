import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { stat } from "node:fs/promises";
import { explainError, Failure } from "../lib/index.ts";
import { type Found, filesUnder } from "./folder-files.ts";

/** A rule document as it lies on disk. */
export type RuleFile = { readonly path: string; readonly bytes: Uint8Array };

/** One rule document may not be larger. */
const RULE_FILE_BYTES_MAX: number = 1024 * 1024;
/** A rule set may not hold more documents. */
const RULE_FILES_MAX = 100_000;

/** A file in a rule folder that is no rule document: named, and the others are loaded. */
export type RefusedFile = { readonly path: string; readonly reason: string; readonly detail: string };

/** A rule document, and what says on this machine that it is the same file as another. */
type ReadFile = RuleFile & Pick<Found, "regular"> & { readonly identity: string };

export type RuleFiles = { readonly files: readonly RuleFile[]; readonly refused: readonly RefusedFile[] };

/**
 * Every .yml and .yaml file under the given folders (or the files themselves), sorted by path, so that a rule set has one order, and each
 * once, however often it is reached. Throws RULES_UNREADABLE when a path is missing, holds no rules at all, or holds too many.
 */
export async function readRuleFiles(paths: readonly string[]): Promise<RuleFiles> {
  const found: Found[] = [];
  for (const path of paths) found.push(...(await ruleFilesUnder(path)));
  if (found.length > RULE_FILES_MAX) {
    throw new Failure("RULES_UNREADABLE", `expected at most ${RULE_FILES_MAX} rule files, got ${found.length}`);
  }
  // At once and without promises: thousands of small files, read before there is anything else to do.
  const shelf = new Shelf();
  const read = found.map((file) => readRule(file, shelf));
  return { files: eachOnce(read.filter((file) => "bytes" in file)), refused: read.filter((file) => "reason" in file) };
}

/** A file that is reached twice, by a link or because it was named twice, is one document: by its own name where that is there, else by the first. */
function eachOnce(files: readonly ReadFile[]): readonly RuleFile[] {
  const kept = new Map<string, ReadFile>();
  for (const file of files) {
    const known = kept.get(file.identity);
    if (known === undefined || (file.regular && !known.regular)) kept.set(file.identity, file);
  }
  return files.filter((file) => kept.get(file.identity) === file).map(({ path, bytes }) => ({ path, bytes }));
}

async function ruleFilesUnder(path: string): Promise<readonly Found[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [{ path, regular: false }];
    const found = filesUnder(path, isRuleName);
    if (found.length === 0) throw new Error("it holds no .yml or .yaml file");
    return found;
  } catch (error) {
    throw new Failure("RULES_UNREADABLE", `could not read the rules in ${path}`, error);
  }
}

/** Examples of rules (docs/rules.md, "Tests") and the settings of their checks lie beside them and are no rules. */
function isRuleName(name: string): boolean {
  return /\.ya?ml$/.test(name) && !/\.test\.ya?ml$/.test(name) && !/^\.meridian-lint\.ya?ml$/.test(name);
}

/** Room for the bytes of many files, side by side: a buffer for each would cost more than its reading. */
class Shelf {
  #room = new Uint8Array(0);
  #at = 0;

  /** The bytes of an open file; undefined when they are too many. */
  read(file: number): Uint8Array | undefined {
    if (this.#room.length - this.#at <= RULE_FILE_BYTES_MAX) {
      this.#room = new Uint8Array(SHELF_BYTES);
      this.#at = 0;
    }
    let size = 0;
    // To its end, and a byte more than it may have: a read may give less than there is.
    for (let read = -1; read !== 0 && size <= RULE_FILE_BYTES_MAX; size += read)
      read = readSync(file, this.#room, this.#at + size, RULE_FILE_BYTES_MAX + 1 - size, null);
    if (size > RULE_FILE_BYTES_MAX) return undefined;
    this.#at += size;
    return this.#room.subarray(this.#at - size, this.#at);
  }
}

const SHELF_BYTES = 8 * 1024 * 1024;

const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

function readRule({ path, regular }: Found, shelf: Shelf): ReadFile | RefusedFile {
  let file: number | undefined;
  try {
    // Opening or reading a pipe would wait for ever, were it not for the flag.
    file = openSync(path, OPEN_FLAGS);
    const facts = fstatSync(file, { bigint: true });
    if (!facts.isFile()) return { path, reason: "not a file", detail: "it is no regular file" };
    const bytes = shelf.read(file);
    return bytes === undefined ? tooLarge(path) : { path, bytes, regular, identity: identityOf(facts) };
  } catch (error) {
    return { path, reason: "not readable", detail: explainError(error) };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** With the time of its last change: while we read, a file may go and another be given its number. */
function identityOf({ dev, ino, ctimeNs }: BigIntStats): string {
  return `${dev}:${ino}:${ctimeNs}`;
}

function tooLarge(path: string): RefusedFile {
  return { path, reason: "file too large", detail: `it has more than ${RULE_FILE_BYTES_MAX} bytes` };
}
