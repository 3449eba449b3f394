import { sha256 } from "../../src/ledger/io/index.ts";
import { directoryOf, Failure, type FilePort, toHex, UNFINISHED } from "../../src/lib/index.ts";
import { type Random, seededRandom } from "../support/random.ts";

/**
 * A file system in memory that keeps what a real one may keep: file bytes are durable only after syncFile, names only after
 * syncDirectory, each name on its own and in any order. A power cut leaves one of the states that this allows.
 */
export class LossyDisk {
  #inodes = new Map<number, Inode>();
  #now = new Map<string, Entry>();
  #durable = new Map<string, Entry>();
  #pending: NameChange[] = [];
  #held = new Set<string>();
  #nextInode = 1;
  /** Changes and syncs so far. */
  operations = 0;
  /** Decides over each change or sync before it happens. */
  before: (operation: Operation) => Verdict = () => "done";

  readonly files: FilePort = {
    read: async (path) => this.#fileAt(path)?.current.slice(),
    list: async (directory) => this.#namesIn(directory),
    writeNew: async (path, bytes, access) => this.#change("write", path, () => this.#write(path, bytes, access)),
    syncFile: async (path) => this.#change("sync-file", path, () => this.#syncFile(path)),
    rename: async (from, to) => this.#change("rename", to, () => this.#rename(from, to)),
    syncDirectory: async (path) => this.#change("sync-directory", path, () => this.#syncDirectory(path)),
    remove: async (path) => this.#change("remove", path, () => this.#remove(path)),
    makeDirectory: async (path, access) => this.#change("make", path, () => this.#make(path, access)),
    isPrivate: async (path) => this.#entryAt(path).isPrivate,
    hold: async (path) => {
      if (this.#held.has(path)) throw new Failure("LEDGER_BUSY", `${path} is held`);
      this.#held.add(path);
      return async () => void this.#held.delete(path);
    },
  };

  /** The state as it is: what the process would find if it were killed and started again. */
  killed(): LossyDisk {
    const copy = new LossyDisk();
    copy.#inodes = new Map([...this.#inodes].map(([id, inode]) => [id, { ...inode }]));
    copy.#now = new Map(this.#now);
    copy.#durable = new Map(this.#durable);
    copy.#pending = [...this.#pending];
    copy.#nextInode = this.#nextInode;
    return copy;
  }

  /** One of the states that a power cut now may leave. */
  afterPowerCut(cut: PowerCut): LossyDisk {
    const left = new LossyDisk();
    const names = new Map(this.#durable);
    const survives = cut.survives(this.#pending.length);
    for (const [at, change] of this.#pending.entries()) if (survives(at)) apply(names, change);
    for (const [path, entry] of names) {
      if (!isReachable(names, path)) continue;
      left.#now.set(path, entry);
      if (entry.inode !== undefined) left.#inodes.set(entry.inode, settled(this.#inodes.get(entry.inode) as Inode, cut));
    }
    left.#durable = new Map(left.#now);
    left.#nextInode = this.#nextInode;
    return left;
  }

  /** Names a state: two disks of one name hold the same durable files. For disks after a power cut. */
  fingerprint(): string {
    const files = [...this.#now].sort(([left], [right]) => (left < right ? -1 : 1));
    return files.map(([path]) => `${path}=${toHex(sha256(this.#fileAt(path)?.current ?? EMPTY))}`).join();
  }

  #change(kind: Operation["kind"], path: string, run: () => void): void {
    const final = this.#pending.filter((change) => change.directory === path && !change.path.endsWith(UNFINISHED));
    const pending = [...new Set(final.map((change) => change.kind))].sort();
    const verdict = this.before({ kind, path, pending: kind === "sync-directory" ? pending : [] });
    if (verdict === "done" || verdict === "landed") run();
    this.operations++;
    if (verdict === "lost" || verdict === "landed") throw new Error(`injected: ${kind} of ${path} failed, ${verdict}`);
  }

  #fileAt(path: string): Inode | undefined {
    const inode = this.#now.get(path)?.inode;
    return inode === undefined ? undefined : this.#inodes.get(inode);
  }

  #entryAt(path: string): Entry {
    const entry = this.#now.get(path);
    if (entry === undefined) throw new Error(`ENOENT: ${path}`);
    return entry;
  }

  #namesIn(directory: string): string[] {
    const paths = [...this.#now.keys()].filter((path) => path !== "" && directoryOf(path) === directory);
    return paths.map((path) => path.slice(directory === "" ? 0 : directory.length + 1)).sort();
  }

  #write(path: string, bytes: Uint8Array, access?: "private"): void {
    if (directoryOf(path) !== "") this.#entryAt(directoryOf(path));
    const inode = this.#nextInode++;
    this.#inodes.set(inode, { current: bytes.slice(), durable: undefined });
    this.#changeName(path, { kind: "create", path, entry: { inode, isPrivate: access === "private" } });
  }

  #syncFile(path: string): void {
    const inode = this.#fileAt(path);
    if (inode === undefined) throw new Error(`ENOENT: ${path}`);
    inode.durable = inode.current;
  }

  #rename(from: string, to: string): void {
    if (directoryOf(from) !== directoryOf(to)) throw new Error("a rename stays in its directory");
    const entry = this.#entryAt(from);
    this.#changeName(to, { kind: "rename", path: to, from, entry });
  }

  #remove(path: string): void {
    if (this.#now.has(path)) this.#changeName(path, { kind: "remove", path });
  }

  #make(path: string, access?: "private"): void {
    if (directoryOf(path) !== "") this.#entryAt(directoryOf(path));
    if (!this.#now.has(path)) this.#changeName(path, { kind: "make", path, entry: { isPrivate: access === "private" } });
  }

  #changeName(path: string, change: Omit<NameChange, "directory">): void {
    const whole = { ...change, directory: directoryOf(path) };
    apply(this.#now, whole);
    this.#pending.push(whole);
  }

  #syncDirectory(directory: string): void {
    if (directory !== "") this.#entryAt(directory);
    for (const change of this.#pending) if (change.directory === directory) apply(this.#durable, change);
    this.#pending = this.#pending.filter((change) => change.directory !== directory);
  }
}

/** Done; silently not done; failed without, or after, having happened. */
export type Verdict = "done" | "ignored" | "lost" | "landed";

/** A change or a sync. `pending`: the kinds of change that a directory's sync would make durable, those to unfinished files left out. */
export type Operation = {
  readonly kind: "write" | "sync-file" | "rename" | "sync-directory" | "remove" | "make";
  readonly path: string;
  readonly pending: readonly NameChange["kind"][];
};

/** `durable` is undefined until the first sync. */
type Inode = { current: Uint8Array; durable: Uint8Array | undefined };
/** A file has an inode, a directory none. */
type Entry = { readonly inode?: number; readonly isPrivate: boolean };
type NameChange = {
  readonly directory: string;
  readonly kind: "create" | "rename" | "remove" | "make";
  readonly path: string;
  readonly from?: string;
  readonly entry?: Entry;
};

function apply(names: Map<string, Entry>, { path, from, entry }: NameChange): void {
  if (from !== undefined) names.delete(from);
  if (entry === undefined) names.delete(path);
  else names.set(path, entry);
}

function isReachable(names: ReadonlyMap<string, Entry>, path: string): boolean {
  const directory = directoryOf(path);
  return directory === "" || (names.has(directory) && isReachable(names, directory));
}

function settled({ current, durable }: Inode, cut: PowerCut): Inode {
  const bytes = durable ?? cut.unsynced(current);
  return { current: bytes, durable: bytes };
}

/** What a power cut does with what is not synced. */
export type PowerCut = {
  readonly name: string;
  /** For `count` pending name changes: does the one at `at` survive? */
  readonly survives: (count: number) => (at: number) => boolean;
  /** What is left of bytes that were never synced. */
  readonly unsynced: (bytes: Uint8Array) => Uint8Array;
};

const EMPTY = new Uint8Array(0);

/** The cuts that file systems are known for: nothing kept; every name kept and no data; only the newest name kept; names lost, the newest rename kept torn. */
export const KNOWN_CUTS: readonly PowerCut[] = [
  { name: "nothing kept", survives: () => () => false, unsynced: () => EMPTY },
  { name: "names kept, data lost", survives: () => () => true, unsynced: () => EMPTY },
  { name: "only the newest name kept", survives: (count) => (at) => at === count - 1, unsynced: (bytes) => bytes },
  {
    name: "all but the newest name kept",
    survives: (count) => (at) => at < count - 1,
    unsynced: (bytes) => bytes.slice(0, bytes.length >> 1),
  },
];

/** A cut that decides everything by a seed. */
export function randomCut(seed: number): PowerCut {
  const random: Random = seededRandom(seed);
  return {
    name: `seed ${seed}`,
    survives: (count) => {
      const kept = Array.from({ length: count }, () => random() < 0.5);
      return (at) => kept[at] === true;
    },
    unsynced: (bytes) => {
      const way = random();
      if (way < 0.25) return EMPTY;
      if (way < 0.5) return bytes.slice(0, Math.floor(random() * bytes.length));
      return way < 0.75 ? new Uint8Array(bytes.length) : bytes;
    },
  };
}
