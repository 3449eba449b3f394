import type { Ask, Grade, Item } from "./ask.ts";
import { cutsOf } from "./cuts.ts";
import { type Frame, frameOf, spreadOf, type Vector } from "./frame.ts";
import { numberOf, type Rest, restOf } from "./numbers.ts";
import { placeItem } from "./place.ts";
import type { WeighSettings } from "./settings.ts";

/** What is kept of a question from one weighing to the next, so that only new items cost much. No result depends on it. */
export type Memory = { table: Table | null };

/** Items in the frame of their question, a row each in every list: no objects, so that going over all of them is quick. */
export type Table = {
  readonly frame: Frame;
  readonly settings: WeighSettings;
  readonly items: Item[];
  /** `3 · columns` cells a row, as a Vector has them. */
  readonly cells: number[];
  /** How far apart an item puts the answers, in bans: by best estimate, and at the very most. */
  readonly best: number[];
  readonly most: number[];
  /** Which caps cut it: 1 credibility, 2 reliability, 4 forgeability. */
  readonly cuts: number[];
  readonly grades: Grade[];
  readonly rests: Rest[];
  /** The number of its content; −1 when it is its own. */
  readonly contents: number[];
  readonly known: {
    readonly sources: Map<string, number>;
    readonly contents: Map<string, number>;
    readonly rests: Map<string, Rest>;
  };
  /** What was asked last, the row of each of these items, and their rows strongest first. */
  asked: { readonly items: readonly Item[]; readonly rows: Int32Array };
  order: Int32Array;
};

/** So many items at once may be gone until the next one is looked up and not just looked for. */
const LOOK_AHEAD = 64;
/** Rows of items that are gone are kept, since they may come back, up to so many rows an item that is there. */
const ROWS_MAX = 4;

/** The table with a row for each item of a question, and these rows in the order of the items. */
export function tableFor(
  ask: Ask,
  settings: WeighSettings,
  memory: Memory,
): { readonly table: Table; readonly rows: Int32Array } {
  const last = memory.table;
  const fits = last !== null && last.settings === settings && sameAnswers(last.frame.answers, ask.answers);
  const size = Math.max(ask.items.length, last?.asked.items.length ?? 0) + 1;
  const table = fits && last.items.length <= ROWS_MAX * size ? last : emptyTable(ask, settings);
  const rows = rowsOf(ask.items, table);
  table.asked = { items: ask.items, rows };
  memory.table = table;
  return { table, rows };
}

function emptyTable({ answers }: Ask, settings: WeighSettings): Table {
  return {
    frame: frameOf(answers),
    settings,
    items: [],
    cells: [],
    best: [],
    most: [],
    cuts: [],
    grades: [],
    rests: [],
    contents: [],
    known: { sources: new Map(), contents: new Map(), rests: new Map() },
    asked: { items: [], rows: new Int32Array(0) },
    order: new Int32Array(0),
  };
}

function sameAnswers(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((answer, index) => answer === b[index]);
}

function rowsOf(items: readonly Item[], table: Table): Int32Array {
  const { items: before, rows: known } = table.asked;
  const rows = new Int32Array(items.length);
  let lookUp: Map<Item, number> | null = null;
  let next = 0;
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at] as Item;
    let ahead = next;
    while (ahead < next + LOOK_AHEAD && before[ahead] !== item) ahead += 1;
    if (before[ahead] === item) {
      rows[at] = known[ahead] ?? 0;
      next = ahead + 1;
      continue;
    }
    lookUp ??= new Map(table.items.map((one, row) => [one, row]));
    const row = lookUp.get(item) ?? enter(item, table);
    lookUp.set(item, row);
    rows[at] = row;
  }
  return rows;
}

function enter(item: Item, table: Table): number {
  const { frame, settings, known } = table;
  const vector = placeItem(item, frame, settings);
  const { best, most } = spreadOf(vector, frame.answers.length);
  const { credibility, reliability, forgeability } = cutsOf(item, settings);
  for (const cell of vector) table.cells.push(cell);
  table.best.push(best);
  table.most.push(most);
  table.cuts.push((credibility ? 1 : 0) + (reliability ? 2 : 0) + (forgeability ? 4 : 0));
  table.grades.push(item.reliability);
  table.rests.push(restOf(item, known));
  table.contents.push(item.content === null ? -1 : numberOf(item.content, known.contents));
  return table.items.push(item) - 1;
}

/** Where the item of a row puts each answer. */
export function vectorAt({ cells, frame }: Table, row: number): Vector {
  return Float64Array.from(cells.slice(row * 3 * frame.columns, (row + 1) * 3 * frame.columns));
}
