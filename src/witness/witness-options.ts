import type { Clock, Sha256 } from "../lib/index.ts";
import type { SignatureChecks } from "../merkle/index.ts";
import type { Conflict } from "./conflict.ts";
import type { CosignerKey } from "./cosigner.ts";
import type { KnownLog } from "./known-log.ts";
import type { WitnessStore } from "./store.ts";

/** What a witness works with. */
export type WitnessOptions = {
  /** The logs that it follows now, asked for at each request. A log that `checkKnownLog` refuses is as good as unknown. */
  readonly logs: () => readonly KnownLog[];
  /** Its keys, of type 0x04 and 0x06 and one name; each signs every answer. */
  readonly signers: readonly CosignerKey[];
  readonly store: WitnessStore;
  readonly checks: SignatureChecks;
  readonly sha256: Sha256;
  readonly clock: Clock;
  /** Awaited before the refusal goes out. The same conflict may come again and again: the receiver keeps one of a kind. */
  readonly onConflict?: (conflict: Conflict) => Promise<void>;
};
