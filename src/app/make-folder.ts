import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/**
 * Makes a folder, readable by its owner alone, and those above it that there are not. Throws the system's error. mkdir's own recursion never ends
 * below a folder that takes none, such as /proc (Node 26.10): here each folder is asked for once.
 */
export async function makeFolder(path: string): Promise<void> {
  const missing = [resolve(path)];
  for (let above = dirname(missing[0] as string); !(await isThere(above)); above = dirname(above)) missing.unshift(above);
  for (const folder of missing) await makeOne(folder);
}

async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const isFolder = (error as NodeJS.ErrnoException).code === "EEXIST" && (await stat(folder)).isDirectory();
    if (!isFolder) throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
