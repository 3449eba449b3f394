export type { BlobPort, BlobWriter, ByteSource, OpenBlob } from "./blobs.ts";
export { type BeginHash, beginContentHash, type ContentHash, measureContent, sameContent } from "./content-hash.ts";
export { contentPath, openVault, type Vault } from "./store.ts";
