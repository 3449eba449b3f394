import type { Entered, ToldCase, ToldClaim } from "../app/index.ts";
import { paint, printable } from "./paint.ts";

/** Lines that quote what others wrote, made safe for a terminal. */
export function printableLines(lines: readonly string[]): readonly string[] {
  return lines.map(printable);
}

/** So many nouns are listed one by one. */
const LISTED_MOST = 40;

/** What entered a case, a line each: id, kind, and its name in the document. */
export function enteredLines({ entry, nouns }: Entered): readonly string[] {
  // A route enters hundreds of nouns that nobody named: what is asked about next is its claim, and the rest is counted.
  const shown = nouns.length <= LISTED_MOST ? nouns : nouns.filter(({ as, noun }) => as !== null || noun === "claim");
  const left = nouns.length - shown.length;
  const lines = shown.map(({ as, id, noun }) => `${id}  ${noun}${as === null ? "" : `  ${printable(as)}`}`);
  if (left > 0) lines.push(`and ${left} more nouns; --json lists them all`);
  return [...lines, entry === null ? "all of it stands in the case already; nothing was stated" : `stated in entry ${entry}`];
}

/** A case: who it is about, what it holds, and each claim with what is answered. */
export function caseLines({ casefile, counts, claims, refused }: ToldCase): readonly string[] {
  const { case: id, title, victim, event, tlp, at, by } = casefile;
  const held = Object.entries(counts).map(
    ([noun, count]) => `${count} ${count === 1 ? noun : noun.replace(/y$/, "ie").concat("s")}`,
  );
  return [
    `${id}  ${paint("bold", printable(title))}`,
    `victim      ${printable(victim)} · TLP:${tlp.toUpperCase()} · ${event} ${at} by ${printable(by)}`,
    `holds       ${held.join(", ") || "nothing yet: `meridian case add`, `claim` and `link` enter something"}`,
    ...claims.flatMap(claimLines),
    ...refused.map(({ entry, reason }) => `left out    entry ${entry}: ${printable(reason)}`),
  ];
}

function claimLines({ id, claim, score }: ToldClaim): readonly string[] {
  const level = claim.level === null ? "" : ` (${claim.level})`;
  const answered = score === null ? "not scored" : answerText(score);
  return [
    `claim ${id}`,
    `  ${claim.kind}${level}  ${printable(claim.ask)}`,
    `  ${score?.status ?? "open"}  ${printable(answered)}`,
  ];
}

function answerText({ supported, verdict }: NonNullable<ToldClaim["score"]>): string {
  const { outcome, confidence } = verdict;
  if (!supported) return "unsupported: no record that stands is under it";
  if (outcome.is === "leads") return `${outcome.answer} leads; confidence ${confidence.level}`;
  if (outcome.is === "unknown") return `unknown${outcome.nearest === null ? "" : ` (nearest: ${outcome.nearest})`}`;
  return `${outcome.answer}, or somebody who passes for it: an imitation cannot be excluded`;
}
