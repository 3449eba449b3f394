import { after } from "../../ledger/io/index.ts";
import type { Node } from "../node.ts";
import { createTimeKeeper, type StampReport } from "./trusted-time.ts";
import type { TimeSettings } from "./trusted-time-settings.ts";

/** What a node that keeps its time has to tell. Names and reasons may come from strangers. */
export type TimeEvent =
  /** A round was stated in this entry; these authorities gave no token. */
  | { readonly kind: "stamped"; readonly entry: number; readonly refusals: StampReport["refusals"] }
  /** The clocks of the round in this entry cannot all be right. */
  | { readonly kind: "contradiction"; readonly entry: number; readonly sources: readonly string[]; readonly reason: string }
  /** No authority gave a token; the next round is tried when it is due. */
  | { readonly kind: "unstamped"; readonly error: unknown };

/** Whether a round is due is asked as often as this. */
const LOOK_MS = 1000;

/**
 * Has the checkpoints of a running node stamped whenever a round is due, without holding anything up. `stop` resolves when no round is
 * under way. Without authorities in the settings it does nothing.
 */
export function startTimeService(
  node: Node,
  settings: TimeSettings,
  tell: (event: TimeEvent) => void,
): { stop(): Promise<void> } {
  const keeper = createTimeKeeper(node, settings);
  let isStopped = settings.authorities.length === 0;
  let cancel = () => {};
  let running: Promise<void> = Promise.resolve();
  const look = async () => {
    try {
      const report = await keeper.stampDue();
      if (report !== undefined) tellReport(report, tell);
    } catch (error) {
      tell({ kind: "unstamped", error });
    }
    if (!isStopped) cancel = after(LOOK_MS, () => void (running = look()));
  };
  if (!isStopped) running = look();
  return {
    stop: async () => {
      isStopped = true;
      cancel();
      await running;
    },
  };
}

function tellReport({ entry, refusals, predicate }: StampReport, tell: (event: TimeEvent) => void): void {
  tell({ kind: "stamped", entry, refusals });
  for (const { sources, reason } of predicate.contradictions) tell({ kind: "contradiction", entry, sources, reason });
}
