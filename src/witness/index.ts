export {
  type AskedWitness,
  type Collected,
  type Collection,
  collectCosignatures,
  type WitnessAnswer,
} from "./collect.ts";
export type { Conflict } from "./conflict.ts";
export type { CosignatureFault, CosignatureLine } from "./cosignatures.ts";
export type { CosignerKey } from "./cosigner.ts";
export { type HttpAnswer, type HttpPost } from "./http.ts";
export { checkKnownLog, type KnownLog, type KnownLogFault, logId } from "./known-log.ts";
export { createMirror, type Mirror, type MirrorOptions } from "./mirror/mirror.ts";
export { type Push, type Pushed, type PushFault, pushToMirror } from "./mirror/push.ts";
export type { KeptCheckpoint, WitnessStore } from "./store.ts";
export { type Submission, type SubmitFault, submitCheckpoint } from "./submit.ts";
export type { LogReadFault } from "./watch/bundle.ts";
export {
  checkFollowing,
  type Following,
  type FollowingFault,
  type FollowingOptions,
  type ProvePast,
  pastFromTiles,
} from "./watch/follow.ts";
export { type ForkKind, type ForkProof, formatForkProof, parseForkProof } from "./watch/fork-proof.ts";
export { type LogReading, type RemoteLog, readLog, type VerifiedEntries } from "./watch/log-reader.ts";
export { type ForkMakingFault, forkProofOfConflict } from "./watch/make-fork-proof.ts";
export { openSignedHead, type SignedHead, type SignedHeadFault } from "./watch/signed-head.ts";
export { explainForkVerdict, type ForkFault, type ForkVerdict, verifyForkProof } from "./watch/verify-fork-proof.ts";
export { createWitness, type Witness } from "./witness.ts";
export type { WitnessOptions } from "./witness-options.ts";
