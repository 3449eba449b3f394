import type { DossierFault } from "./faults.ts";

/** One part of a report in words: a question, the word that answers it, and sentences. For terminals and pages alike. */
export type ReportPart = {
  readonly question: string;
  readonly word: string;
  readonly bad: boolean;
  readonly lines: readonly string[];
};

/** Entries, faults and outcomes that a part names at most. */
const SHOWN_MAX = 50;

/** The first of them as text, and how many more there are. */
export function capped(items: readonly (string | number)[], what: string, max: number = SHOWN_MAX): string[] {
  const shown = items.slice(0, max).map(String);
  return items.length > max ? [...shown, `and ${items.length - max} more ${what}`] : shown;
}

/** Faults, one a line, and how many more there are. */
export function faultLines(faults: readonly DossierFault[]): readonly string[] {
  return capped(
    faults.map(({ kind, path, detail }) => `${path === "" ? "(folder)" : path}: ${kind}: ${detail}`),
    "faults",
  );
}
