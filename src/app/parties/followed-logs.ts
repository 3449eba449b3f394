import { nodeSignatureChecks, sha256 } from "../../ledger/io/index.ts";
import { explainError, type FilePort, makeDirectories, writeDurably } from "../../lib/index.ts";
import type { TileSource, Vkey } from "../../merkle/index.ts";
import { checkFollowing, type Following, type FollowingFault, logId, pastFromTiles } from "../../witness/index.ts";

/** Somebody who shows a head of a log: the log itself, our own witness, the monitoring endpoint of another. */
export type HeadSource = {
  readonly name: string;
  /** The signed note; undefined when there is none. May reject. */
  readonly head: () => Promise<Uint8Array | undefined>;
};

/** A log that is watched: who shows heads of it, and where its tiles may be had. */
export type WatchedLog = {
  readonly origin: string;
  readonly vkeys: readonly Vkey[];
  readonly heads: readonly HeadSource[];
  readonly tiles: readonly TileSource[];
};

export type FollowingPorts = {
  /** The data directory. */
  readonly files: FilePort;
  /** Called with the bytes of a proof that the log signed two histories. */
  readonly onFork: (log: WatchedLog, proof: Uint8Array) => Promise<void>;
  /** Somebody could not be asked or compared, or can again (`reason` null). Told once a change. */
  readonly onTrouble: (origin: string, source: string, reason: string | null) => void;
};

const SEEN = "witness/seen";

/** A head of a log and who shows it. */
type Shown = { readonly note: Uint8Array; readonly source: string };

/**
 * Compares every head of a log that is shown anywhere with the newest one that this node has seen, which is kept durably: all of them
 * must be of one history. So a log that shows its witnesses two histories is caught by each that looks at another.
 */
export class FollowedLogs {
  readonly #ports: FollowingPorts;
  readonly #troubles = new Map<string, string>();
  readonly #made = new Set<string>();

  constructor(ports: FollowingPorts) {
    this.#ports = ports;
  }

  /** Looks once at all heads of a log. Rejects only when our own disk fails. Gives how many heads were compared. */
  async check(log: WatchedLog): Promise<number> {
    const path = `${SEEN}/${logId(sha256, log.origin)}`;
    const shown = await this.#headsOf(log);
    let seen = await this.#ports.files.read(path);
    let open: readonly Shown[] = shown;
    // A head that cannot be compared with the one before may be comparable with one that came after it.
    for (let isNew = true; isNew && open.length > 0; ) {
      isNew = false;
      const undecided: Shown[] = [];
      for (const head of open) {
        const following = await this.#compare(log, seen ?? head.note, head);
        if (following === undefined) undecided.push(head);
        else if (following.kind === "fork") await this.#ports.onFork(log, following.proof);
        else if (following.kind === "extends" || seen === undefined) {
          seen = head.note;
          isNew = true;
          await this.#keep(path, seen);
        }
      }
      open = undecided;
    }
    return shown.length;
  }

  async #headsOf(log: WatchedLog): Promise<readonly Shown[]> {
    const shown: Shown[] = [];
    for (const source of log.heads) {
      const note = await this.#headOf(log, source);
      if (note !== undefined) shown.push({ note, source: source.name });
    }
    return shown;
  }

  async #headOf(log: WatchedLog, { name, head }: HeadSource): Promise<Uint8Array | undefined> {
    try {
      const note = await head();
      this.#tell(log.origin, name, null);
      return note;
    } catch (error) {
      this.#tell(log.origin, name, explainError(error));
      return undefined;
    }
  }

  /** Undefined when the two could not be compared, which is told. Each place with tiles is tried until one decides. */
  async #compare(
    { origin, vkeys, tiles }: WatchedLog,
    before: Uint8Array,
    { note: now, source }: Shown,
  ): Promise<Following | undefined> {
    let why = "no place shows its tiles";
    for (const place of tiles) {
      const options = { before, now, vkeys, prove: provingFrom(place), checks: nodeSignatureChecks, sha256 };
      const following = await checkFollowing(options);
      if (!following.ok) why = sayFault(origin, following.fault);
      else if (following.value.kind === "undecided") ({ why } = following.value);
      else {
        this.#tell(origin, `${source} compared`, null);
        return following.value;
      }
    }
    this.#tell(origin, `${source} compared`, why);
    return undefined;
  }

  #tell(origin: string, source: string, reason: string | null): void {
    const key = `${origin}\n${source}`;
    if ((this.#troubles.get(key) ?? null) === reason) return;
    if (reason === null) this.#troubles.delete(key);
    else this.#troubles.set(key, reason);
    this.#ports.onTrouble(origin, source, reason);
  }

  async #keep(path: string, note: Uint8Array): Promise<void> {
    await makeDirectories(this.#ports.files, SEEN, this.#made);
    await writeDurably(this.#ports.files, path, note);
  }
}

/** A place that cannot be reached proves nothing; another may. */
function provingFrom(tiles: TileSource): ReturnType<typeof pastFromTiles> {
  const prove = pastFromTiles(sha256, tiles);
  return async (smaller, larger) => {
    try {
      return await prove(smaller, larger);
    } catch {
      return undefined; // whoever is asked next may have the tiles; if nobody has, the comparison is told as undecided
    }
  };
}

/** Why a note is no head of the log. A log that rotated its keys is not believed by its own word: a person brings the new key. */
function sayFault(origin: string, fault: FollowingFault): string {
  if (fault.kind === "two-origins") return `it is a checkpoint of another log (${fault.origins.join(", ")})`;
  if (fault.fault.kind !== "no-known-signature") return `it is no checkpoint of this log (${fault.fault.kind})`;
  const add = `meridian ledger witness follow ${origin} --key NEW --data DIR`;
  return `it is signed by no key that this node has for the log. If the log rotated its keys, hear the new one from its keeper by another way and run \`${add}\``;
}
