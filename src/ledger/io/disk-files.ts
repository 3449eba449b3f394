import { constants } from "node:fs";
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Failure, type FilePort } from "../../lib/index.ts";

/** https://sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/** The file port on a real directory, which must exist. */
export function diskFiles(root: string): FilePort {
  const at = (path: string) => join(root, path);
  return {
    read: async (path) => asPlainBytes(await orUndefined(readFile(at(path)))),
    list: async (directory) => ((await orUndefined(readdir(at(directory)))) ?? []).sort(),
    writeNew: async (path, bytes, access) => {
      // Gone first: `mode` counts only for a file that is made, and a link must not be written through.
      await rm(at(path), { force: true });
      await writeFile(at(path), bytes, { flag: "wx", mode: access === "private" ? 0o600 : 0o644 });
    },
    syncFile: (path) => synced(at(path), constants.O_RDWR),
    rename: (from, to) => rename(at(from), at(to)),
    syncDirectory: (directory) => synced(at(directory), constants.O_RDONLY),
    remove: (path) => rm(at(path), { force: true }),
    makeDirectory: async (path, access) => {
      await mkdir(at(path), { recursive: false, mode: access === "private" ? 0o700 : 0o755 }).catch(unlessThere);
    },
    isPrivate: async (path) => process.platform === "win32" || ((await stat(at(path))).mode & 0o077) === 0,
    hold: (path) => hold(at(path)),
  };
}

/** Without Buffer's own methods: its `slice` shares memory where a Uint8Array's copies. */
function asPlainBytes(buffer: Buffer | undefined): Uint8Array | undefined {
  return buffer === undefined ? undefined : new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

async function orUndefined<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function unlessThere(error: unknown): void {
  if (!isCode(error, "EEXIST")) throw error;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/** fsync. Windows cannot open a directory for it; there a rename is made durable by the file system's own journal. */
async function synced(path: string, flags: number): Promise<void> {
  if (process.platform === "win32" && flags === constants.O_RDONLY) return;
  const handle: FileHandle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * An exclusive lock that the kernel gives back when its holder dies, however it dies: SQLite's lock on an empty database file. A file
 * with a process id would need guessing whether that process still lives. The id stands beside it for people only.
 */
async function hold(path: string): Promise<() => Promise<void>> {
  const database = openDatabase(path);
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE;");
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw new Failure("LEDGER_DISK", `could not lock the ledger at ${path}`, error);
    const holder = await orUndefined(readFile(`${path}.pid`, "ascii"));
    throw new Failure("LEDGER_BUSY", `process ${holder?.trim() ?? "unknown"} holds the ledger at ${path}`, error);
  }
  try {
    await writeFile(`${path}.pid`, `${process.pid}\n`);
  } catch (error) {
    database.close();
    throw new Failure("LEDGER_DISK", `could not lock the ledger at ${path}`, error);
  }
  return async () => {
    database.close();
    try {
      await rm(`${path}.pid`, { force: true });
    } catch (error) {
      throw new Failure("LEDGER_DISK", `could not take away ${path}.pid; the lock itself is free`, error);
    }
  };
}

function openDatabase(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path);
  } catch (error) {
    throw new Failure("LEDGER_DISK", `could not lock the ledger at ${path}`, error);
  }
}

/** SQLITE_BUSY: somebody has the lock. A full disk or missing permission is another matter. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
}
