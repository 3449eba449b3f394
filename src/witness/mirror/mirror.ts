import type { Clock, FilePort, Sha256 } from "../../lib/index.ts";
import { parseTilePath, type SignatureChecks, type Vkey } from "../../merkle/index.ts";
import type { Conflict } from "../conflict.ts";
import { type CosignerKey, readCosigners } from "../cosigner.ts";
import type { HttpAnswer } from "../http.ts";
import type { KnownLog } from "../known-log.ts";
import { createTurns } from "../turns.ts";
import { addEntries } from "./add-entries.ts";
import { addPending } from "./add-pending.ts";
import type { MirroredLog } from "./mirrored-log.ts";

/** What a mirror works with. */
export type MirrorOptions = {
  /** The logs that it copies now, asked for at each request. */
  readonly logs: () => readonly KnownLog[];
  /** Its keys, of type 0x04 and 0x06 and one name, which is not a witness's. */
  readonly signers: readonly CosignerKey[];
  /** A directory that exists and that nobody else writes: each log has a folder of its origin's hash in it. */
  readonly files: FilePort;
  readonly checks: SignatureChecks;
  readonly sha256: Sha256;
  readonly clock: Clock;
  /** Awaited before the refusal goes out, as a witness does. */
  readonly onConflict?: (conflict: Conflict) => Promise<void>;
};

/**
 * A mirror after c2sp.org/tlog-mirror, without its transport (spec/mirror.md). Requests are untrusted and always answered; only the disk
 * makes a call throw, WITNESS_STORE, and then that log stands still until the next start.
 */
export type Mirror = {
  /** Its public keys, in the order in which they sign. */
  readonly vkeys: readonly Vkey[];
  /** Answers the body of `POST <submission prefix>/add-checkpoint`. */
  addCheckpoint(body: Uint8Array): Promise<HttpAnswer>;
  /** Answers the body, inflated, of `POST <submission prefix>/add-entries`; reads no more of it than it needs. */
  addEntries(body: AsyncIterable<Uint8Array>): Promise<HttpAnswer>;
  /** The file behind `GET <monitoring prefix>/<originHashHex>/<path>`: the checkpoint that we signed, a tile, a bundle. */
  file(originHashHex: string, path: string): Promise<Uint8Array | undefined>;
};

const ORIGIN_HASH = /^[0-9a-f]{64}$/;

/** A mirror over `files`. One process only: it remembers what it wrote. */
export function createMirror(options: MirrorOptions): Mirror {
  const logsOpen = new Map<string, MirroredLog>();
  const logsBroken = new Map<string, unknown>();
  const context = { ...options, cosigners: readCosigners(options.signers), turns: createTurns(), logsOpen, logsBroken };
  return {
    vkeys: context.cosigners.map(({ vkey }) => vkey),
    addCheckpoint: (body) => addPending(context, body),
    addEntries: (body) => addEntries(context, body),
    file: async (hash, path) => {
      if (!ORIGIN_HASH.test(hash) || !(path === "checkpoint" || parseTilePath(path).ok)) return undefined;
      return options.files.read(`${hash}/${path}`);
    },
  };
}
