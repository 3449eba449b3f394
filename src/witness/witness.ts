import type { Vkey } from "../merkle/index.ts";
import { addCheckpoint } from "./add-checkpoint.ts";
import { type Cosigner, readCosigners } from "./cosigner.ts";
import type { HttpAnswer } from "./http.ts";
import { signSubtree } from "./sign-subtree.ts";
import { createTurns } from "./turns.ts";
import type { WitnessOptions } from "./witness-options.ts";

/**
 * A witness after c2sp.org/tlog-witness@v1.0.0, without its transport. Requests are untrusted and always answered; only the store, a key
 * or `onConflict` makes a call throw, and then nothing was cosigned that anybody has seen.
 */
export type Witness = {
  /** Its public keys, in the order in which they sign. */
  readonly vkeys: readonly Vkey[];
  /** Answers the body of `POST <submission prefix>/add-checkpoint`. */
  readonly addCheckpoint: (body: Uint8Array) => Promise<HttpAnswer>;
  /** Answers the body of `POST <submission prefix>/sign-subtree`. */
  readonly signSubtree: (body: Uint8Array) => Promise<HttpAnswer>;
  /** The note behind `GET <monitoring prefix>/<originHashHex>/checkpoint`: newest cosigned checkpoint; undefined for no such log. */
  readonly checkpointOf: (originHashHex: string) => Promise<Uint8Array | undefined>;
};

const ORIGIN_HASH = /^[0-9a-f]{64}$/;

/** A witness over `store`. Several processes may share one store; each signs only what the store took. */
export function createWitness(options: WitnessOptions): Witness {
  return witnessWith(options, readCosigners(options.signers));
}

/** As createWitness, with keys that were read already: reading one takes milliseconds. */
export function witnessWith(options: Omit<WitnessOptions, "signers">, cosigners: readonly Cosigner[]): Witness {
  const context = { ...options, cosigners, turns: createTurns() };
  return {
    vkeys: cosigners.map(({ vkey }) => vkey),
    addCheckpoint: (body) => addCheckpoint(context, body),
    signSubtree: (body) => signSubtree(context, body),
    checkpointOf: async (hash) => (ORIGIN_HASH.test(hash) ? options.store.get(hash) : undefined),
  };
}
