import { assert, type Sha256 } from "../lib/index.ts";
import { treeRoot } from "./frontier.ts";
import { foldPeaks, HASH_BYTES } from "./hash.ts";
import { completeSubtrees } from "./range.ts";
import { TILE_WIDTH, type TileRef, tilePath } from "./tile-path.ts";

/** The tiles of hashes that exist at `newSize` and did not, at this width, at `oldSize`; lowest level first. */
export function tilesForGrowth(oldSize: number, newSize: number): TileRef[] {
  assert(Number.isSafeInteger(newSize) && oldSize >= 0 && oldSize <= newSize, `cannot grow a log from ${oldSize} to ${newSize}`);
  const tiles: TileRef[] = [];
  let [before, after] = [oldSize, newSize];
  for (let level = 0; after > 0; level++) {
    const first = Math.floor(before / TILE_WIDTH);
    for (let index = first; before < after && index * TILE_WIDTH < after; index++) {
      tiles.push({ level, index, width: Math.min(TILE_WIDTH, after - index * TILE_WIDTH) });
    }
    [before, after] = [Math.floor(before / TILE_WIDTH), Math.floor(after / TILE_WIDTH)];
  }
  return tiles;
}

/** As tilesForGrowth, for the bundles of entries. */
export function bundlesForGrowth(oldSize: number, newSize: number): { readonly index: number; readonly width: number }[] {
  return tilesForGrowth(oldSize, newSize).flatMap(({ level, index, width }) => (level === 0 ? [{ index, width }] : []));
}

/**
 * The rightmost partial tile of every level, level 0 first, each as its hashes one after the other (empty when the level's last tile
 * is full). All that a log must remember of its tree to append to it and to give its root.
 */
export type TileEdge = { readonly size: number; readonly levels: readonly Uint8Array[] };

/** The edge of a log with no entries. */
export const EMPTY_EDGE: TileEdge = { size: 0, levels: [] };

/** A file of the log: where, and what. */
export type TileFile = { readonly path: string; readonly bytes: Uint8Array };

/** Appends leaf hashes: the tiles that must be written (those that tilesForGrowth names) and the new edge. `edge` stays as it was. */
export function growTiles(
  sha: Sha256,
  edge: TileEdge,
  leafHashes: readonly Uint8Array[],
): { readonly files: readonly TileFile[]; readonly edge: TileEdge } {
  const files: TileFile[] = [];
  const levels = [...edge.levels];
  let before = edge.size;
  let incoming = leafHashes;
  for (let level = 0; incoming.length > 0; level++) {
    const grown = growLevel(sha, { level, before, partial: levels[level] ?? new Uint8Array(0) }, incoming);
    files.push(...grown.files);
    levels[level] = grown.partial;
    incoming = grown.fullRoots;
    before = Math.floor(before / TILE_WIDTH);
  }
  return { files, edge: { size: edge.size + leafHashes.length, levels } };
}

type Level = { readonly level: number; readonly before: number; readonly partial: Uint8Array };
type GrownLevel = { readonly files: TileFile[]; readonly fullRoots: Uint8Array[]; readonly partial: Uint8Array };

function growLevel(sha: Sha256, { level, before, partial }: Level, incoming: readonly Uint8Array[]): GrownLevel {
  const hashes = [...hashesOf(partial), ...incoming];
  assert(hashes.length === (before % TILE_WIDTH) + incoming.length, "the edge of the log does not have the width of its size");
  const files: TileFile[] = [];
  const fullRoots: Uint8Array[] = [];
  let rest = new Uint8Array(0);
  for (let at = 0; at < hashes.length; at += TILE_WIDTH) {
    const tile = hashes.slice(at, at + TILE_WIDTH);
    const index = Math.floor(before / TILE_WIDTH) + at / TILE_WIDTH;
    const bytes = joined(tile);
    files.push({ path: tilePath(level, index, tile.length), bytes });
    if (tile.length === TILE_WIDTH) fullRoots.push(treeRoot(sha, tile));
    else rest = bytes;
  }
  return { files, fullRoots, partial: rest };
}

/** Root of the tree that the edge belongs to. */
export function edgeRoot(sha: Sha256, edge: TileEdge): Uint8Array {
  const peaks = edge.levels.toReversed().flatMap((bytes) => {
    const hashes = hashesOf(bytes);
    return completeSubtrees({ start: 0, end: hashes.length }).map(({ start, end }) => treeRoot(sha, hashes.slice(start, end)));
  });
  return foldPeaks(sha, peaks);
}

/** The hashes of a tile, in order. */
export function hashesOf(tile: Uint8Array): Uint8Array[] {
  return Array.from({ length: tile.length / HASH_BYTES }, (_, at) => tile.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

function joined(hashes: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hashes.length * HASH_BYTES);
  hashes.forEach((hash, at) => {
    assert(hash.length === HASH_BYTES, `expected a hash of ${HASH_BYTES} bytes, got ${hash.length}`);
    bytes.set(hash, at * HASH_BYTES);
  });
  return bytes;
}
