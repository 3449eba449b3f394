import { type Clock, type Failure, type FilePort, type RandomBytes, type Sha256 } from "../lib/index.ts";
import type { SignatureChecks, TileEdge } from "../merkle/index.ts";
import type { Keyring } from "../model/index.ts";
import type { Audit, ReckonedTree } from "./audit.ts";
import type { OwnKeys } from "./own-keys.ts";
import type { Places } from "./places.ts";
import type { Signer } from "./signer.ts";

/** Who keeps the ledger: entry 0 tells it. */
export type PartyIdentity = {
  readonly name: string;
  readonly kind: string;
  readonly jurisdiction: string | null;
  /** True for the keeper of a recorded exercise with invented parties. */
  readonly exercise: boolean;
};

/** Everything of the world that a ledger needs. */
export type LedgerOptions = {
  /** The ledger's own directory. */
  readonly files: FilePort;
  readonly signer: Signer;
  readonly checks: SignatureChecks;
  readonly clock: Clock;
  readonly sha256: Sha256;
  readonly randomBytes: RandomBytes;
  readonly party: PartyIdentity;
  readonly compress: (bytes: Uint8Array) => Promise<Uint8Array>;
  readonly decompress: (bytes: Uint8Array) => Promise<Uint8Array>;
  /** Reckons large batches a second time beside this thread; without it they are reckoned in this one. */
  readonly audit?: Audit;
};

/** What an open ledger keeps in memory. Owned by the committer, which alone writes it; everyone else reads. */
export type LedgerState = {
  readonly options: LedgerOptions;
  /** The same as `options.signer`. */
  readonly keys: OwnKeys;
  /** The keys that the ledger believes with the batch that is on its way; set before the batch is committed. */
  keyring: Keyring;
  /** The right edge of the tree that the checkpoint signs. */
  edge: TileEdge;
  /** Entries in the last, partial bundle. */
  bundle: readonly Uint8Array[];
  /** The same tree, reckoned a second time from what was written. */
  reckoned: ReckonedTree;
  /** The signed checkpoint as published; empty before the first. */
  checkpoint: Uint8Array;
  /** Time of the checkpoint's own cosignature, seconds. */
  checkpointTime: number;
  readonly places: Places;
  /** Directories that this process has made durable. */
  readonly made: Set<string>;
  /** Set once when a write failed: from then on nothing is written and nothing acknowledged. */
  failed: Failure | undefined;
};
