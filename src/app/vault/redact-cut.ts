import { Failure, parseCount } from "../../lib/index.ts";
import { type Cut, parseCut } from "../../vault/index.ts";

/** The cut that a person names: `lines`, `ndjson`, `json`, `csv`, or `bytes:<block bytes>`. Throws CLI_USAGE. */
export function readCut(text: string): Cut {
  const [method = "", size] = text.split(":");
  const blockBytes = size === undefined ? undefined : parseCount(size);
  const cut = parseCut({ method, version: 1, blockBytes: blockBytes?.ok === true ? blockBytes.value : null });
  if (!cut.ok || blockBytes?.ok === false)
    throw new Failure("CLI_USAGE", `could not use --cut ${JSON.stringify(text)}: ${cut.ok ? "expected bytes:<n>" : cut.fault}`);
  return cut.value;
}
