export { diskFiles } from "./disk-files.ts";
export { openKeys } from "./keys.ts";
export { randomBytes, sha256 } from "./node-hashes.ts";
export { nodeSignatureChecks } from "./node-signatures.ts";
export { after } from "./timers.ts";
export { compress, decompress } from "./zstd.ts";
