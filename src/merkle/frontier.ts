import { assert, type Sha256 } from "../lib/index.ts";
import { foldPeaks, HASH_BYTES, nodeHash } from "./hash.ts";

/**
 * The right edge of a growing tree (a compact range): the roots of its largest complete subtrees, one for each set bit of the size.
 * Enough to append and to give the root, in memory of at most 53 hashes.
 */
export class Frontier {
  readonly #sha: Sha256;
  readonly #peaks: Uint8Array[];
  #size: number;

  /** Starts at `size` leaves with the `peaks` that an earlier frontier gave; at nothing without them. */
  constructor(sha: Sha256, size = 0, peaks: readonly Uint8Array[] = []) {
    assert(Number.isSafeInteger(size) && size >= 0, `expected a size from 0 to 2^53-1, got ${size}`);
    assert(peaks.length === setBits(size), `expected ${setBits(size)} peaks for ${size} leaves, got ${peaks.length}`);
    this.#sha = sha;
    this.#size = size;
    this.#peaks = [...peaks];
  }

  /** Leaves so far. */
  get size(): number {
    return this.#size;
  }

  /** Roots of the complete subtrees, largest first. */
  get peaks(): readonly Uint8Array[] {
    return [...this.#peaks];
  }

  /** Takes the next leaf's hash (32 bytes). */
  append(leafHash: Uint8Array): void {
    assert(leafHash.length === HASH_BYTES, `expected a hash of ${HASH_BYTES} bytes, got ${leafHash.length}`);
    let right = leafHash;
    for (let count = this.#size; count % 2 === 1; count = (count - 1) / 2) {
      right = nodeHash(this.#sha, this.#peaks.pop() as Uint8Array, right);
    }
    this.#peaks.push(right);
    this.#size++;
  }

  /** Root over all leaves so far. */
  root(): Uint8Array {
    return foldPeaks(this.#sha, this.#peaks);
  }
}

/** Root of the tree over these leaf hashes, in order. */
export function treeRoot(sha: Sha256, leafHashes: Iterable<Uint8Array>): Uint8Array {
  const frontier = new Frontier(sha);
  for (const hash of leafHashes) frontier.append(hash);
  return frontier.root();
}

function setBits(size: number): number {
  let bits = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) bits += rest % 2;
  return bits;
}
