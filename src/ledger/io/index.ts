export { diskFiles } from "./disk-files.ts";
export { type NodeRole, openKeys, openRoleKeys, type RoleKeys } from "./keys.ts";
export { personKey } from "./keys-person.ts";
export { randomBytes, sha256 } from "./node-hashes.ts";
export { nodeSignatureChecks } from "./node-signatures.ts";
export { after } from "./timers.ts";
export { compress, decompress } from "./zstd.ts";
