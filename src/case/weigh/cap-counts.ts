import type { Board } from "./board.ts";
import type { Verdict } from "./verdict.ts";

/** How many items each cap cut; the cap of a source counts those that it left less than their rank. */
export function capCounts({ parts }: Board): Verdict["caps"] {
  let [credibility, reliability, forgeability, source] = [0, 0, 0, 0];
  const { placed, echo, rank, share } = parts;
  for (const [at, { cuts, most }] of placed.entries()) {
    if (echo[at] === 1 || most === 0) continue;
    if (cuts.credibility) credibility += 1;
    if (cuts.reliability) reliability += 1;
    if (cuts.forgeability) forgeability += 1;
    if ((share[at] ?? 0) < (rank[at] ?? 0)) source += 1;
  }
  return { credibility, reliability, forgeability, source };
}
