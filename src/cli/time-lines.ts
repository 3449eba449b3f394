import type { TimePredicate } from "../model/index.ts";
import { paint, printable } from "./paint.ts";

const CELLS = 48;
const NAME_CELLS = 30;

type Source = TimePredicate["sources"][number];
type Span = { readonly notBefore: string; readonly notAfter: string };

/**
 * A picture of overlapping intervals, a line a source, the agreed one last. What the clocks that agree said fills the width; a source
 * that lies wholly to one side of it is an arrow.
 */
export function timePicture({ sources, interval, contradictions }: Omit<TimePredicate, "proofs">): readonly string[] {
  const blamed = new Set(contradictions.flatMap((one) => one.sources));
  const shown = sources.filter(({ name }) => interval === null || !blamed.has(name));
  const from = Math.min(...shown.map(({ notBefore }) => Date.parse(notBefore)));
  const to = Math.max(...shown.map(({ notAfter }) => Date.parse(notAfter)));
  const cell = (time: string) => Math.round(((Date.parse(time) - from) / Math.max(1, to - from)) * (CELLS - 1));
  const rows = sources.map((source) => row(nameOf(source), bar(source, cell), source, blamed.has(source.name)));
  if (interval !== null) rows.push(row("agreed", bar(interval, cell), interval, false));
  return rows;
}

function nameOf({ kind, name }: Source): string {
  return `${kind === "local" ? "clock" : kind} ${printable(name)}`;
}

/** `[` and `]` stand where a span begins and ends. */
function bar({ notBefore, notAfter }: Span, cell: (time: string) => number): string {
  const [first, last] = [cell(notBefore), cell(notAfter)];
  if (last < 0) return `<${" ".repeat(CELLS - 1)}`;
  if (first >= CELLS) return `${" ".repeat(CELLS - 1)}>`;
  const [left, right] = [Math.max(0, first), Math.min(CELLS - 1, last)];
  const body = left === right ? "|" : `[${"=".repeat(Math.max(0, right - left - 1))}]`;
  return `${" ".repeat(left)}${body}`.padEnd(CELLS);
}

function row(name: string, drawn: string, { notBefore, notAfter }: Span, isBlamed: boolean): string {
  const label = (name.length > NAME_CELLS ? `${name.slice(0, NAME_CELLS - 3)}...` : name).padEnd(NAME_CELLS);
  const line = `  ${label} ${drawn}  ${notBefore} to ${notAfter}`;
  return isBlamed ? paint(["bold", "red"], `${line}  CONTRADICTS`) : line;
}

/** Contradictions, one line each, loud. */
export function contradictionLines(contradictions: TimePredicate["contradictions"]): readonly string[] {
  return contradictions.map(({ sources, reason }) =>
    paint(["bold", "red"], `  CONTRADICTION ${printable(sources.join(", "))}: ${printable(reason)}`),
  );
}

/** Milliseconds as people say them: 740 ms, 2.5 s, 3.0 h. */
export function sayWidth(ms: number): string {
  const units: readonly (readonly [number, string])[] = [
    [86_400_000, "days"],
    [3_600_000, "h"],
    [60_000, "min"],
    [1000, "s"],
  ];
  const [size, unit] = units.find(([least]) => Math.abs(ms) >= least) ?? [1, "ms"];
  return size === 1 ? `${ms} ms` : `${(ms / size).toFixed(1)} ${unit}`;
}
