export { inclusionProofs } from "./all-proofs.ts";
export {
  type Checkpoint,
  type CheckpointFault,
  formatCheckpoint,
  parseCheckpoint,
  parseClaimedCheckpoint,
  type TreeHead,
} from "./checkpoint.ts";
export {
  type ConsistencyText,
  type ConsistencyTextFault,
  formatConsistencyText,
  parseConsistencyText,
} from "./consistency-text.ts";
export {
  type CosignedSubtree,
  ed25519CosignatureMessage,
  formatTimestampedSignature,
  mlDsa44CheckpointMessage,
  mlDsa44SubtreeMessage,
  parseTimestampedSignature,
  SIGNATURE_BYTES,
  type TimestampedSignature,
  type TimestampedSignatureFault,
} from "./cosignature.ts";
export { checkEd25519PublicKey, checkEd25519Signature, type Ed25519KeyFault, type Ed25519SignatureFault } from "./ed25519-key.ts";
export { type BundleFault, ENTRY_BYTES_MAX, formatEntryBundle, parseEntryBundle } from "./entry-bundle.ts";
export { envelopeSigners, type SignedAt } from "./envelope-signers.ts";
export { formatTrustPolicy } from "./format-trust-policy.ts";
export { Frontier, treeRoot } from "./frontier.ts";
export { bundlesForGrowth, EMPTY_EDGE, edgeRoot, growTiles, type TileEdge, type TileFile, tilesForGrowth } from "./growth.ts";
export { emptyRoot, HASH_BYTES, leafHash, nodeHash } from "./hash.ts";
export { isKeyName, NAME_BYTES_MAX } from "./key-name.ts";
export { keyStatementFault, keyTypeOf } from "./key-statements.ts";
export { consistencyProof, inclusionProof } from "./make-proof.ts";
export {
  formatNote,
  formatSignatureLine,
  type Note,
  type NoteFault,
  parseNote,
  parseSignatureLine,
  type SignatureLine,
} from "./note.ts";
export { createSigner, createVerifier, type Sign, type SignatureChecks, type VkeyVerifier } from "./note-keys.ts";
export {
  type NoteSigner,
  type NoteVerifier,
  type OpenNote,
  type OpenNoteFault,
  openNote,
  openParsedNote,
  type SignatureFault,
  type Signed,
  signNote,
  type VerifiedLine,
} from "./open-note.ts";
export { sha256 } from "./sha256.ts";
export {
  entriesPath,
  parseTilePath,
  TILE_WIDTH,
  type TilePath,
  type TilePathFault,
  type TileRef,
  tilePath,
} from "./tile-path.ts";
export {
  earlierRoot,
  proveConsistency,
  proveInclusion,
  proveSubtree,
  readEdge,
  rootFromTiles,
  type TileFault,
  type TileSource,
} from "./tile-proof.ts";
export { formatTlogProof, parseTlogProof, type TlogProof, type TlogProofFault } from "./tlog-proof.ts";
export {
  isQuorumMet,
  parseTrustPolicy,
  type Quorum,
  type TrustedLog,
  type TrustedWitness,
  type TrustPolicy,
  type TrustPolicyFault,
} from "./trust-policy.ts";
export {
  type ConsistencyClaim,
  type InclusionClaim,
  type ProofFault,
  type ProofVerdict,
  type SubtreeClaim,
  verifyConsistency,
  verifyInclusion,
} from "./verify-proof.ts";
export { type SubtreeInclusionClaim, verifySubtreeConsistency, verifySubtreeInclusion } from "./verify-subtree.ts";
export {
  createVkey,
  explainVkeyFault,
  formatKeyId,
  formatVkey,
  KEY_TYPES,
  type KeyType,
  keyId,
  parseVkey,
  type Vkey,
  type VkeyFault,
} from "./vkey.ts";
