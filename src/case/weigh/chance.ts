import type { Range } from "../../model/index.ts";
import { powerOfTen, rising, within } from "./range.ts";
import { icdWords } from "./scales.ts";
import type { Likelihood } from "./verdict.ts";

/** From even odds: LR ÷ (1 + LR). What a reader who favours neither side should think, no more. */
export function evenOdds(log10LR: Range): Likelihood {
  const range = rising(log10LR, (bans) => 1 / (1 + powerOfTen(-bans)));
  return { range, term: icdWords(range), from: "even odds" };
}

/**
 * Bayes' rule over all answers: p_a·LR_ab ÷ Σ p_b·LR…, by gaps: 1 ÷ (1 + Σ_b (p_b/p_a)·10^−gap(a, b)).
 * `rivals` are the answers other than a with their priors and how far a lies above each.
 */
export function posteriorOf(prior: number, rivals: readonly { readonly prior: number; readonly gap: Range }[]): Range {
  if (prior === 0) return { lo: 0, best: 0, hi: 0 };
  const chance = (pick: (gap: Range) => number) => {
    const parts = rivals.map((rival) => (rival.prior === 0 ? 0 : (rival.prior / prior) * powerOfTen(-pick(rival.gap))));
    return 1 / (1 + parts.sort((a, b) => a - b).reduce((sum, part) => sum + part, 0));
  };
  const lo = chance((gap) => gap.lo);
  const hi = Math.max(
    lo,
    chance((gap) => gap.hi),
  );
  return {
    lo,
    best: within(
      chance((gap) => gap.best),
      lo,
      hi,
    ),
    hi,
  };
}
