import { damaged } from "./expressions.ts";

/** Between the cells of a row, and between the members of a list in a cell. */
const CELL = "\u001f";
const MEMBER = "\u001e";
const SPECIAL = /[\u0000-\u001f%]/g;

/** A cell of a row: a text, nothing, or a list of texts (at least one, or nothing). */
export type Cell = string | null | readonly string[];

/** Rows of texts as one text: a line a row. Control characters and "%" are written %XX; nothing is %-. */
export function textOfRows(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(textOfCell).join(CELL)}\n`).join("");
}

function textOfCell(cell: Cell): string {
  if (cell === null || (typeof cell !== "string" && cell.length === 0)) return "%-";
  return typeof cell === "string" ? escaped(cell) : cell.map(escaped).join(MEMBER);
}

function escaped(text: string): string {
  return text.replace(SPECIAL, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

/** The rows again, each with this many cells. Throws Damaged. */
export function rowsOf(text: string, cells: number): readonly (readonly string[])[] {
  if (text === "") return [];
  if (!text.endsWith("\n")) return damaged();
  const rows = text
    .slice(0, -1)
    .split("\n")
    .map((line) => line.split(CELL));
  return rows.every((row) => row.length === cells) ? rows : damaged();
}

/** A cell that is a text. */
export function cellText(cell: string | undefined): string {
  return cell === undefined || cell === "%-" ? damaged() : unescaped(cell);
}

/** A cell that is a text or nothing. */
export function cellOrNull(cell: string | undefined): string | null {
  return cell === "%-" ? null : cellText(cell);
}

/** A cell that is a list of texts. */
export function cellList(cell: string | undefined): readonly string[] {
  if (cell === "%-") return [];
  return cell === undefined ? damaged() : cell.split(MEMBER).map(unescaped);
}

/** A cell that is a whole number. */
export function cellNumber(cell: string | undefined): number {
  return cell !== undefined && /^-?[0-9]{1,15}$/.test(cell) ? Number(cell) : damaged();
}

function unescaped(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(/%([0-9a-f]{2})?/g, (_, code: string | undefined) =>
    code === undefined ? damaged() : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
