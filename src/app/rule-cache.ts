import { createHash } from "node:crypto";
import { lstat, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import {
  type LoadedRules,
  type LoadOptions,
  loadRules,
  type RuleDocument,
  readRuleCache,
  ruleCacheKey,
  writeRuleCache,
} from "../detect/index.ts";
import { diskFiles, sha256 } from "../ledger/io/index.ts";
import { explainError, type FilePort, writeWhole } from "../lib/index.ts";
import { makeFolder } from "./make-folder.ts";

/** Smaller rule sets load as quickly as their cache would. */
const WORTH_BYTES_MIN = 512 * 1024;
/** Rule sets remembered in one folder; the one longest unused goes first. */
const KEPT_MAX = 8;
const ENDING = ".rules";

/** Loaded rules, and whether they are from a cache. `kept` is why they could not be kept for the next time, or null. */
export type QuickRules = { readonly loaded: LoadedRules; readonly fromCache: boolean; readonly kept: Promise<string | null> };

/** Where the cache lies (null: nowhere), and the engine that it is for. */
export type RuleCacheChoices = { readonly folder: string | null; readonly engine: string };

/**
 * Loads rules, from a cache in `folder` when just these bytes, options and version lie there. The folder must be this user's alone: what lies
 * there decides what is found. A cache that cannot be used or kept costs time and nothing else.
 */
export async function loadRulesQuickly(
  documents: readonly RuleDocument[],
  options: LoadOptions,
  { folder, engine }: RuleCacheChoices,
): Promise<QuickRules> {
  const size = documents.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const load = (): LoadedRules => loadRules(documents, sha256, options);
  if (folder === null || size < WORTH_BYTES_MIN) return { loaded: load(), fromCache: false, kept: Promise.resolve(null) };
  const key = ruleCacheKey(documents, options, sha256OfPieces);
  const source = { key, documents, options };
  const files = diskFiles(folder);
  const name = `${engine.replaceAll("/", "-")}-${key}${ENDING}`;
  const bytes = (await isOurs(folder)) ? await readOrNothing(files, name) : undefined;
  const cached = bytes && readRuleCache(bytes, source, sha256);
  if (cached !== undefined) return { loaded: cached, fromCache: true, kept: Promise.resolve(null) };
  const loaded = load();
  // Not now: whoever waits for the rules waits long enough.
  const kept = new Promise<string | null>((resolve) => {
    setImmediate(() => resolve(keep(folder, name, () => writeRuleCache(loaded, source, sha256))));
  });
  return { loaded, fromCache: false, kept };
}

/** The folder for what this user's programs may forget. */
export function userCacheFolder(): string {
  const { env, platform } = process;
  const stated = platform === "win32" ? env["LOCALAPPDATA"] : env["XDG_CACHE_HOME"];
  const base =
    stated !== undefined && isAbsolute(stated) ? stated : join(homedir(), platform === "darwin" ? "Library/Caches" : ".cache");
  return join(base, "meridian", "rules");
}

function sha256OfPieces(pieces: Iterable<Uint8Array>): Uint8Array {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}

async function keep(folder: string, name: string, write: () => Uint8Array): Promise<string | null> {
  try {
    await makeFolder(folder);
    if (!(await isOurs(folder))) return `${folder} is not this user's alone`;
    const files = diskFiles(folder);
    await writeWhole(files, name, write(), "private");
    await forgetOldest(files, folder);
    return null;
  } catch (error) {
    return explainError(error);
  }
}

async function forgetOldest(files: FilePort, folder: string): Promise<void> {
  const names = (await files.list("")).filter((each) => each.endsWith(ENDING));
  if (names.length <= KEPT_MAX) return;
  const ages = await Promise.all(names.map(async (name) => ({ name, atMs: (await stat(join(folder, name))).mtimeMs })));
  ages.sort((left, right) => right.atMs - left.atMs);
  for (const { name } of ages.slice(KEPT_MAX)) await files.remove(name);
}

async function readOrNothing(files: FilePort, name: string): Promise<Uint8Array | undefined> {
  try {
    return (await files.isPrivate(name)) ? await files.read(name) : undefined;
  } catch {
    return undefined; // not there, or not readable: the rules themselves are
  }
}

/** True when the folder is a real one that belongs to this user and nobody else may enter. */
async function isOurs(folder: string): Promise<boolean> {
  try {
    const facts = await lstat(folder);
    if (process.platform === "win32") return facts.isDirectory();
    return facts.isDirectory() && facts.uid === process.getuid?.() && (facts.mode & 0o077) === 0;
  } catch {
    return false; // not there yet
  }
}
