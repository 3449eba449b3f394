import { type BigIntStats, constants } from "node:fs";
import { type FileHandle, lstat, open } from "node:fs/promises";
import { Failure } from "../../lib/index.ts";
import { CHUNK_BYTES_MAX } from "../blobs.ts";

/** A file from outside that is to become an exhibit. */
export type SourceFile = {
  readonly bytes: number;
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly close: () => Promise<void>;
};

/** Without waiting for a FIFO's other end, and never through a symbolic link: what is named is what is taken. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a regular file to be streamed once. Throws EXHIBIT_UNREADABLE for symbolic links, FIFOs, sockets, devices and folders; its
 * `chunks` throw it when the file changes while it is read. With `lent` a piece holds its bytes only until the next one is asked for.
 */
export async function openSourceFile(path: string, pieces: "own" | "lent" = "own"): Promise<SourceFile> {
  const handle = await openRegular(path);
  const before = await handle.stat({ bigint: true });
  return {
    bytes: Number(before.size),
    chunks: readUnchanged(handle, path, { before, pieces }),
    close: () => handle.close(),
  };
}

async function openRegular(path: string): Promise<FileHandle> {
  try {
    // Looked at before it is opened: opening a device can do things.
    const named = await lstat(path);
    if (!named.isFile()) throw new Failure("EXHIBIT_UNREADABLE", `expected a regular file, ${path} is ${kindOf(named)}`);
    const handle = await open(path, READ);
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure("EXHIBIT_UNREADABLE", `could not open ${path}`, error);
  }
  throw new Failure("EXHIBIT_UNREADABLE", `${path} became something else while it was opened`);
}

function kindOf(named: { isSymbolicLink(): boolean; isDirectory(): boolean; isFIFO(): boolean; isSocket(): boolean }): string {
  if (named.isSymbolicLink()) return "a symbolic link";
  if (named.isDirectory()) return "a folder";
  if (named.isFIFO()) return "a FIFO";
  return named.isSocket() ? "a socket" : "a device";
}

type Reading = { readonly before: BigIntStats; readonly pieces: "own" | "lent" };

async function* readUnchanged(handle: FileHandle, path: string, { before, pieces }: Reading): AsyncGenerator<Uint8Array> {
  let read = 0;
  // One buffer for all keeps memory flat: new ones pile up until the garbage collector gets to them.
  let buffer = new Uint8Array(CHUNK_BYTES_MAX);
  for (;;) {
    if (pieces === "own") buffer = new Uint8Array(CHUNK_BYTES_MAX);
    const { bytesRead } = await orUnreadable(path, handle.read(buffer, 0, CHUNK_BYTES_MAX, read));
    if (bytesRead === 0) break;
    read += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
  const after = await orUnreadable(path, handle.stat({ bigint: true }));
  const same = before.size === after.size && before.mtimeNs === after.mtimeNs && before.ctimeNs === after.ctimeNs;
  if (!same || BigInt(read) !== after.size)
    throw new Failure("EXHIBIT_UNREADABLE", `${path} changed while it was read; stop what writes it, or copy it first`);
}

async function orUnreadable<Value>(path: string, reading: Promise<Value>): Promise<Value> {
  try {
    return await reading;
  } catch (error) {
    throw new Failure("EXHIBIT_UNREADABLE", `could not read ${path}`, error);
  }
}
