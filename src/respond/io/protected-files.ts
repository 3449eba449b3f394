import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const FILE_BYTES_MAX = 16 * 1024 * 1024;
const ENTRIES_MAX = 20_000;

/** The machine's files, possibly under another root, so that a test can bring its own machine. */
export type Machine = {
  text(path: string): string | undefined;
  bytes(path: string): Uint8Array | undefined;
  list(path: string): readonly string[];
  link(path: string): string | undefined;
};

/**
 * Reads small system files below `root` ("" is this machine). One that is absent or may not be read is undefined: what that means is
 * for the reader to say. Of files that are larger than 16 MiB the beginning is read.
 */
export function machineAt(root: string): Machine {
  const bytes = (path: string) => quietly(() => readFileSync(root + path).subarray(0, FILE_BYTES_MAX));
  return {
    bytes,
    text: (path) => bytes(path)?.toString("utf8"),
    list: (path) =>
      quietly(() =>
        readdirSync(root + path)
          .slice(0, ENTRIES_MAX)
          .sort(),
      ) ?? [],
    link: (path) => quietly(() => readlinkSync(root + path)),
  };
}

/** Entries that are read before others get a turn: a look at all processes must not hold up a block. */
const TURN_ENTRIES = 20;

/** flatMap that lets others have a turn in between. */
export async function flatMapInTurns<Item, Out>(items: readonly Item[], read: (item: Item) => readonly Out[]): Promise<Out[]> {
  const out: Out[] = [];
  for (const [index, item] of items.entries()) {
    if (index % TURN_ENTRIES === 0) await new Promise((turn) => setImmediate(turn));
    out.push(...read(item));
  }
  return out;
}

const UNREADABLE = ["ENOENT", "EACCES", "EPERM", "ENOTDIR", "EISDIR", "ESRCH", "EINVAL", "ENXIO", "ELOOP"];

function quietly<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && "code" in error && UNREADABLE.includes(String(error.code))) return undefined;
    throw error;
  }
}
