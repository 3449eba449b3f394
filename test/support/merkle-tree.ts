import { utf8 } from "../../src/lib/index.ts";
import { leafHash, sha256, type TileFile, type TileSource } from "../../src/merkle/index.ts";

/** Leaf hashes of the entries "entry 0\n", "entry 1\n" … */
export function leavesUpTo(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => leafHash(sha256, utf8(`entry ${index}\n`)));
}

/** A log's files in memory. */
export function tileStore(files: Iterable<TileFile>): {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly source: TileSource;
} {
  const stored = new Map<string, Uint8Array>();
  for (const { path, bytes } of files) stored.set(path, bytes);
  return { files: stored, source: async (path) => stored.get(path) };
}

/** A copy with one bit turned. */
export function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const at = Math.floor(bit / 8) % bytes.length;
  copy[at] = (copy[at] as number) ^ (1 << (bit % 8));
  return copy;
}
