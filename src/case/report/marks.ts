import type { NounId } from "../../model/index.ts";
import type { Report, Sentence } from "./report.ts";

const MARKS_MAX = 24;

/** What stands behind a sentence: where its notes and records are, and how many more there are in the tables at the end. */
export type Marks = { readonly to: readonly { readonly label: string; readonly anchor: string }[]; readonly more: number };

/** The marks of every sentence of a report, by the notes' and records' numbers. */
export function createMarks({ notes, records }: Report): (sentence: Sentence) => Marks {
  const known = new Map<NounId, string>([
    ...notes.map(({ id, number }): [NounId, string] => [id, `${number}`]),
    ...records.map(({ id, number }): [NounId, string] => [id, `R${number}`]),
  ]);
  return ({ cites }) => {
    const labels = cites.flatMap((id) => known.get(id) ?? []);
    return {
      to: labels.slice(0, MARKS_MAX).map((label) => ({ label, anchor: anchorOf(label) })),
      more: Math.max(0, labels.length - MARKS_MAX),
    };
  };
}

/** The name of a place in a document. */
export function anchorOf(label: string | number): string {
  return label.toString().startsWith("R") ? `record-${label.toString().slice(1)}` : `note-${label}`;
}
