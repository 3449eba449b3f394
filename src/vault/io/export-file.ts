import { constants } from "node:fs";
import { access, lstat, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Failure, UNFINISHED } from "../../lib/index.ts";

/**
 * Writes a stream to a new file that only its owner can read; whole and durable when this resolves, nothing there when it rejects. A
 * file that is there already is never replaced. Throws VAULT_DISK, or what the stream throws.
 */
export async function exportFile(target: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  await refuseExisting(target);
  const unfinished = `${target}${UNFINISHED}`;
  const handle = await open(unfinished, "wx", 0o600).catch(cannotWrite(target));
  try {
    for await (const chunk of chunks)
      for (let at = 0; at < chunk.length; ) at += (await handle.write(chunk, at).catch(cannotWrite(target))).bytesWritten;
    await handle.sync().catch(cannotWrite(target));
    await handle.close();
    await refuseExisting(target);
    await rename(unfinished, target).catch(cannotWrite(target));
  } catch (error) {
    await handle.close();
    await rm(unfinished, { force: true });
    throw error;
  }
  await syncDirectory(dirname(target));
}

/** Throws CLI_USAGE when something stands at `target`. */
export async function refuseExisting(target: string): Promise<void> {
  const there = await lstat(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new Failure("VAULT_DISK", `could not look at ${target}`, error);
  });
  if (there !== undefined) throw new Failure("CLI_USAGE", `expected no file at ${target}, there is one`);
}

/**
 * Asked before something is stated of a file that is then written: throws CLI_USAGE when something stands at `target` or where it is
 * first written, and VAULT_DISK when its folder is not there or may not be written to.
 */
export async function expectNewFile(target: string): Promise<void> {
  for (const path of [target, `${target}${UNFINISHED}`]) await refuseExisting(path);
  await access(dirname(target), constants.W_OK | constants.X_OK).catch(cannotWrite(target));
}

async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(directory, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function cannotWrite(target: string): (cause: unknown) => never {
  return (cause) => {
    throw new Failure("VAULT_DISK", `could not write ${target}`, cause);
  };
}
