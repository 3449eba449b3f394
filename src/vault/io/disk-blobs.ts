import { constants } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure, UNFINISHED } from "../../lib/index.ts";
import { type BlobPort, type BlobWriter, CHUNK_BYTES_MAX, type OpenBlob } from "../blobs.ts";

/** Never through a symbolic link, which could lead out of the vault. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

/** The blob port on a real directory, which is made, with mode 0700, where it is missing. Throws VAULT_DISK. */
export function diskBlobs(root: string): BlobPort {
  const at = (path: string) => join(root, path);
  return {
    create: (path) => orDiskFailure(create(root, path)),
    open: (path) => openBlob(at(path)),
    read: (path) => readBlob(at(path)),
    list: async (directory) => ((await unlessMissing(readdir(at(directory)))) ?? []).sort(),
    remove: (path) => orDiskFailure(remove(root, path)),
  };
}

async function create(root: string, path: string): Promise<BlobWriter> {
  const target = join(root, path);
  const directory = dirname(target);
  await makePrivateDirectories(root, directory);
  if ((await readdir(directory)).includes(target.slice(directory.length + 1)))
    throw new Failure("VAULT_DISK", `there is a blob at ${path} already`);
  const unfinished = `${target}${UNFINISHED}`;
  await rm(unfinished, { force: true });
  const handle = await open(unfinished, "wx", 0o600);
  return {
    write: (chunk) => orDiskFailure(writeAll(handle, chunk)),
    finish: () => orDiskFailure(finish(handle, { unfinished, target, root })),
    abandon: () => orDiskFailure(abandon(handle, { unfinished, target, root })),
  };
}

async function makePrivateDirectories(root: string, directory: string): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  await mkdir(directory, { recursive: true, mode: 0o700 });
}

/** A write may take fewer bytes than it is given. */
async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await handle.write(chunk, at)).bytesWritten;
}

type Places = { readonly unfinished: string; readonly target: string; readonly root: string };

async function finish(handle: FileHandle, { unfinished, target, root }: Places): Promise<void> {
  await handle.sync();
  await handle.close();
  await rename(unfinished, target);
  await syncUpTo(dirname(target), dirname(root));
}

/** Every directory from `from` up to the one above the vault: any of them may be new. */
async function syncUpTo(from: string, top: string): Promise<void> {
  for (let directory = from; directory.length >= top.length; directory = dirname(directory)) {
    await syncDirectory(directory);
    if (directory === dirname(directory)) return;
  }
}

/** Windows cannot open a directory to sync it; there the file system's own journal makes a rename durable. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(directory, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A rename whose directory could not be synced may have landed: what stands under either name was made by this writer. */
async function abandon(handle: FileHandle, { unfinished, target, root }: Places): Promise<void> {
  await handle.close();
  await rm(unfinished, { force: true });
  await rm(target, { force: true });
  await removeIfEmpty(dirname(unfinished), root);
}

async function remove(root: string, path: string): Promise<void> {
  const target = join(root, path);
  await rm(target, { force: true });
  await rm(`${target}${UNFINISHED}`, { force: true });
  const directory = dirname(target);
  if ((await unlessMissing(readdir(directory))) === undefined) return;
  await syncDirectory(directory);
  await removeIfEmpty(directory, root);
}

async function removeIfEmpty(directory: string, root: string): Promise<void> {
  if (directory === root || (await readdir(directory)).length > 0) return;
  await rmdir(directory);
  await syncDirectory(dirname(directory));
}

async function openBlob(path: string): Promise<OpenBlob | undefined> {
  const handle = await unlessMissing(open(path, READ));
  if (handle === undefined) return undefined;
  const { size } = await handle.stat();
  return {
    bytes: size,
    readAt: (offset, length) => readAt(handle, offset, length),
    close: () => handle.close(),
  };
}

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

async function* readBlob(path: string): AsyncGenerator<Uint8Array> {
  const blob = await openBlob(path);
  if (blob === undefined) throw new Failure("EXHIBIT_CHANGED", `there are no bytes at ${path}`);
  try {
    for (let offset = 0; ; ) {
      const chunk = await blob.readAt(offset, CHUNK_BYTES_MAX);
      if (chunk.length === 0) return;
      yield chunk;
      offset += chunk.length;
    }
  } finally {
    await blob.close();
  }
}

async function unlessMissing<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function orDiskFailure<Value>(doing: Promise<Value>): Promise<Value> {
  try {
    return await doing;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure("VAULT_DISK", "could not write to the vault", error);
  }
}
