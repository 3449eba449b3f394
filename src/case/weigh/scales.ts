import { present } from "../../lib/index.ts";
import type { Range } from "../../model/index.ts";

/** From `bans` on, a likelihood ratio is called so. */
type Band = { readonly bans: number; readonly words: string };

/**
 * The verbal scale of ENFSI, Guideline for Evaluative Reporting in Forensic Science (2015), by log10 LR. The words are the
 * guideline's; its exact cut points are given as far as known (2, 10, 100, 1,000, 10,000, 1,000,000).
 */
const ENFSI: readonly Band[] = [
  { bans: 0, words: "no support worth naming" },
  { bans: Math.log10(2), words: "weak support" },
  { bans: 1, words: "moderate support" },
  { bans: 2, words: "moderately strong support" },
  { bans: 3, words: "strong support" },
  { bans: 4, words: "very strong support" },
  { bans: 6, words: "extremely strong support" },
];

function bandIndex(bans: number): number {
  return Math.max(
    0,
    ENFSI.findLastIndex((band) => bans >= band.bans),
  );
}

/** ENFSI words for a log10 LR; below 0 it is the other side that is supported. */
export function enfsiWords(bans: number): string {
  const { words } = present(ENFSI[bandIndex(Math.abs(bans))], "band");
  return bans < 0 && bandIndex(Math.abs(bans)) > 0 ? `${words} for the rest` : words;
}

/** Where the band of this log10 LR (0 or more) begins, in bans. */
export function bandFloor(bans: number): number {
  return present(ENFSI[bandIndex(bans)], "band").bans;
}

/** The band above; null from the highest. */
export function nextBand(bans: number): Band | null {
  return ENFSI[bandIndex(bans) + 1] ?? null;
}

/** ICD 203 (2015) §D.6.e.2: chances up to `below` are called so. A chance on a bound takes the term above. */
const ICD_203 = [
  { below: 0.05, term: "almost no chance" },
  { below: 0.2, term: "very unlikely" },
  { below: 0.45, term: "unlikely" },
  { below: 0.55, term: "roughly even chance" },
  { below: 0.8, term: "likely" },
  { below: 0.95, term: "very likely" },
  { below: Infinity, term: "almost certain" },
];

function termOf(chance: number): string {
  return present(
    ICD_203.find(({ below }) => chance < below),
    "term",
  ).term;
}

/** ICD 203 words for a chance: one term where the whole range has one, else both ends. */
export function icdWords({ lo, best, hi }: Range): string {
  const [low, mid, high] = [termOf(lo), termOf(best), termOf(hi)];
  return low === high ? mid : `${low} to ${high}, best estimate ${mid}`;
}
