import { equalBytes, Failure, type FilePort, type Sha256 } from "../lib/index.ts";
import { Frontier, HASH_BYTES, leafHash, parseEntryBundle, TILE_WIDTH, type TileEdge } from "../merkle/index.ts";
import { envelopeCommitment } from "../model/index.ts";
import { parseEnvelopeBatch } from "./envelopes.ts";

/** A tree as the roots of its largest complete subtrees, largest first. */
export type Peaks = { readonly size: number; readonly peaks: readonly Uint8Array[] };

/** A tree up to its last full tile, and whole. */
export type ReckonedTree = { readonly full: Peaks; readonly whole: Peaks };

/** A bundle of entries as it was written. */
export type WrittenBundle = { readonly path: string; readonly width: number };

/**
 * A second reckoning of a batch and of the tree, from what was handed to the disk and not from what the first one remembers: a bit that
 * flips in memory between a batch and its checkpoint must not be signed, because a log cannot take back a root (CT log Yeti 2022).
 * Undefined for a file that does not read as what it should be.
 */
export type Audit = {
  /** The commitments that the lines of an envelope batch open, one after the other. */
  batch(path: string, first: number): Promise<Uint8Array | undefined>;
  /** The tree with these bundles in the place of what came after its last full tile. */
  tree(full: Peaks, bundles: readonly WrittenBundle[]): Promise<ReckonedTree | undefined>;
};

/** An audit of what reads back from `files`. */
export function auditOf({ files, sha256 }: { readonly files: Pick<FilePort, "read">; readonly sha256: Sha256 }): Audit {
  return {
    batch: async (path, first) => {
      const lines = parseEnvelopeBatch((await files.read(path)) ?? new Uint8Array(0), first);
      if (!lines.ok) return undefined;
      const commitments = new Uint8Array(HASH_BYTES * lines.value.length);
      for (const [at, line] of lines.value.entries()) {
        if (line.erased !== undefined) return undefined;
        commitments.set(envelopeCommitment(sha256, line.salt, line.envelope), HASH_BYTES * at);
      }
      return commitments;
    },
    tree: async (start, bundles) => {
      let [full, whole] = [start, start];
      for (const { path, width } of bundles) {
        const entries = parseEntryBundle((await files.read(path)) ?? new Uint8Array(0), width);
        if (!entries.ok) return undefined;
        whole = grown(sha256, full, entries.value);
        if (width === TILE_WIDTH) full = whole;
      }
      return { full, whole };
    },
  };
}

/** The tree whose edge and last, partial bundle were read from the disk. */
export function reckonedFrom(sha256: Sha256, edge: TileEdge, bundle: readonly Uint8Array[]): ReckonedTree {
  const peaks = edge.levels
    .slice(1)
    .toReversed()
    .flatMap((tile) => {
      const frontier = new Frontier(sha256);
      for (let at = 0; at < tile.length; at += HASH_BYTES) frontier.append(tile.slice(at, at + HASH_BYTES));
      return frontier.peaks;
    });
  const full = { size: edge.size - (edge.size % TILE_WIDTH), peaks };
  return { full, whole: grown(sha256, full, bundle) };
}

function grown(sha256: Sha256, { size, peaks }: Peaks, entries: readonly Uint8Array[]): Peaks {
  const frontier = new Frontier(sha256, size, peaks);
  for (const entry of entries) frontier.append(leafHash(sha256, entry));
  return { size: frontier.size, peaks: frontier.peaks };
}

/** Whether the reckoned tree has this size and root. */
export function hasRoot(
  sha256: Sha256,
  { whole }: ReckonedTree,
  head: { readonly size: number; readonly root: Uint8Array },
): boolean {
  return whole.size === head.size && equalBytes(new Frontier(sha256, whole.size, whole.peaks).root(), head.root);
}

/** Whether `commitments`, one after the other, are these. */
export function areCommitments(joined: Uint8Array, commitments: readonly Uint8Array[]): boolean {
  if (joined.length !== HASH_BYTES * commitments.length) return false;
  return commitments.every((one, at) => equalBytes(one, joined.subarray(HASH_BYTES * at, HASH_BYTES * (at + 1))));
}

/** A disagreement between what was computed, what was written and what reads back. Nothing was signed over it. */
export function misread(what: string): Failure {
  return new Failure("LEDGER_DAMAGED", `${what}: memory or disk is faulty, and nothing was signed`);
}
