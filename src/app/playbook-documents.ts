import { sha256 } from "../ledger/io/index.ts";
import { type FilePort, toHex } from "../lib/index.ts";

const PLAYBOOKS = "playbooks";

/** The CACAO 2.0 document with this SHA-256, as the responder kept it; undefined when it is gone or changed. */
export async function readPlaybookDocument(files: FilePort, digest: string): Promise<Uint8Array | undefined> {
  const bytes = await files.read(`${PLAYBOOKS}/${digest}.json`);
  return bytes !== undefined && toHex(sha256(bytes)) === digest ? bytes : undefined;
}
