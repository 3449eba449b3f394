import type { Sha256 } from "../lib/index.ts";

/** Bytes of a SHA-256 tree hash. */
export const HASH_BYTES = 32;

const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;

// Every entry makes one of each: joining in one place that stays spares an allocation a hash.
const leafOfHash = new Uint8Array(1 + HASH_BYTES);
const nodeOfHashes = new Uint8Array(1 + 2 * HASH_BYTES);
leafOfHash[0] = LEAF_PREFIX;
nodeOfHashes[0] = NODE_PREFIX;

/** Hash of an entry as a leaf: SHA-256(0x00 ‖ entry), RFC 9162 §2.1.1. `sha` must not keep what it is given. */
export function leafHash(sha: Sha256, entry: Uint8Array): Uint8Array {
  if (entry.length === HASH_BYTES) {
    leafOfHash.set(entry, 1);
    return sha(leafOfHash);
  }
  const input = new Uint8Array(1 + entry.length);
  input[0] = LEAF_PREFIX;
  input.set(entry, 1);
  return sha(input);
}

/** Hash of an inner node: SHA-256(0x01 ‖ left ‖ right), RFC 9162 §2.1.1. `sha` must not keep what it is given. */
export function nodeHash(sha: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length === HASH_BYTES && right.length === HASH_BYTES) {
    nodeOfHashes.set(left, 1);
    nodeOfHashes.set(right, 1 + HASH_BYTES);
    return sha(nodeOfHashes);
  }
  const input = new Uint8Array(1 + left.length + right.length);
  input[0] = NODE_PREFIX;
  input.set(left, 1);
  input.set(right, 1 + left.length);
  return sha(input);
}

/** Root of the tree with no entries: SHA-256 of nothing, RFC 9162 §2.1.1. */
export function emptyRoot(sha: Sha256): Uint8Array {
  return sha(new Uint8Array(0));
}

/** Root over the peaks of a tree, largest first: folded from the right. */
export function foldPeaks(sha: Sha256, peaks: readonly Uint8Array[]): Uint8Array {
  const last = peaks.at(-1);
  if (last === undefined) return emptyRoot(sha);
  return peaks.slice(0, -1).reduceRight((right, left) => nodeHash(sha, left, right), last);
}
