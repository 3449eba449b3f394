import { damaged } from "./expressions.ts";

/** Between the members of a list in a cell. */
const MEMBER = "\u001e";
const SPECIAL = /[\u0000-\u001f%]/g;

/** A cell of a row: a text, nothing, or a list of texts (at least one, or nothing). */
export type Cell = string | null | readonly string[];

/** Rows of as many cells each as one text, a cell a line: the first cells of all rows, then the second … Control characters and "%" are %XX, nothing is %-. */
export function textOfRows(rows: readonly (readonly Cell[])[]): string {
  const columns = rows[0]?.keys() ?? [];
  return [...columns].map((column) => rows.map((row) => `${textOfCell(row[column] ?? null)}\n`).join("")).join("");
}

function textOfCell(cell: Cell): string {
  if (cell === null || (typeof cell !== "string" && cell.length === 0)) return "%-";
  return typeof cell === "string" ? escaped(cell) : cell.map(escaped).join(MEMBER);
}

function escaped(text: string): string {
  return text.replace(SPECIAL, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

/** Gives the cells of each row again: `cell(row, column)`. Throws Damaged. */
export class Rows {
  readonly count: number;
  readonly #cells: string[];

  constructor(text: string, columns: number) {
    this.#cells = text === "" ? [] : text.split("\n");
    if (text !== "" && this.#cells.pop() !== "") damaged();
    this.count = this.#cells.length / columns;
    if (!Number.isInteger(this.count)) damaged();
  }

  cell(row: number, column: number): string {
    return this.#cells[column * this.count + row] ?? damaged();
  }
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
