import { defaultConfig, hasLedger, type Node, openNode } from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { announceAlarms } from "./alarm-lines.ts";
import { partyOf } from "./settings.ts";

/** Opens the node that a data directory holds already, and closes it again whatever happens. Throws LEDGER_MISSING where there is none. */
export async function withNode<Value>(dataDirectory: string, use: (node: Node) => Promise<Value>): Promise<Value> {
  if (!(await hasLedger(dataDirectory))) throw new Failure("LEDGER_MISSING", `there is no ledger in ${dataDirectory}`);
  const node = await openNode({ dataDirectory, party: partyOf(defaultConfig(process.cwd())), origin: null });
  try {
    await announceAlarms(node);
    return await use(node);
  } finally {
    await node.close();
  }
}
