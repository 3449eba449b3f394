import type { Range } from "../../model/index.ts";
import type { Item } from "./ask.ts";
import { capWeight } from "./caps.ts";
import type { WeighSettings } from "./settings.ts";

/** A cut smaller than this, in bans, is not worth a word. */
const CUT_BANS_MIN = 0.05;

/** Which caps cut an item. */
export type Cuts = { readonly credibility: boolean; readonly reliability: boolean; readonly forgeability: boolean };

/** Which caps cut at least one weight of an item. */
export function cutsOf(item: Item, settings: WeighSettings): Cuts {
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
