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

function rankAll({ table, order, echo, rank }: Parts, sources: Sources): void {
  const caps = sourceCaps(table.settings);
  for (let at = 0; at < order.length; at += 1) {
    const row = order[at] ?? 0;
    const [most, rests] = [table.most[row] ?? 0, table.rests[row]?.sources ?? []];
    const part = leastOf(sources.left, rests);
    rank[at] = part;
    if (echo[at] === 1 || most <= 0) continue;
    hear(sources, rests, { bans: part * most, cap: caps[table.grades[row] ?? "F"], rho: table.settings.rho });
  }
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
