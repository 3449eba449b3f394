import type { Cosigner } from "./cosigner.ts";
import type { Turns } from "./turns.ts";
import type { WitnessOptions } from "./witness-options.ts";

/** What the calls of one witness share. */
export type WitnessContext = Omit<WitnessOptions, "signers"> & { readonly cosigners: readonly Cosigner[]; readonly turns: Turns };
