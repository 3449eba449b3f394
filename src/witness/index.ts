export {
  type AskedWitness,
  type Collected,
  type Collecting,
  type Collection,
  collectCosignatures,
  type WitnessAnswer,
} from "./collect.ts";
export type { Conflict } from "./conflict.ts";
export type { CosignatureFault, CosignatureLine } from "./cosignatures.ts";
export type { CosignerKey } from "./cosigner.ts";
export { type HttpAnswer, type HttpPost } from "./http.ts";
export { checkKnownLog, type KnownLog, type KnownLogFault, logId } from "./known-log.ts";
export { REQUEST_BYTES_MAX } from "./request.ts";
export type { KeptCheckpoint, WitnessStore } from "./store.ts";
export { type Submission, type SubmitFault, submitCheckpoint } from "./submit.ts";
export { createWitness, type Witness } from "./witness.ts";
export type { WitnessOptions } from "./witness-options.ts";
