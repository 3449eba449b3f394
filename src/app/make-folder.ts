import { lstat, mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Failure, tableOf } from "../lib/index.ts";

const PRIVATE = 0o700;
const SHARED = 0o777; // less what the umask takes

/**
 * Makes a folder and those above it that there are not, readable by their owner alone unless `mode` says otherwise. Throws an Error that says what
 * stands in the way, where, and what to do; its cause is the system's error. mkdir's own recursion never ends below a folder that takes none, such
 * as /proc (Node 26.10): here each folder is asked for once.
 */
export async function makeFolder(path: string, mode: number = PRIVATE): Promise<void> {
  const missing = [resolve(path)];
  for (let above = dirname(missing[0] as string); !(await isThere(above)); above = dirname(above)) missing.unshift(above);
  for (const folder of missing) await makeOne(folder, mode);
}

/** Makes the folders above one that is to be given away, with the modes that are usual. Throws PUBLISH_TARGET. */
export async function makeParentOf(folder: string): Promise<void> {
  try {
    await makeFolder(dirname(resolve(folder)), SHARED);
  } catch (error) {
    throw new Failure("PUBLISH_TARGET", `could not write to ${folder}`, error);
  }
}

async function makeOne(folder: string, mode: number): Promise<void> {
  try {
    await mkdir(folder, { mode });
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw new Error(whyNot(folder, error), { cause: error });
    const standing = await whatStands(folder);
    if (standing !== "folder") throw new Error(`${folder} is a ${standing}`, { cause: error });
  }
}

type Standing =
  | "folder"
  | "link to nothing: make what it leads to, or remove it"
  | "file, not a folder: choose another path, or move it away";

async function whatStands(folder: string): Promise<Standing> {
  try {
    return (await stat(folder)).isDirectory() ? "folder" : "file, not a folder: choose another path, or move it away";
  } catch (error) {
    if ((await lstat(folder)).isSymbolicLink()) return "link to nothing: make what it leads to, or remove it";
    throw error;
  }
}

const REASONS: ReadonlyMap<string, string> = tableOf({
  ENOTDIR: "is a file, not a folder: choose another path, or move it away",
  EACCES: "is not writable for this user: change its owner or mode, or choose another path",
  EPERM: "is not writable for this user: change its owner or mode, or choose another path",
  EROFS: "lies on a disk that is mounted for reading only: choose another path",
  ENOSPC: "lies on a disk that is full: make room, or choose another path",
  ENOENT: "takes no folders: choose another path",
});

/** What `mkdir folder` failed on is the folder above: it was there. */
function whyNot(folder: string, error: unknown): string {
  const reason = REASONS.get(codeOf(error) ?? "");
  return reason === undefined ? `could not make ${folder}` : `${dirname(folder)} ${reason}`;
}

/** Below a file, and behind a link to nothing, there is nothing either: mkdir says so of the file or link itself. */
async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "")) return false;
    throw new Error(`could not look at ${path}`, { cause: error });
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
