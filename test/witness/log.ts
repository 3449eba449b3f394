import { utf8 } from "../../src/lib/index.ts";
import {
  consistencyProof,
  formatCheckpoint,
  KEY_TYPES,
  type NoteSigner,
  sha256,
  signNote,
  type TreeHead,
  treeRoot,
} from "../../src/merkle/index.ts";
import type { KnownLog } from "../../src/witness/index.ts";
import { leavesUpTo } from "../support/merkle-tree.ts";
import { testKey } from "../support/note-keys.ts";

/** A log for tests, whose leaves are those of `leavesUpTo`. */
export type TestLog = {
  readonly origin: string;
  readonly known: KnownLog;
  readonly signers: readonly NoteSigner[];
  head(size: number): TreeHead;
  note(size: number): Promise<Uint8Array>;
  proof(from: number, to: number): Uint8Array[];
};

/** Most leaves of a test log. */
export const LEAVES_MAX = 40;

export type TestLogOptions = {
  /** Logs of one seed and origin share their keys, so that a fork is signed as the log is. */
  readonly seed?: number;
  /** The leaf from which on this is another history. */
  readonly forkAt?: number;
  /** Only an Ed25519 key, which signs twenty times as fast; both kinds when not given. */
  readonly isQuick?: boolean;
};

/** A log of that origin. */
export function testLog(
  origin = "log.example/harbour",
  { seed = 1, forkAt = -1, isQuick = false }: TestLogOptions = {},
): TestLog {
  const types = isQuick ? [KEY_TYPES.ed25519Note] : [KEY_TYPES.ed25519Note, KEY_TYPES.mlDsa44Cosignature];
  const keys = types.map((type) => testKey(origin, type, seed));
  const signers = keys.map(({ signer }) => signer);
  const leaves = leavesUpTo(LEAVES_MAX).map((leaf, at) => (at === forkAt ? sha256(utf8("another entry")) : leaf));
  const notes = new Map<number, Promise<Uint8Array>>();
  const head = (size: number) => ({ origin, size: BigInt(size), root: treeRoot(sha256, leaves.slice(0, size)) });
  return {
    origin,
    known: { origin, vkeys: keys.map(({ vkey }) => vkey) },
    signers,
    head,
    note(size) {
      const note = notes.get(size) ?? signNote(formatCheckpoint(head(size)), signers);
      notes.set(size, note);
      return note;
    },
    proof: (from, to) => (from === 0 ? [] : consistencyProof(sha256, leaves.slice(0, to), from)),
  };
}
