import { equalBytes, Failure, type FilePort, type Sha256 } from "../lib/index.ts";
import { Frontier, leafHash, parseEntryBundle, TILE_WIDTH, type TileEdge } from "../merkle/index.ts";
import { envelopeCommitment } from "../model/index.ts";
import { parseEnvelopeBatch } from "./envelopes.ts";

/**
 * A second reckoning of the tree, from what was handed to the disk and not from what the first one remembers: a bit that flips in
 * memory between a batch and its checkpoint must not be signed, because a log cannot take back a root (CT log Yeti 2022).
 */
export class TreeAudit {
  readonly #sha256: Sha256;
  /** The tree up to its last full tile. */
  #full: Frontier;
  /** With the entries of the partial tile, as last read. */
  #whole: Frontier;

  /** Starts where a tree ends whose full tiles' peaks and last, partial bundle were read from the disk. */
  constructor(sha256: Sha256, full: Frontier, bundle: readonly Uint8Array[]) {
    this.#sha256 = sha256;
    this.#full = full;
    this.#whole = this.#grown(bundle);
  }

  /** The root of all that was read so far. */
  root(): Uint8Array {
    return this.#whole.root();
  }

  /** Entries read so far. */
  get size(): number {
    return this.#whole.size;
  }

  /** Reads the next bundle of entries, which begins at the last full tile. Throws LEDGER_DAMAGED when it is none. */
  takeBundle(bytes: Uint8Array, width: number): void {
    const entries = parseEntryBundle(bytes, width);
    if (!entries.ok) throw misread(`the bundle of entries from ${this.#full.size} on does not read back`);
    this.#whole = this.#grown(entries.value);
    if (width === TILE_WIDTH) this.#full = this.#whole;
  }

  #grown(entries: readonly Uint8Array[]): Frontier {
    const grown = new Frontier(this.#sha256, this.#full.size, this.#full.peaks);
    for (const entry of entries) grown.append(leafHash(this.#sha256, entry));
    return grown;
  }
}

/** The audit of a tree whose edge was read from the disk and has the signed root. */
export function auditFrom(sha256: Sha256, edge: TileEdge, bundle: readonly Uint8Array[]): TreeAudit {
  const peaks = edge.levels
    .slice(1)
    .toReversed()
    .flatMap((tile) => peaksOf(sha256, tile));
  return new TreeAudit(sha256, new Frontier(sha256, edge.size - (edge.size % TILE_WIDTH), peaks), bundle);
}

function peaksOf(sha256: Sha256, tile: Uint8Array): readonly Uint8Array[] {
  const frontier = new Frontier(sha256);
  for (let at = 0; at < tile.length; at += 32) frontier.append(tile.slice(at, at + 32));
  return frontier.peaks;
}

/** Compares an envelope batch as it was handed to the disk with the commitments that the tree is about to take. Throws LEDGER_DAMAGED. */
export function auditBatch(
  sha256: Sha256,
  bytes: Uint8Array | undefined,
  first: number,
  commitments: readonly Uint8Array[],
): void {
  const lines = parseEnvelopeBatch(bytes ?? new Uint8Array(0), first);
  if (!lines.ok || lines.value.length !== commitments.length)
    throw misread(`the envelopes from entry ${first} on do not read back`);
  for (const [at, line] of lines.value.entries()) {
    const commitment = line.erased === undefined ? envelopeCommitment(sha256, line.salt, line.envelope) : new Uint8Array(0);
    if (!equalBytes(commitment, commitments[at] ?? new Uint8Array(0)))
      throw misread(`the envelope of entry ${line.index} reads back as another`);
  }
}

/** What a file that was just written reads back as; it must be what was written. Throws LEDGER_DAMAGED. */
export async function readBack(files: FilePort, path: string, expected: Uint8Array): Promise<Uint8Array> {
  const bytes = await files.read(path);
  if (bytes === undefined || !equalBytes(bytes, expected)) throw misread(`${path} reads back as something else`);
  return bytes;
}

/** A disagreement between what was computed, what was written and what reads back. Nothing was signed over it. */
export function misread(what: string): Failure {
  return new Failure("LEDGER_DAMAGED", `${what}: memory or disk is faulty, and nothing was signed`);
}
