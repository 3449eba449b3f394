export { openFolder } from "./folder.ts";
export { readTrustFile } from "./trust-file.ts";
