import { sourceCaps } from "./caps.ts";
import { echoesOf } from "./echoes.ts";
import { inOrder } from "./order.ts";
import type { Table } from "./table.ts";

/** The items in the sum, strongest first, one place for each in every list: `share` of its vector counts. */
export type Parts = {
  readonly table: Table;
  readonly order: Int32Array;
  /** 1: only repeats what another item says, and counts 0. */
  readonly echo: Uint8Array;
  /** rho^rank: what is left because stronger items rest on the same source. */
  readonly rank: Float64Array;
  /** rank × what the cap of its source leaves. */
  readonly share: Float64Array;
};

/** What each origin has left for its next item, has said so far in bans, and its cap; by its number. */
type Sources = { readonly left: Float64Array; readonly said: Float64Array; readonly cap: Float64Array };

/**
 * Orders items by strength and says how much of each counts: w1 + rho·w2 + rho²·w3 … over the items of one origin, 0 for an
 * echo, and all items of one origin together never above the cap of that source. An item that rests on several origins takes
 * the least of what they leave it. A weak item never takes anything from a stronger one, and one of LR 1 nothing from any.
 */
export function shareOut(rows: Int32Array, table: Table): Parts {
  const order = inOrder(rows, table);
  const [size, count] = [order.length, table.known.sources.size];
  const sources = { left: new Float64Array(count).fill(1), said: new Float64Array(count), cap: new Float64Array(count) };
  const parts = { table, order, echo: echoesOf(order, table), rank: new Float64Array(size), share: new Float64Array(size) };
  rankAll(parts, sources);
  const room = sources.said.map((said, source) => roomOf(said, sources.cap[source] ?? 0));
  for (let at = 0; at < size; at += 1)
    if (parts.echo[at] === 0) parts.share[at] = (parts.rank[at] ?? 0) * leastOf(room, table.rests[order[at] ?? 0]?.sources ?? []);
  return parts;
}

/** Items of equal strength share what their ranks leave: which of them stands first says nothing, and must not matter. */
function rankAll({ table, order, echo, rank }: Parts, sources: Sources): void {
  const caps = sourceCaps(table.settings);
  const alike = new Int32Array(sources.left.length);
  for (let from = 0, to = 0; from < order.length; from = to) {
    to = endOfRun(order, from, table);
    for (let at = from; at < to; at += 1)
      if (counts(at, { table, order, echo }))
        for (const source of restsAt(at, table, order)) alike[source] = (alike[source] ?? 0) + 1;
    for (let at = from; at < to; at += 1)
      rank[at] = leastMean(sources.left, alike, restsAt(at, table, order), table.settings.rho);
    for (let at = from; at < to; at += 1) {
      if (!counts(at, { table, order, echo })) continue;
      const row = order[at] ?? 0;
      const bans = (rank[at] ?? 0) * (table.most[row] ?? 0);
      hear(sources, restsAt(at, table, order), { bans, cap: caps[table.grades[row] ?? "F"], rho: table.settings.rho });
    }
    for (let at = from; at < to; at += 1) for (const source of restsAt(at, table, order)) alike[source] = 0;
  }
}

function endOfRun(order: Int32Array, from: number, { best, most }: Table): number {
  const first = order[from] ?? 0;
  let to = from + 1;
  while (to < order.length && best[order[to] ?? 0] === best[first] && most[order[to] ?? 0] === most[first]) to += 1;
  return to;
}

function counts(at: number, { table, order, echo }: Pick<Parts, "table" | "order" | "echo">): boolean {
  return echo[at] !== 1 && (table.most[order[at] ?? 0] ?? 0) > 0;
}

function restsAt(at: number, table: Table, order: Int32Array): readonly number[] {
  return table.rests[order[at] ?? 0]?.sources ?? [];
}

/** The least, over an item's sources, of the mean of the ranks that the items alike leave each other: left · (1 + rho + … ) / count. */
function leastMean(left: Float64Array, alike: Int32Array, sources: readonly number[], rho: number): number {
  let least = 1;
  for (const source of sources) {
    const items = Math.max(1, alike[source] ?? 0);
    let sum = 1;
    for (let item = 1, part = rho; item < items && part > 0; item += 1, part *= rho) sum += part;
    least = Math.min(least, ((left[source] ?? 1) * sum) / items);
  }
  return least;
}

function hear(
  { left, said, cap }: Sources,
  sources: readonly number[],
  item: { readonly bans: number; readonly cap: number; readonly rho: number },
): void {
  for (const source of sources) {
    left[source] = (left[source] ?? 1) * item.rho;
    said[source] = (said[source] ?? 0) + item.bans;
    cap[source] = Math.max(cap[source] ?? 0, item.cap);
  }
}

function leastOf(values: Float64Array, sources: readonly number[]): number {
  let least = 1;
  for (const source of sources) least = Math.min(least, values[source] ?? 1);
  return least;
}

/** Of an origin that says more than its cap: the part of it that there is room for. Strengths are added without their signs. */
function roomOf(said: number, cap: number): number {
  return said > cap ? cap / said : 1;
}
