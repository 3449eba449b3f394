export type { BlobPort, BlobWriter, ByteSource, OpenBlob } from "./blobs.ts";
export {
  type CheckedBundle,
  type CollectedItem,
  type CollectionManifest,
  parseCollection,
} from "./collect/index.ts";
export { type BeginHash, beginContentHash, type ContentHash, sameContent } from "./content-hash.ts";
export {
  type ChainEvent,
  CUSTODY_PROBLEMS,
  type Custody,
  type CustodyEntry,
  type CustodyProblem,
  type CustodyProblemKind,
  type ExhibitChain,
  type FoldOptions,
  foldCustody,
  type Holding,
  handText,
  type SignedBy,
} from "./custody/index.ts";
export { type ContentDescription, type DescribePorts, describeContent, type Format } from "./formats/index.ts";
export {
  formatOffer,
  OFFER_BYTES_MAX,
  type OfferBundle,
  type OfferFault,
  type OfferTrust,
  type ProvenEntry,
  parseOffer,
  type VerifiedOffer,
  verifyOffer,
} from "./handover/index.ts";
export { type ProofPorts, type ProvenStatements, proveStatements, type StatementFiles, statementFiles } from "./proven/index.ts";
export {
  COPY,
  type CopyReport,
  type CopyTally,
  type Cut,
  compareWithExhibit,
  compileRules,
  copyFields,
  copyFiles,
  cutName,
  type Decide,
  emptyTally,
  eraseSalts,
  type Faithful,
  type FieldRun,
  type FieldTree,
  findFields,
  keptTree,
  parseCut,
  TreeStore,
  verifyRedactedCopy,
  type WithholdingRule,
  withheldCounts,
} from "./redaction/index.ts";
export {
  type AgePort,
  checkReaders,
  contentCommitment,
  exhibitSalt,
  formatGrantFile,
  formatOpening,
  GRANT_BYTES_MAX,
  isOwnReceipt,
  type OpenGrant,
  openGrant,
  openReceipt,
  parseGrantFile,
  type Reader,
  type Receipt,
  receiptPredicate,
  recipientKind,
  sameAccess,
  type UnsealFault,
  unseal,
} from "./sealing/index.ts";
export { custodyStatement, exhibitStatement } from "./statements.ts";
export { openVault, type Vault } from "./store.ts";
