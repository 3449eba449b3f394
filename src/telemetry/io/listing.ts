import type { Dirent } from "node:fs";
import { glob, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, reasonOf } from "./reasons.ts";
import type { SourceProblem } from "./source.ts";

/** Of a directory tree or a glob with more files than this, the others are counted and not read. */
const LISTED_MAX = 100_000;
const DEPTH_MAX = 32;

type Listing = { readonly paths: string[]; readonly problems: SourceProblem[] };

type Draft = Listing & { readonly max: number; over: { readonly count: number; readonly first: string } | undefined };

/**
 * What a path names: itself, the files in a directory and below, or the matches of a glob, `max` at most; how many there are beyond is a problem.
 * Undefined when there is nothing of that name.
 */
export async function listFiles(path: string, max: number = LISTED_MAX): Promise<Listing | undefined> {
  const listing: Draft = { paths: [], problems: [], max, over: undefined };
  const kind = await kindOfPath(path, listing);
  if (kind === "directory") await walk(path, 0, listing);
  else if (kind === "file") listing.paths.push(path);
  else if (kind === "missing") {
    if (!isGlob(path)) return undefined;
    await match(path, listing);
  }
  if (listing.over !== undefined) {
    const { count, first } = listing.over;
    const reason = `more than ${max} files: ${count} others are not read, the first ${first}; name fewer, or their folders one by one`;
    listing.problems.push({ kind: "unreadable", source: path, reason });
  }
  return listing;
}

/** True when the path is a pattern, so that files may come to match it later. */
export function isGlob(path: string): boolean {
  return /[*?[{]/.test(path);
}

async function kindOfPath(path: string, listing: Draft): Promise<"file" | "directory" | "missing" | "unreadable"> {
  try {
    return (await stat(path)).isDirectory() ? "directory" : "file";
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return "missing";
    listing.problems.push({ kind: "unreadable", source: path, reason: reasonOf(error) });
    return "unreadable";
  }
}

async function match(pattern: string, listing: Draft): Promise<void> {
  for await (const path of glob(pattern)) {
    if ((await kindOfPath(path, listing)) === "file") add(path, listing);
  }
  listing.paths.sort();
}

async function walk(directory: string, depth: number, listing: Draft): Promise<void> {
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

function add(path: string, listing: Draft): void {
  if (listing.paths.length < listing.max) listing.paths.push(path);
  else listing.over = { count: (listing.over?.count ?? 0) + 1, first: listing.over?.first ?? path };
}
