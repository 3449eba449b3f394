import { type Checked, type Sha256, yes } from "../../lib/index.ts";
import {
  leafHash,
  proveSubtree,
  TILE_WIDTH,
  type TileSource,
  tilePath,
  treeRoot,
  verifySubtreeConsistency,
} from "../../merkle/index.ts";
import { type LogReadFault, readBundle, unreadable } from "./bundle.ts";

/** A log as whoever follows it meets it. Both throw WITNESS_UNREACHABLE when there is no answer within the limits. */
export type RemoteLog = {
  /** The checkpoint's note as it is served, nothing verified. */
  readonly checkpoint: () => Promise<Uint8Array>;
  /** A tile or a bundle of entries; undefined when the log has none at that path. */
  readonly tiles: TileSource;
};

/** A log's files and the head that they must lead to, which somebody has verified. `size` is at most 2^53−1. */
export type LogReading = {
  readonly sha256: Sha256;
  readonly tiles: TileSource;
  readonly size: number;
  readonly root: Uint8Array;
};

/** Entries `start` and on, proved to be in the log. */
export type VerifiedEntries = { readonly start: number; readonly entries: readonly Uint8Array[] };

/**
 * The log's entries from bundle `first`, a bundle at a time, each proved against the root before it is given. Files are untrusted. Ends
 * after the last bundle, or after the first fault.
 */
export async function* readLog(reading: LogReading, first = 0): AsyncGenerator<Checked<VerifiedEntries, LogReadFault>> {
  const tiles = rememberTiles(reading.tiles);
  for (let index = first; index * TILE_WIDTH < reading.size; index++) {
    const bundle = await readVerifiedBundle({ ...reading, tiles }, index);
    yield bundle;
    if (!bundle.ok) return;
  }
}

/** Bundle `index` of the log, proved against its root. */
async function readVerifiedBundle(
  { sha256, tiles, size, root }: LogReading,
  index: number,
): Promise<Checked<VerifiedEntries, LogReadFault>> {
  const start = index * TILE_WIDTH;
  const end = Math.min(start + TILE_WIDTH, size);
  const entries = await readBundle(tiles, index, end - start);
  if (!entries.ok) return entries;
  const path = tilePath(0, index, end - start);
  const proof = await proveSubtree(sha256, tiles, { start, end }, size);
  if (!proof.ok) return unreadable(proof.fault.path, "a tile of the tree's size");
  const leaves = entries.value.map((entry) => leafHash(sha256, entry));
  const claim = { start: BigInt(start), end: BigInt(end), size: BigInt(size), root, proof: proof.value };
  const proved = verifySubtreeConsistency(sha256, { ...claim, subtreeRoot: treeRoot(sha256, leaves) });
  return proved.ok ? yes({ start, entries: entries.value }) : unreadable(path, "entries and tiles that lead to the signed root");
}

/** Tiles that are kept at hand: neighbouring proofs share all but the lowest. */
const TILES_REMEMBERED_MAX = 64;

/** The same files, of which the tiles asked for last are not asked for again. Bundles are not kept. */
export function rememberTiles(source: TileSource): TileSource {
  const kept = new Map<string, Uint8Array>();
  return async (path) => {
    const held = kept.get(path);
    const bytes = held ?? (await source(path));
    if (bytes === undefined || path.startsWith("tile/entries/")) return bytes;
    // The newest goes last, so that the first is the one not asked for longest.
    kept.delete(path);
    kept.set(path, bytes);
    const [oldest] = kept.keys();
    if (kept.size > TILES_REMEMBERED_MAX && oldest !== undefined) kept.delete(oldest);
    return bytes;
  };
}
