import { assert, directoryOf, type FilePort, makeDirectories, type Sha256, writeWhole } from "../../lib/index.ts";
import {
  EMPTY_EDGE,
  entriesPath,
  formatEntryBundle,
  growTiles,
  HASH_BYTES,
  leafHash,
  parseTilePath,
  readEdge,
  TILE_WIDTH,
  type TileEdge,
  type TileFile,
  tilePath,
} from "../../merkle/index.ts";
import { readBundle } from "../watch/bundle.ts";

/**
 * The entries of one log that a mirror holds, and the tree over them: files as c2sp.org/tlog-tiles serves them. Entries come in order.
 * What is written may be served at once; it is durable after `sync`.
 */
export class LogCopy {
  readonly files: FilePort;
  readonly #sha: Sha256;
  /** The tree of the full bundles. */
  #edge: TileEdge = EMPTY_EDGE;
  /** The entries after those: fewer than a bundle. */
  #tail: readonly Uint8Array[] = [];
  readonly #unsynced = new Set<string>();
  readonly #made = new Set<string>();

  constructor(files: FilePort, sha: Sha256) {
    this.files = files;
    this.#sha = sha;
  }

  /** The first entry that is missing. */
  get next(): number {
    return this.#edge.size + this.#tail.length;
  }

  /** Goes back to the first `edge.size` entries, of which `tail` are in no full bundle. */
  restart(edge: TileEdge, tail: readonly Uint8Array[]): void {
    assert(edge.size % TILE_WIDTH === 0 && tail.length < TILE_WIDTH, "a copy restarts between bundles");
    this.#edge = edge;
    this.#tail = tail;
  }

  /** Entries `first` (a multiple of 256) up to `end` that are held; `end` is at most 256 further and not beyond `next`. */
  async held(first: number, end: number): Promise<readonly Uint8Array[]> {
    assert(end <= this.next && end - first <= TILE_WIDTH, "only what is held can be read back");
    if (first === end) return [];
    if (first === this.#edge.size) return this.#tail.slice(0, end - first);
    const bundle = await readBundle(this.files.read, first / TILE_WIDTH, TILE_WIDTH);
    assert(bundle.ok, "a bundle that was written is there");
    return bundle.value.slice(0, end - first);
  }

  /** Takes entries `start` and on, all within one bundle and proved to be the log's; those held already are skipped. */
  async add(start: number, entries: readonly Uint8Array[]): Promise<void> {
    assert(start <= this.next, "entries come in order");
    const added = entries.slice(this.next - start);
    if (added.length === 0) return;
    const bundle = [...this.#tail, ...added];
    const index = this.#edge.size / TILE_WIDTH;
    await this.#write({ path: entriesPath(index, bundle.length), bytes: formatEntryBundle(bundle) });
    if (bundle.length < TILE_WIDTH) this.#tail = bundle;
    else await this.#grow(bundle);
  }

  /**
   * Takes up the full bundles that an earlier process wrote beyond this copy; what it had of the next one is sent again. They are proved
   * by the root that the next checkpoint must have.
   */
  async takeUp(): Promise<void> {
    for (;;) {
      const index = this.#edge.size / TILE_WIDTH;
      const full = await readBundle(this.files.read, index, TILE_WIDTH);
      if (!full.ok) return;
      this.#unsynced.add(directoryOf(entriesPath(index, TILE_WIDTH)));
      await this.#grow(full.value);
    }
  }

  async #grow(bundle: readonly Uint8Array[]): Promise<void> {
    const grown = growTiles(this.#sha, this.#edge, this.#leaves(bundle));
    // Partial tiles are those of checkpoints only; a full one is written once.
    for (const file of grown.files) if (isFull(file)) await this.#write(file);
    this.#edge = grown.edge;
    this.#tail = [];
  }

  /** The edge of the tree of `size` leaves, not beyond `next`; undefined when the files held do not give it. */
  async edgeAt(size: number): Promise<TileEdge | undefined> {
    assert(size <= this.next, "only what is held has a tree");
    const beyond = size - this.#edge.size;
    if (beyond >= 0) return growTiles(this.#sha, this.#edge, this.#leaves(this.#tail.slice(0, beyond))).edge;
    const edge = await readEdge((path) => this.#tile(path), size);
    return edge.ok ? edge.value : undefined;
  }

  /** A tile of hashes from disk, or the beginning of one that is still growing. */
  async #tile(path: string): Promise<Uint8Array | undefined> {
    const ref = parseTilePath(path);
    if (!ref.ok || ref.value.level === "entries") return undefined;
    const { level, index, width } = ref.value;
    const growing = this.#edge.levels[level];
    const isGrowing = index === Math.floor(this.#edge.size / TILE_WIDTH ** (level + 1));
    const bytes = isGrowing ? growing : await this.files.read(tilePath(level, index, TILE_WIDTH));
    return bytes !== undefined && bytes.length >= width * HASH_BYTES ? bytes.slice(0, width * HASH_BYTES) : undefined;
  }

  /** Writes what a checkpoint of this edge's size is served with: its partial bundle and its partial tiles. */
  async writePartials({ size, levels }: TileEdge): Promise<void> {
    const tail = this.#tail.slice(0, size - this.#edge.size);
    if (size > this.#edge.size) {
      await this.#write({ path: entriesPath(this.#edge.size / TILE_WIDTH, tail.length), bytes: formatEntryBundle(tail) });
    }
    for (const [level, bytes] of levels.entries()) {
      const index = Math.floor(size / TILE_WIDTH ** (level + 1));
      if (bytes.length > 0) await this.#write({ path: tilePath(level, index, bytes.length / HASH_BYTES), bytes });
    }
  }

  /** Makes durable all that was written. */
  async sync(): Promise<void> {
    for (const directory of this.#unsynced) await this.files.syncDirectory(directory);
    this.#unsynced.clear();
  }

  #leaves(entries: readonly Uint8Array[]): Uint8Array[] {
    return entries.map((entry) => leafHash(this.#sha, entry));
  }

  async #write({ path, bytes }: TileFile): Promise<void> {
    const directory = directoryOf(path);
    await makeDirectories(this.files, directory, this.#made);
    await writeWhole(this.files, path, bytes);
    this.#unsynced.add(directory);
  }
}

function isFull({ bytes }: TileFile): boolean {
  return bytes.length === TILE_WIDTH * HASH_BYTES;
}
