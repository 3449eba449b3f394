import type { Dirent } from "node:fs";
import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DOSSIER_FILES_MAX } from "../../model/index.ts";
import type { FileEntry, FileSource } from "../files.ts";

/**
 * The files of a folder as they stand now. Links are listed and never followed, and so is what cannot be looked into: a folder without
 * permission, a name that is not UTF-8. Rejects when the folder itself cannot be read.
 */
export async function openFolder(root: string): Promise<FileSource> {
  const entries: FileEntry[] = [];
  const folders = [""];
  // One file more than allowed is enough to know that there are too many.
  for (let folder = folders.pop(); folder !== undefined && entries.length <= DOSSIER_FILES_MAX; folder = folders.pop()) {
    const listed = await listFolder(root, folder);
    if (listed === undefined) entries.push({ path: folder, bytes: null });
    for (const entry of listed ?? []) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else entries.push({ path, bytes: entry.isFile() ? await sizeOf(join(root, path)) : null });
    }
  }
  entries.sort((left, right) => (left.path < right.path ? -1 : 1));
  return { list: () => entries, read: async (path) => new Uint8Array(await readFile(join(root, path))) };
}

async function listFolder(root: string, folder: string): Promise<readonly Dirent[] | undefined> {
  try {
    return await readdir(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (folder === "") throw error;
    return undefined; // a hostile folder within is a fault of the dossier, not a reason to say nothing about it
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await lstat(path)).size;
  } catch {
    return null; // listed, and yet not to be found by that name: the caller reports it
  }
}
