import { openLedgerReader } from "../ledger/index.ts";
import { diskFiles, nodeSignatureChecks, sha256 } from "../ledger/io/index.ts";
import { Failure, within } from "../lib/index.ts";
import { hasLedger } from "./node.ts";
import type { AlarmSource } from "./parties/alarms-view.ts";

/**
 * Reads the ledger in a data directory while its node may run: nothing is locked, mended or written. Throws LEDGER_MISSING where there is
 * none, LEDGER_DAMAGED when it does not agree with its checkpoint.
 */
export async function readLedger(dataDirectory: string): Promise<AlarmSource> {
  if (!(await hasLedger(dataDirectory))) throw new Failure("LEDGER_MISSING", `there is no ledger in ${dataDirectory}`);
  const files = diskFiles(dataDirectory);
  return { files, ledger: await openLedgerReader({ files: within(files, "ledger"), sha256, checks: nodeSignatureChecks }) };
}
