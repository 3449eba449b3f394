import type { Expression } from "../expression.ts";
import { type Clue, witness } from "../witness.ts";
import { damaged } from "./expressions.ts";
import type { Table, TableWriter } from "./tables.ts";

const KINDS = ["exact", "within", "present"] as const;
/** Numbers of a clue: its kind, field and literal. */
const CLUE_NUMBERS = 3;

/** Stands for the end of the clues of an expression that has none. */
export const NO_CLUES = 0xffff_ffff;

/** Adds the clues of an expression beside the rows of a table; gives where they end, or NO_CLUES. */
export function writeClues(table: TableWriter, expression: Expression): number {
  const clues = witness(expression);
  for (const clue of clues ?? []) {
    const literal = clue.kind === "present" ? 0 : table.text(clue.literal);
    table.beside(KINDS.indexOf(clue.kind), table.text(clue.field), literal);
  }
  return clues === undefined ? NO_CLUES : table.beside();
}

/** The clues that stand from `start` to `end`. Throws Damaged. */
export function readClues(table: Table, start: number, end: number): readonly Clue[] {
  const clues: Clue[] = [];
  for (let at = start; at < end; at += CLUE_NUMBERS) {
    const kind = KINDS[table.beside(at)] ?? damaged();
    const field = table.textOrNull(table.beside(at + 1));
    if (kind === "present") clues.push({ kind, field: field ?? damaged() });
    else clues.push({ kind, field, literal: table.text(table.beside(at + 2)) });
  }
  return clues;
}
