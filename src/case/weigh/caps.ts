import { present } from "../../lib/index.ts";
import type { Range } from "../../model/index.ts";
import type { Grade, Item } from "./ask.ts";
import { corners, powerOfTen, rising } from "./range.ts";
import type { WeighSettings } from "./settings.ts";

/** What became of one weight, step by step, in bans. The last is what counts. */
export type CappedWeight = { readonly raw: Range; readonly credible: Range; readonly reliable: Range; readonly capped: Range };

/**
 * LR → LR ÷ ((1−q) + q·LR), in bans and alike on both sides of 0: what is left of a likelihood ratio when, with chance q, the
 * item would be there under the other answer as well. Never more than 1/q; LR 1 stays 1. docs/attribution.md §Caps derives it.
 */
export function mixed(bans: number, q: number): number {
  if (bans === 0 || q <= 0) return bans;
  const size = Math.abs(bans);
  const left = Math.min(size, Math.max(0, 0 - Math.log10(q + (1 - q) * powerOfTen(-size))));
  return bans < 0 ? 0 - left : left;
}

/**
 * Credibility of the information (Admiralty 1–6) scales the bans: LR → LR^κ, a discount of the log opinion. Apart from
 * reliability, which bounds the bans. 6, cannot be judged, is a range from nothing to all and so is unknown, not bad.
 */
export function discountCredibility(bans: Range, credibility: number, settings: WeighSettings): Range {
  return corners(bans, present(settings.credibility[credibility - 1], "credibility 1 to 6"), (weight, kept) => weight * kept);
}

/**
 * Reliability of the source: P(report | H) = r·P(E | H) + (1−r)·c. With only the ratio known, c = max(p1, p2): a source that
 * fails says what fits best just as easily. LR_eff = mixed(LR, 1−r) ≤ 1/(1−r): 20 for a source that is wrong once in 20.
 */
export function capReliability(bans: Range, item: Item, settings: WeighSettings): Range {
  return corners(bans, settings.reliability[item.reliability], (weight, r) => mixed(weight, 1 - r));
}

/**
 * Forgeability: with chance pi somebody passes for another, and then E is planted with chance phi, else it is there by chance:
 * P(E | not A) = (1−pi)·p2 + pi·(phi·p1 + (1−phi)·p2). LR_eff = mixed(LR, pi·phi) ≤ 1/(pi·phi): 62 for a Rich header.
 */
function capForgeability(bans: Range, item: Item, settings: WeighSettings): Range {
  const q = settings.imitationPrior * item.forgeability;
  return rising(bans, (weight) => mixed(weight, q));
}

/** All three, in this order. */
export function capWeight(raw: Range, item: Item, settings: WeighSettings): CappedWeight {
  const credible = discountCredibility(raw, item.credibility, settings);
  const reliable = capReliability(credible, item, settings);
  return { raw, credible, reliable, capped: capForgeability(reliable, item, settings) };
}

/** The most that all items of one source of each grade may together tell two answers apart, in bans: log10 of 1/(1−r). */
export function sourceCaps({ reliability }: WeighSettings): Record<Grade, number> {
  const cap = (grade: Grade) => 0 - Math.log10(1 - reliability[grade].hi);
  return { A: cap("A"), B: cap("B"), C: cap("C"), D: cap("D"), E: cap("E"), F: cap("F") };
}
