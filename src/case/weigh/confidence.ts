import type { Board } from "./board.ts";
import type { Confidence, Fragility, Outcome } from "./verdict.ts";

/** What stands in the way of more than `level`, and why. */
type Limit = { readonly level: "low" | "moderate"; readonly why: string };

type Found = {
  readonly n: number;
  readonly fragility: Fragility | null;
  readonly collapse: Fragility | null;
  readonly outcome: Outcome;
};

const GOOD_SHARE = 0.5;
const VERTICES = 4;

/**
 * Analytic confidence: how well founded the assessment is, not how likely it is (ICD 203 §D.6.e.2.b keeps the two apart).
 * High until something limits it, and every limit is said. With fewer than two sources it is low, with fewer than three at most moderate.
 */
export function confidenceOf(board: Board, found: Found): Confidence {
  const limits = [...limitsOfSources(found), ...limitsOfEvidence(board)];
  const level = limits.some((limit) => limit.level === "low") ? "low" : limits.length > 0 ? "moderate" : "high";
  const because = limits.filter((limit) => level === "moderate" || limit.level === "low").map(({ why }) => why);
  return { level, because: level === "high" ? [`${found.n} independent sources, and no open doubt`] : because };
}

function limitsOfSources({ n, fragility, collapse, outcome }: Found): Limit[] {
  const limits: Limit[] = [];
  if (outcome.is !== "leads") limits.push({ level: "low", why: "no answer is told apart from all others" });
  if (n <= 1) limits.push({ level: "low", why: n === 1 ? "all of it comes from a single source" : "no source carries weight" });
  if (n === 2) limits.push({ level: "moderate", why: "only 2 sources are independent" });
  if (collapse !== null && collapse.k === 1) limits.push({ level: "low", why: "without one source nothing leads" });
  if (collapse !== null && collapse.k === 2) limits.push({ level: "moderate", why: "without 2 sources nothing leads" });
  if (fragility !== null && fragility.k === 1) limits.push({ level: "moderate", why: "one source failing weakens its words" });
  return limits;
}

function limitsOfEvidence(board: Board): Limit[] {
  const { ask, notAssessable } = board;
  const limits: Limit[] = [];
  const good = reliableShare(board);
  if (board.groups.length > 0 && good < GOOD_SHARE)
    limits.push({ level: "low", why: `only ${(good * 100).toFixed(0)} % of the weight is from sources of reliability A or B` });
  const vertices = new Set(ask.coverage?.vertices ?? []).size;
  if (ask.coverage !== undefined && vertices < VERTICES)
    limits.push({
      level: vertices <= 1 ? "low" : "moderate",
      why: `the evidence touches ${vertices} of the 4 sides: adversary, capability, infrastructure, victim`,
    });
  const [dissents, contradictions] = [ask.dissents?.length ?? 0, ask.contradictions?.length ?? 0];
  if (dissents > 0) limits.push({ level: "moderate", why: `dissents that stand open: ${dissents}` });
  if (contradictions > 0) limits.push({ level: "moderate", why: `contradictions that nobody resolved: ${contradictions}` });
  if (notAssessable.size > 0) limits.push({ level: "moderate", why: "not every answer could be assessed" });
  return limits;
}

/** What part of the weight that counts is from sources graded A or B. */
function reliableShare({ parts }: Board): number {
  let [good, all] = [0, 0];
  const { table, order, share } = parts;
  for (let at = 0; at < order.length; at += 1) {
    const row = order[at] ?? 0;
    const weight = (share[at] ?? 0) * (table.best[row] ?? 0);
    all += weight;
    if (table.grades[row] === "A" || table.grades[row] === "B") good += weight;
  }
  return all === 0 ? 0 : good / all;
}
