import { nodeSignatureChecks, sha256 } from "../../src/ledger/io/index.ts";
import { utf8 } from "../../src/lib/index.ts";
import {
  bundlesForGrowth,
  createSigner,
  EMPTY_EDGE,
  edgeRoot,
  entriesPath,
  formatCheckpoint,
  formatEntryBundle,
  formatVkey,
  growTiles,
  KEY_TYPES,
  leafHash,
  signNote,
  type TileEdge,
  type TileSource,
  type Vkey,
} from "../../src/merkle/index.ts";
import { createMirror, type HttpAnswer, type Mirror, type MirrorOptions } from "../../src/witness/index.ts";
import { LossyDisk } from "../fault/lossy-files.ts";
import { rawTestKey } from "../support/note-keys.ts";

export { nodeSignatureChecks, sha256 };

/** The log, its two keys, and the mirror's. */
export const ORIGIN = "ledger.example/harbour";
const LOG_KEYS = [rawTestKey(ORIGIN, KEY_TYPES.ed25519Note, 0x61), rawTestKey(ORIGIN, KEY_TYPES.mlDsa44Cosignature, 0x62)];
export const LOG_VKEYS: readonly Vkey[] = LOG_KEYS.map(({ vkey }) => vkey);
const MIRROR_NAME = "mirror.example/north-port";
const MIRROR_KEYS = [
  rawTestKey(MIRROR_NAME, KEY_TYPES.ed25519Cosignature, 0x71),
  rawTestKey(MIRROR_NAME, KEY_TYPES.mlDsa44Cosignature, 0x72),
];
export const MIRROR_VKEYS: readonly Vkey[] = MIRROR_KEYS.map(({ vkey }) => vkey);

/** 2026-11-22T12:26:15Z, when all is signed unless a test says otherwise. */
export const SECONDS = 1_795_343_175;

/** A log in memory that grows by steps and serves what a log of ours would. */
export class MemoryLog {
  readonly files = new Map<string, Uint8Array>();
  readonly entries: Uint8Array[] = [];
  #edge: TileEdge = EMPTY_EDGE;

  readonly tiles: TileSource = async (path) => this.files.get(path);

  get size(): number {
    return this.entries.length;
  }

  get root(): Uint8Array {
    return edgeRoot(sha256, this.#edge);
  }

  /** Adds entries `entry 0`, `entry 1` … of `branch` up to `size`, with the files that a checkpoint of that size needs. */
  growTo(size: number, branch = ""): this {
    const before = this.size;
    while (this.entries.length < size) this.entries.push(utf8(`entry ${branch}${this.entries.length}\n`));
    const added = this.entries.slice(before).map((entry) => leafHash(sha256, entry));
    const grown = growTiles(sha256, this.#edge, added);
    this.#edge = grown.edge;
    for (const { path, bytes } of grown.files) this.files.set(path, bytes);
    for (const { index, width } of bundlesForGrowth(before, size)) {
      this.files.set(entriesPath(index, width), formatEntryBundle(this.entries.slice(index * 256, index * 256 + width)));
    }
    return this;
  }

  /** The checkpoint at this size, signed by both keys of the log at `seconds`; it is served from now on. */
  async sign(seconds = SECONDS, keys = LOG_KEYS): Promise<Uint8Array> {
    const note = await signHead({ size: this.size, root: this.root }, seconds, keys);
    this.files.set("checkpoint", note);
    return note;
  }
}

/** A head of the log, signed by both of its keys. */
export function signHead(
  { size, root, origin = ORIGIN }: { size: number; root: Uint8Array; origin?: string },
  seconds = SECONDS,
  keys = LOG_KEYS,
): Promise<Uint8Array> {
  const text = formatCheckpoint({ origin, size: BigInt(size), root });
  return signNote(
    text,
    keys.map(({ vkey, sign }) => createSigner(vkey, sign, () => seconds * 1000)),
  );
}

/** A mirror of the log on a disk in memory. */
export function mirrorOn(disk: LossyDisk = new LossyDisk(), more: Partial<MirrorOptions> = {}): Mirror {
  return createMirror({
    logs: () => [{ origin: ORIGIN, vkeys: LOG_VKEYS }],
    signers: MIRROR_KEYS.map(({ vkey, sign }) => ({ vkey: formatVkey(vkey), sign })),
    files: disk.files,
    checks: nodeSignatureChecks,
    sha256,
    clock: () => SECONDS * 1000,
    ...more,
  });
}

/** A body in pieces of `pieceBytes`. */
export async function* inPieces(body: Uint8Array, pieceBytes = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += pieceBytes) yield body.subarray(at, at + pieceBytes);
}

/** What a push needs to reach a mirror in this process; `seen` collects the status of each answer. */
export function postsTo(mirror: Mirror, seen: number[] = []) {
  const noted = (answer: HttpAnswer) => {
    seen.push(answer.status);
    return answer;
  };
  return {
    addCheckpoint: async (body: Uint8Array) => noted(await mirror.addCheckpoint(body)),
    addEntries: async (body: Uint8Array) => noted(await mirror.addEntries(inPieces(body))),
  };
}
