export { age } from "./age.ts";
export { openCopyFolder } from "./copy-folder.ts";
export { diskBlobs } from "./disk-blobs.ts";
export { expectNewFile, exportFile, refuseExisting } from "./export-file.ts";
export { gunzip, inflateZlib } from "./inflate.ts";
export { beginHash } from "./running-hash.ts";
export { openSourceFile, type SourceFile } from "./source-file.ts";
