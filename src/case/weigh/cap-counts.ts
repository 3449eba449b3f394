import type { Range } from "../../model/index.ts";
import type { Item } from "./ask.ts";
import type { Board } from "./board.ts";
import { capWeight } from "./caps.ts";
import type { WeighSettings } from "./settings.ts";
import type { Verdict } from "./verdict.ts";

/** A cut smaller than this, in bans, is not worth a word. */
const CUT_BANS_MIN = 0.05;

/** How many items each cap cut; the cap of a source counts those that it left less than their rank. */
export function capCounts({ parts, settings }: Board): Verdict["caps"] {
  let [credibility, reliability, forgeability, source] = [0, 0, 0, 0];
  for (const { item, share, rank, echo } of parts) {
    if (echo) continue;
    const cut = cutsOf(item, settings);
    if (cut.credibility) credibility += 1;
    if (cut.reliability) reliability += 1;
    if (cut.forgeability) forgeability += 1;
    if (share < rank) source += 1;
  }
  return { credibility, reliability, forgeability, source };
}

/** Which caps cut at least one weight of an item. */
export function cutsOf(
  item: Item,
  settings: WeighSettings,
): { credibility: boolean; reliability: boolean; forgeability: boolean } {
  const cuts = { credibility: false, reliability: false, forgeability: false };
  for (const { log10LR } of item.weights) {
    const { raw, credible, reliable, capped } = capWeight(log10LR, item, settings);
    cuts.credibility ||= isCut(raw, credible);
    cuts.reliability ||= isCut(credible, reliable);
    cuts.forgeability ||= isCut(reliable, capped);
  }
  return cuts;
}

function isCut(before: Range, after: Range): boolean {
  return Math.abs(before.best) - Math.abs(after.best) > CUT_BANS_MIN;
}
