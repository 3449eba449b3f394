import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";

/** A path that may be a file; `regular` when the folder's entry says that it is a regular one. */
export type Found = { readonly path: string; readonly regular: boolean };

/** A folder as it is named, and without links. */
type Folder = { readonly path: string; readonly real: string };

/**
 * What lies under a folder and has a name that `isWanted`, sorted by path; no folders. Links are followed, and each folder is gone through
 * once, by its own name where it lies in the folder itself: links may lead round in a circle. Throws what the system says of a folder that cannot be read.
 */
export function filesUnder(path: string, isWanted: (name: string) => boolean): readonly Found[] {
  const found: Found[] = [];
  const seen = new Set<string>();
  let folders: readonly Folder[] = [{ path, real: realpathSync(path) }];
  while (folders.length > 0) {
    const linked: Folder[] = [];
    for (const folder of folders) walk(folder, { seen, found, linked, isWanted });
    folders = linked.sort(byPath);
  }
  return found.sort(byPath);
}

type Walk = {
  readonly seen: Set<string>;
  readonly found: Found[];
  readonly linked: Folder[];
  readonly isWanted: (name: string) => boolean;
};

function walk({ path, real }: Folder, going: Walk): void {
  if (going.seen.has(real)) return;
  going.seen.add(real);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const within = join(path, entry.name);
    if (entry.isDirectory()) walk({ path: within, real: join(real, entry.name) }, going);
    else if (leadsToFolder(entry, within)) going.linked.push({ path: within, real: realpathSync(within) });
    else if (going.isWanted(entry.name)) going.found.push({ path: within, regular: entry.isFile() });
  }
}

function leadsToFolder(entry: Dirent, path: string): boolean {
  if (!entry.isSymbolicLink()) return false;
  try {
    return statSync(path).isDirectory();
  } catch {
    return false; // it leads nowhere: who reads it as a file is told why
  }
}

function byPath(left: { readonly path: string }, right: { readonly path: string }): number {
  return left.path < right.path ? -1 : 1;
}
