import { UNFINISHED } from "../../lib/index.ts";
import type { RecordName } from "../../model/index.ts";
import type { Node } from "../node.ts";
import { readKeptState, STATE_PATH } from "./keeper.ts";
import type { SealedPlace } from "./state-file.ts";

/**
 * Removes the kept state of correlations when it holds a record that is to go, or cannot say what it holds: the records in it are copies. What
 * is left in the ledger is counted again at the next start.
 */
export async function eraseState(node: Node, isGone: (name: RecordName, place: SealedPlace) => boolean): Promise<void> {
  await node.files.remove(`${STATE_PATH}${UNFINISHED}`);
  const state = await readKeptState(node);
  if (state !== undefined && (!state.ok || [...state.value.places].some(([name, place]) => isGone(name, place))))
    await node.files.remove(STATE_PATH);
  await node.files.syncDirectory("");
}
