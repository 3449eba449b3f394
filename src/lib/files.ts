/**
 * What the ledger asks of a disk. Paths are relative, "/" between parts. Nothing is durable until its file AND its directory are
 * synced; every operation throws when the disk fails, and what then is on it is unknown (a failed write has two worlds).
 */
export type FilePort = {
  /** The file's bytes; undefined when there is no such file. */
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
  /** Names in a directory, sorted by UTF-16 unit; none when there is no such directory. */
  readonly list: (directory: string) => Promise<readonly string[]>;
  /** Writes a whole file, not yet durable; replaces what stood there. `private` files are readable by their owner only. */
  readonly writeNew: (path: string, bytes: Uint8Array, access?: "private") => Promise<void>;
  /** Makes the bytes of a file durable, not its name. */
  readonly syncFile: (path: string) => Promise<void>;
  /** Gives a file another name in the same directory, replacing what stood there; not yet durable. */
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Makes the names in a directory durable. "" is the root. */
  readonly syncDirectory: (directory: string) => Promise<void>;
  /** Removes a file's name, not yet durably; nothing happens when there is none. */
  readonly remove: (path: string) => Promise<void>;
  /** Makes one directory in an existing one, not yet durable; nothing happens when it is there. */
  readonly makeDirectory: (path: string, access?: "private") => Promise<void>;
  /** True when only the owner can read or write what is at `path`. */
  readonly isPrivate: (path: string) => Promise<boolean>;
  /** Takes the one lock of this name, or throws LEDGER_BUSY. A holder that died holds nothing. Gives the release. */
  readonly hold: (path: string) => Promise<() => Promise<void>>;
};

/** A file that is being written bears this suffix until it is whole and durable; what a crash leaves of it is rubbish. */
export const UNFINISHED = ".tmp";

/** The directory part of a path; "" when there is none. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

/** Bytes durable under a temporary name, then renamed; the name is durable only after `syncDirectory`, which the caller owes. */
export async function writeWhole(files: FilePort, path: string, bytes: Uint8Array, access?: "private"): Promise<void> {
  const unfinished = `${path}${UNFINISHED}`;
  await files.writeNew(unfinished, bytes, access);
  await files.syncFile(unfinished);
  await files.rename(unfinished, path);
}

/** A file that is durable, name and all, when this resolves. */
export async function writeDurably(files: FilePort, path: string, bytes: Uint8Array, access?: "private"): Promise<void> {
  await writeWhole(files, path, bytes, access);
  await files.syncDirectory(directoryOf(path));
}

/** Files that are on their way to the disk at the same time: each holds a descriptor. */
const WRITING_WIDTH = 64;

/**
 * Several files that are all durable when this resolves; each directory is synced once. `written` runs on some of them when they are
 * written and while they are being synced; they get their names only when it resolves.
 */
export async function writeAllDurably(
  files: FilePort,
  wholes: readonly { readonly path: string; readonly bytes: Uint8Array }[],
  written: (unfinished: readonly string[], from: number) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  for (let at = 0; at < wholes.length; at += WRITING_WIDTH) {
    const some = wholes.slice(at, at + WRITING_WIDTH);
    const unfinished = some.map(({ path }) => `${path}${UNFINISHED}`);
    await allOrFirstFault(some.map(({ path, bytes }) => files.writeNew(`${path}${UNFINISHED}`, bytes)));
    await allOrFirstFault([...unfinished.map((path) => files.syncFile(path)), written(unfinished, at)]);
    await allOrFirstFault(some.map(({ path }) => files.rename(`${path}${UNFINISHED}`, path)));
  }
  const directories = new Set(wholes.map(({ path }) => directoryOf(path)));
  await allOrFirstFault([...directories].map((directory) => files.syncDirectory(directory)));
}

/** Throws the first fault, but only when nothing is on its way any more: whoever hears of it may let go of the directory. */
async function allOrFirstFault(running: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(running)) if (outcome.status === "rejected") throw outcome.reason;
}

/** Makes a directory and those above it; durable when this resolves. `made` remembers what this process has made durable. */
export async function makeDirectories(files: FilePort, path: string, made: Set<string>): Promise<void> {
  if (path === "" || made.has(path)) return;
  await makeDirectories(files, directoryOf(path), made);
  await files.makeDirectory(path);
  await files.syncDirectory(directoryOf(path));
  made.add(path);
}

/** The same port seen from one of its directories. */
export function within(files: FilePort, directory: string): FilePort {
  const at = (path: string) => (path === "" ? directory : `${directory}/${path}`);
  return {
    read: (path) => files.read(at(path)),
    list: (path) => files.list(at(path)),
    writeNew: (path, bytes, access) => files.writeNew(at(path), bytes, access),
    syncFile: (path) => files.syncFile(at(path)),
    rename: (from, to) => files.rename(at(from), at(to)),
    syncDirectory: (path) => files.syncDirectory(at(path)),
    remove: (path) => files.remove(at(path)),
    makeDirectory: (path, access) => files.makeDirectory(at(path), access),
    isPrivate: (path) => files.isPrivate(at(path)),
    hold: (path) => files.hold(at(path)),
  };
}
