import { join } from "node:path";
import { openVault, type Vault } from "../../vault/index.ts";
import { beginHash, diskBlobs } from "../../vault/io/index.ts";
import type { Node } from "../node.ts";

/** Where a node keeps its exhibits' bytes. */
export function vaultOf({ dataDirectory }: Pick<Node, "dataDirectory">): Vault {
  return openVault(diskBlobs(join(dataDirectory, "vault")), beginHash);
}
