export { auditBeside } from "./audit-thread.ts";
export { diskFiles } from "./disk-files.ts";
export type { AskPassphrase } from "./key-encryption.ts";
export {
  areKeysHalfProtected,
  createNextKey,
  type NodeRole,
  openKeys,
  openRoleKeys,
  type RoleKeys,
  settleKeys,
} from "./keys.ts";
export { agentKey, type PersonKey, personKey } from "./keys-person.ts";
export { randomBytes, sha256, sha512 } from "./node-hashes.ts";
export { nodeSignatureChecks } from "./node-signatures.ts";
export { hostPassphrase, newPassphrase } from "./passphrase.ts";
export { protectKeys, unprotectKeys } from "./protect-keys.ts";
export { after } from "./timers.ts";
export { compress, decompress } from "./zstd.ts";
