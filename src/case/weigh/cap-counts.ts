import type { Board } from "./board.ts";
import type { Verdict } from "./verdict.ts";

/** How many items each cap cut; the cap of a source counts those that it left less than their rank. */
export function capCounts({ parts }: Board): Verdict["caps"] {
  let [credibility, reliability, forgeability, source] = [0, 0, 0, 0];
  const { table, order, echo, rank, share } = parts;
  for (let at = 0; at < order.length; at += 1) {
    const row = order[at] ?? 0;
    if (echo[at] === 1 || table.most[row] === 0) continue;
    const cuts = table.cuts[row] ?? 0;
    if ((cuts & 1) > 0) credibility += 1;
    if ((cuts & 2) > 0) reliability += 1;
    if ((cuts & 4) > 0) forgeability += 1;
    if ((share[at] ?? 0) < (rank[at] ?? 0)) source += 1;
  }
  return { credibility, reliability, forgeability, source };
}
