export { type Bag, type BagHashes, bagTagFiles, decodeBagPath, encodeBagPath, type PayloadDigest, sealBag } from "./bag.ts";
export { exportEntry } from "./formats.ts";
export type { Exporter, ExportSource, StampedHead } from "./source.ts";
export { EXPORT_NAMESPACE, type SshHashes, type SshSigner, signSsh, verifySsh } from "./ssh-signature.ts";
