import { diskFiles, hostPassphrase, newPassphrase, protectKeys, unprotectKeys } from "../../ledger/io/index.ts";
import { present } from "../../lib/index.ts";
import { START_LOCK } from "../node.ts";

/** Encrypts the private keys of the node in a data directory, or takes that away; gives how many files changed. Throws KEY_LOCKED, LEDGER_KEYS or LEDGER_BUSY. */
export async function changeKeyProtection(dataDirectory: string, to: "protected" | "plain"): Promise<number> {
  const files = diskFiles(dataDirectory);
  // Neither a start nor a running node may make or settle keys meanwhile.
  const releaseStart = await files.hold(START_LOCK);
  try {
    const releaseLedger = await files.hold("ledger/lock");
    try {
      if (to === "protected") return await protectKeys(files, await newPassphrase());
      return await unprotectKeys(files, present(await hostPassphrase("needed"), "a needed passphrase is given or thrown for"));
    } finally {
      await releaseLedger();
    }
  } finally {
    await releaseStart();
  }
}
