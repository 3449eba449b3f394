import { assert, type Checked, no, present, type Sha256, yes } from "../lib/index.ts";
import { treeRoot } from "./frontier.ts";
import { edgeRoot, hashesOf, type TileEdge } from "./growth.ts";
import { foldPeaks, HASH_BYTES } from "./hash.ts";
import { completeSubtrees, consistencyRanges, inclusionRanges, type LeafRange, subtreeRanges } from "./range.ts";
import { TILE_WIDTH, tilePath } from "./tile-path.ts";

/** Gives a file of a log by its path (`tile/0/000`), or undefined when there is none. Its answers are checked only in length. */
export type TileSource = (path: string) => Promise<Uint8Array | undefined>;

export type TileFault =
  | { readonly kind: "missing-tile"; readonly path: string }
  | { readonly kind: "bad-tile"; readonly path: string; readonly expectedBytes: number; readonly bytes: number };

/**
 * Inclusion proof of leaf `index` in the log's tree of `size`, from its tiles. The tiles are not trusted and not verified here:
 * whoever gives the proof away checks it with verifyInclusion first.
 */
export function proveInclusion(
  sha: Sha256,
  tiles: TileSource,
  index: number,
  size: number,
): Promise<Checked<Uint8Array[], TileFault>> {
  return hashRanges(sha, tiles, inclusionRanges(index, size), size);
}

/** Consistency proof from `oldSize` (1 or more) to `newSize`, from the log's tiles; to be checked as above, with verifyConsistency. */
export function proveConsistency(
  sha: Sha256,
  tiles: TileSource,
  oldSize: number,
  newSize: number,
): Promise<Checked<Uint8Array[], TileFault>> {
  return hashRanges(sha, tiles, consistencyRanges(oldSize, newSize), newSize);
}

/** Subtree consistency proof of `subtree` in the tree of `size`, from the log's tiles; to be checked with verifySubtreeConsistency. */
export function proveSubtree(
  sha: Sha256,
  tiles: TileSource,
  subtree: LeafRange,
  size: number,
): Promise<Checked<Uint8Array[], TileFault>> {
  return hashRanges(sha, tiles, subtreeRanges(subtree, size), size);
}

/** Root of the first `oldSize` (1 or more) leaves of the log's tree of `size`, from that tree's tiles; to be checked by a proof. */
export async function earlierRoot(
  sha: Sha256,
  tiles: TileSource,
  oldSize: number,
  size: number,
): Promise<Checked<Uint8Array, TileFault>> {
  const hashes = await hashRanges(sha, tiles, [{ start: 0, end: oldSize }], size);
  return hashes.ok ? yes(present(hashes.value[0], "one range has one hash")) : hashes;
}

/** Root of the log's tree of `size`, from its rightmost tiles alone. */
export async function rootFromTiles(sha: Sha256, tiles: TileSource, size: number): Promise<Checked<Uint8Array, TileFault>> {
  const edge = await readEdge(tiles, size);
  return edge.ok ? yes(edgeRoot(sha, edge.value)) : edge;
}

/** The edge of the log's tree of `size`, from its rightmost tiles: where growTiles goes on. Compare edgeRoot with a checkpoint first. */
export async function readEdge(tiles: TileSource, size: number): Promise<Checked<TileEdge, TileFault>> {
  const levels: Uint8Array[] = [];
  for (let count = size, level = 0; count > 0; count = Math.floor(count / TILE_WIDTH), level++) {
    if (count % TILE_WIDTH === 0) {
      levels.push(new Uint8Array(0));
      continue;
    }
    const tile = await readTile(tiles, { level, index: Math.floor(count / TILE_WIDTH), width: count % TILE_WIDTH });
    if (!tile.ok) return tile;
    levels.push(tile.value);
  }
  return yes({ size, levels });
}

async function hashRanges(
  sha: Sha256,
  tiles: TileSource,
  ranges: readonly LeafRange[],
  size: number,
): Promise<Checked<Uint8Array[], TileFault>> {
  const source = remembering(tiles);
  const hashes: Uint8Array[] = [];
  for (const range of ranges) {
    const peaks: Uint8Array[] = [];
    for (const subtree of completeSubtrees(range)) {
      const peak = await subtreeHash(sha, source, subtree, size);
      if (!peak.ok) return peak;
      peaks.push(peak.value);
    }
    hashes.push(foldPeaks(sha, peaks));
  }
  return yes(hashes);
}

/** A complete subtree lies within one tile: its level is the deepest whose hashes are not above it. */
async function subtreeHash(
  sha: Sha256,
  tiles: TileSource,
  { start, end }: LeafRange,
  size: number,
): Promise<Checked<Uint8Array, TileFault>> {
  let [level, span] = [0, 1];
  while (span * TILE_WIDTH <= end - start) [level, span] = [level + 1, span * TILE_WIDTH];
  const first = start / span;
  const index = Math.floor(first / TILE_WIDTH);
  const width = Math.min(TILE_WIDTH, Math.floor(size / span) - index * TILE_WIDTH);
  const tile = await readTile(tiles, { level, index, width });
  if (!tile.ok) return tile;
  const offset = first - index * TILE_WIDTH;
  const hashes = hashesOf(tile.value).slice(offset, offset + (end - start) / span);
  assert(hashes.length === (end - start) / span, `the tree of ${size} leaves has no node [${start}, ${end})`);
  return yes(treeRoot(sha, hashes));
}

/** A partial tile may be gone once the full one is there: then its first hashes serve (c2sp.org/tlog-tiles §Partial Tiles). */
async function readTile(
  tiles: TileSource,
  { level, index, width }: { level: number; index: number; width: number },
): Promise<Checked<Uint8Array, TileFault>> {
  const path = tilePath(level, index, width);
  const exact = await tiles(path);
  if (exact !== undefined) return sized(path, exact, width);
  const fullPath = tilePath(level, index, TILE_WIDTH);
  const full = width === TILE_WIDTH ? undefined : await tiles(fullPath);
  if (full === undefined) return no({ kind: "missing-tile", path });
  const whole = sized(fullPath, full, TILE_WIDTH);
  return whole.ok ? yes(full.subarray(0, width * HASH_BYTES)) : whole;
}

function sized(path: string, bytes: Uint8Array, width: number): Checked<Uint8Array, TileFault> {
  const expectedBytes = width * HASH_BYTES;
  return bytes.length === expectedBytes ? yes(bytes) : no({ kind: "bad-tile", path, expectedBytes, bytes: bytes.length });
}

/** Asks for each path once: a proof visits a tile several times. */
function remembering(tiles: TileSource): TileSource {
  const asked = new Map<string, Promise<Uint8Array | undefined>>();
  return (path) => {
    const answer = asked.get(path) ?? tiles(path);
    asked.set(path, answer);
    return answer;
  };
}
