import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DOSSIER_FILES_MAX } from "../../model/index.ts";
import type { FileEntry, FileSource } from "../files.ts";

/** The files of a folder as they stand now. Links are listed and never followed. Rejects when the folder cannot be read. */
export async function openFolder(root: string): Promise<FileSource> {
  const entries: FileEntry[] = [];
  const folders = [""];
  // One file more than allowed is enough to know that there are too many.
  for (let folder = folders.pop(); folder !== undefined && entries.length <= DOSSIER_FILES_MAX; folder = folders.pop()) {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else entries.push({ path, bytes: entry.isFile() ? (await lstat(join(root, path))).size : null });
    }
  }
  entries.sort((left, right) => (left.path < right.path ? -1 : 1));
  return { list: () => entries, read: async (path) => new Uint8Array(await readFile(join(root, path))) };
}
