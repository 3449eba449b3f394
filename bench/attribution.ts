import type { Knowledge } from "../src/case/index.ts";
import { echoGain } from "./attribution/echo.ts";
import { attackKnowledge } from "./attribution/knowledge.ts";
import {
  benchTrials,
  campaignFigures,
  decoyFigures,
  type Figure,
  holdOut,
  openSetFigures,
  reportFigures,
  SEED,
} from "./attribution/measure.ts";
import type { BenchProgress, Metric, Metrics } from "./bench.ts";

export const name = "attribution";
export const title = "who did it, by published profiles, leaks removed, beside the naive method";

/** Set-ups A (campaigns), B (leave one report out), D (open set), E (false flags) and the echo. All fitting is nested leave-group-out. */
export async function run(progress: BenchProgress): Promise<Metrics> {
  const knowledge = attackKnowledge();
  progress(`seed ${SEED}; knowledge base ${knowledge.digest}: ${knowledge.actors.length} actors`);
  const trials = benchTrials(knowledge);
  progress(`${trials.length} reports about ${new Set(trials.map(({ clean }) => clean.group)).size} groups`);
  const held = holdOut(trials, progress);
  return {
    ...reports(reportFigures(held), progress),
    ...campaigns(knowledge, held, progress),
    ...strangers(knowledge, held, progress),
    ...decoys(decoyFigures(held), progress),
    ...echo(knowledge, progress),
  };
}

/** A target counts as reached when the interval reaches it. */
function printed(label: string, figure: Figure, target: number | null, better: "higher" | "lower" = "higher"): string {
  const reached =
    target === null
      ? ""
      : `; target ${target}, reached at the point: ${better === "higher" ? yes(figure.best >= target) : yes(figure.best <= target)}, by the interval: ${better === "higher" ? yes(figure.hi >= target) : yes(figure.lo <= target)}`;
  return `${label}: ${figure.best.toFixed(3)} [${figure.lo.toFixed(3)}, ${figure.hi.toFixed(3)}]${reached}`;
}

const yes = (answer: boolean) => (answer ? "yes" : "no");
const metric = (value: number, target: number | null, better: Metric["better"] = "higher", unit = "share"): Metric => ({
  value,
  unit,
  target,
  better,
});

function reports(figures: ReturnType<typeof reportFigures>, progress: BenchProgress): Metrics {
  progress(printed("B top-1", figures.top1, 0.62));
  progress(printed("B top-1, naive", figures.naiveTop1, null));
  progress(printed("B MRR", figures.mrr, 0.7));
  progress(printed("B MRR, naive", figures.naiveMrr, null));
  progress(`B top-5: ${figures.top5.toFixed(3)}, naive ${figures.naiveTop5.toFixed(3)}; Cllr ${figures.cllr.toFixed(3)} bits`);
  progress(printed("B ECE, 5 bins of equal mass", figures.ece, 0.05, "lower"));
  progress(printed("B ECE of a perfect model with the same chances (noise floor)", figures.floor, null));
  progress(printed("B ECE, naive", figures.naiveEce, null));
  progress(printed("B Brier", figures.brier, 0.19, "lower"));
  progress(printed("B precision at 20 % coverage", figures.precision20, 0.95));
  progress(printed("B precision at 20 % coverage, naive", figures.naivePrecision20, null));
  return {
    top1: metric(figures.top1.best, 0.62),
    mrr: metric(figures.mrr.best, 0.7),
    ece: metric(figures.ece.best, 0.05, "lower"),
    precision_at_20: metric(figures.precision20.best, 0.95),
    brier: metric(figures.brier.best, 0.19, "lower", "score"),
    ece_noise_floor: metric(figures.floor.best, null, "lower"),
    naive_top1: metric(figures.naiveTop1.best, null),
    naive_mrr: metric(figures.naiveMrr.best, null),
    naive_ece: metric(figures.naiveEce.best, null, "lower"),
    naive_precision_at_20: metric(figures.naivePrecision20.best, null),
  };
}

function campaigns(knowledge: Knowledge, held: ReturnType<typeof holdOut>, progress: BenchProgress): Metrics {
  const naive = campaignFigures(knowledge, held, false);
  const controlled = campaignFigures(knowledge, held, true);
  for (const [how, { cases, ours, naive: plain }] of [
    ["shared reports kept", naive],
    ["shared reports removed", controlled],
  ] as const) {
    progress(printed(`A ${how}, ${cases} campaigns, top-1`, ours.top1, null));
    progress(printed(`A ${how}, naive method, top-1`, plain.top1, null));
    progress(
      `A ${how}: top-5 ${ours.top5.best.toFixed(3)}, MRR ${ours.mrr.best.toFixed(3)}; naive method ${plain.top5.best.toFixed(3)}, ${plain.mrr.best.toFixed(3)}`,
    );
  }
  return {
    campaign_top1: metric(controlled.ours.top1.best, null),
    campaign_top5: metric(controlled.ours.top5.best, 0.6),
    campaign_top1_leaking: metric(naive.ours.top1.best, null),
    naive_campaign_top1: metric(controlled.naive.top1.best, null),
    naive_campaign_top1_leaking: metric(naive.naive.top1.best, null),
  };
}

function strangers(knowledge: Knowledge, held: ReturnType<typeof holdOut>, progress: BenchProgress): Metrics {
  const controlled = openSetFigures(knowledge, held, true);
  const leaking = openSetFigures(knowledge, held, false);
  progress(printed(`D AUROC, ${controlled.strangers} unattributed campaigns, their own reports withheld`, controlled.ours, 0.88));
  progress(printed("D AUROC, naive method", controlled.naive, null));
  progress(printed("D AUROC, their reports kept", leaking.ours, 0.88));
  progress(printed("D AUROC, their reports kept, naive method", leaking.naive, null));
  progress(`D named by any of the models: ${controlled.named} of ${controlled.strangers}; reports kept: ${leaking.named}`);
  return {
    open_set_auroc: metric(controlled.ours.best, 0.88),
    open_set_auroc_leaking: metric(leaking.ours.best, null),
    naive_open_set_auroc: metric(controlled.naive.best, null),
  };
}

function decoys(figures: ReturnType<typeof decoyFigures>, progress: BenchProgress): Metrics {
  progress(printed("E decoy named, three planted items", figures.accused, 0.1, "lower"));
  progress(printed("E decoy first in the ranking, named or not", figures.first, 0.1, "lower"));
  progress(printed("E decoy first, our model fitted without planted items", figures.fragileFirst, null));
  progress(printed("E decoy first, naive method", figures.naiveFirst, null));
  progress(printed("E true actor first", figures.trueFirst, null));
  progress(printed("E true actor first, naive method", figures.naiveTrueFirst, null));
  progress(printed("E clean top-1 lost, in points", figures.loss, 5, "lower"));
  progress(printed("Named at all, nothing planted", figures.named, null));
  progress(printed("Right when named", figures.namedRight, null));
  return {
    decoy_accused: metric(figures.accused.best, 0.1, "lower"),
    decoy_first: metric(figures.first.best, null, "lower"),
    clean_loss: metric(figures.loss.best, 5, "lower", "points of top-1"),
    naive_decoy_first: metric(figures.naiveFirst.best, null, "lower"),
    named: metric(figures.named.best, null),
    right_when_named: metric(figures.namedRight.best, null),
  };
}

function echo(knowledge: Knowledge, progress: BenchProgress): Metrics {
  const { once, often, cap } = echoGain(knowledge);
  progress(
    `Echo: support from one report ${once.toFixed(3)} bans, re-published 50 times ${often.toFixed(3)}, cap of one source ${cap.toFixed(3)}`,
  );
  return {
    echo_gain_bans: metric(often - once, 0, "lower", "bans"),
    echo_over_cap_bans: metric(Math.max(0, often - cap), 0, "lower", "bans"),
  };
}
