import type { Moment, Timeline, TimelineEntry } from "./timeline.ts";

/** A timeline as a person reads it: an entry a line, then what is known of the clocks and what they contradict. */
export function timelineLines({ entries, clocks, contradictions }: Timeline): readonly string[] {
  const lines = entries.map((entry, at) => `${at === 0 || entry.surelyAfter ? " " : "~"} ${lineOf(entry)}`);
  if (entries.some(({ surelyAfter }, at) => at > 0 && !surelyAfter))
    lines.push("~ may have come before the line above it: their times overlap, or a clock is not known");
  if (contradictions.length > 0) {
    lines.push("the clocks contradict each other, so that none is corrected:");
    lines.push(...contradictions.map((sentence) => `  ${sentence}`));
  }
  for (const { clock, loMs, hiMs } of clocks)
    lines.push(`clock ${clock}: ${ms(loMs)} to ${ms(hiMs)} ms to be added to its times`);
  return lines;
}

function lineOf({ kind, what, happened, learned, withdrawn, level }: TimelineEntry): string {
  const found = learned === null ? "" : `  found out ${learned}`;
  const gone = withdrawn ? "  WITHDRAWN" : "";
  return `${momentText(happened)}  ${kind}${level === null ? "" : ` (${level})`}  ${what.replaceAll(/\s+/g, " ")}${found}${gone}`;
}

/** The span by true time as far as it is known, and the clock's own words where they differ. */
export function momentText({ corrected: { from, to }, stated, clock, by }: Moment): string {
  const span = from === to ? from : `${from} to ${to}`;
  if (by === "stated") return clock === null ? `${span} (clock not known)` : `${span} (${clock}, not corrected)`;
  return stated.from === from && stated.to === to ? span : `${span} (${clock} said ${stated.from})`;
}

function ms(value: number): string {
  return value.toFixed(0);
}
