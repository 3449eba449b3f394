import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";

/** Every file under a folder: path, "/" between parts, to bytes. */
export async function filesUnder(folder: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(relative(folder, path), new Uint8Array(await readFile(path)));
  }
  return files;
}
