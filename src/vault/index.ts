export type { BlobPort, BlobWriter, ByteSource, OpenBlob } from "./blobs.ts";
export { type BeginHash, beginContentHash, type ContentHash, measureContent, sameContent } from "./content-hash.ts";
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
  sameHand,
  speaksFor,
} from "./custody/index.ts";
export { contentPath, openVault, type Vault } from "./store.ts";
