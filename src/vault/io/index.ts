export { diskBlobs } from "./disk-blobs.ts";
export { beginHash } from "./running-hash.ts";
