import { mkdir, mkdtemp, open, readdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Failure } from "../../lib/index.ts";
import type { DossierFiles } from "../input.ts";

/**
 * Writes a dossier into a new folder: everything durable under another name, then one rename. `folder` may exist if it is empty.
 * Throws PUBLISH_TARGET when it is not empty or cannot be made; then nothing is left behind.
 */
export function writeDossier(folder: string, files: DossierFiles): Promise<void> {
  return writeFolder(folder, async () => files);
}

/**
 * The same for files that `make` gives, after it has put others, each durable, into the unfinished folder. Throws what `make` throws as a
 * Failure; then nothing is left behind.
 */
export async function writeFolder(folder: string, make: (draft: string) => Promise<DossierFiles>): Promise<void> {
  await refuseFull(folder);
  const parent = dirname(folder);
  let draft: string | undefined;
  try {
    await mkdir(parent, { recursive: true });
    draft = await mkdtemp(join(parent, `.${basename(folder)}-`));
    await writeFiles(draft, await make(draft));
    await rmdir(folder).catch(ignoreMissing);
    await rename(draft, folder);
    await syncFolder(parent);
  } catch (error) {
    if (draft !== undefined) await rm(draft, { recursive: true, force: true });
    throw error instanceof Failure ? error : new Failure("PUBLISH_TARGET", `could not write to ${folder}`, error);
  }
}

async function refuseFull(folder: string): Promise<void> {
  const names = await readdir(folder).catch(ignoreMissing);
  if (names !== undefined && names.length > 0)
    throw new Failure("PUBLISH_TARGET", `expected a new or empty folder, got ${folder}`);
}

function ignoreMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
}

async function writeFiles(root: string, files: DossierFiles): Promise<void> {
  const folders = new Set([root]);
  for (const [path, bytes] of files) {
    const target = join(root, path);
    for (let folder = dirname(target); !folders.has(folder); folder = dirname(folder)) folders.add(folder);
    await mkdir(dirname(target), { recursive: true, mode: 0o755 });
    const file = await open(target, "wx", 0o644);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  }
  for (const folder of folders) await syncFolder(folder);
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return; // folders cannot be opened there; the rename is as durable as the system makes it
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
