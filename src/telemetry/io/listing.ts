import type { Dirent } from "node:fs";
import { glob, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, reasonOf } from "./reasons.ts";
import type { SourceProblem } from "./source.ts";

/** A directory tree with more files than this is read no further. */
const LISTED_MAX = 100_000;
const DEPTH_MAX = 32;

type Listing = { readonly paths: string[]; readonly problems: SourceProblem[] };

/** What a path names: itself, the files in a directory and below, or the matches of a glob. Undefined when there is nothing of that name. */
export async function listFiles(path: string): Promise<Listing | undefined> {
  const listing: Listing = { paths: [], problems: [] };
  const kind = await kindOfPath(path, listing);
  if (kind === "directory") await walk(path, 0, listing);
  else if (kind === "file") listing.paths.push(path);
  else if (kind === "missing") {
    if (!isGlob(path)) return undefined;
    await match(path, listing);
  }
  return listing;
}

/** True when the path is a pattern, so that files may come to match it later. */
export function isGlob(path: string): boolean {
  return /[*?[{]/.test(path);
}

async function kindOfPath(path: string, listing: Listing): Promise<"file" | "directory" | "missing" | "unreadable"> {
  try {
    return (await stat(path)).isDirectory() ? "directory" : "file";
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return "missing";
    listing.problems.push({ kind: "unreadable", source: path, reason: reasonOf(error) });
    return "unreadable";
  }
}

async function match(pattern: string, listing: Listing): Promise<void> {
  for await (const path of glob(pattern)) {
    if ((await kindOfPath(path, listing)) === "file") add(path, listing);
  }
  listing.paths.sort();
}

async function walk(directory: string, depth: number, listing: Listing): Promise<void> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    for (const entry of entries.sort((left, right) => (left.name < right.name ? -1 : 1))) {
      const path = join(directory, entry.name);
      if (entry.isDirectory() && depth < DEPTH_MAX) await walk(path, depth + 1, listing);
      else if (entry.isFile() || (entry.isSymbolicLink() && (await kindOfPath(path, listing)) === "file")) add(path, listing);
      else if (entry.isDirectory())
        listing.problems.push({ kind: "skipped", source: path, reason: `more than ${DEPTH_MAX} levels deep` });
      else listing.problems.push(...(await passedOver(entry, path)));
    }
  } catch (error) {
    listing.problems.push({ kind: "unreadable", source: directory, reason: reasonOf(error) });
  }
}

/** What is neither file nor directory is named too; a link to a directory is read where that directory stands. */
async function passedOver(entry: Dirent, path: string): Promise<readonly SourceProblem[]> {
  if (!entry.isSymbolicLink())
    return [{ kind: "unsupported", source: path, reason: "no regular file: a pipe, socket or device" }];
  const isDangling = await stat(path).then(
    () => false,
    (error) => codeOf(error) === "ENOENT",
  );
  return isDangling ? [{ kind: "unreadable", source: path, reason: "a link to nothing" }] : [];
}

function add(path: string, listing: Listing): void {
  if (listing.paths.length < LISTED_MAX) listing.paths.push(path);
  else listing.problems.push({ kind: "skipped", source: path, reason: `more than ${LISTED_MAX} files` });
}
