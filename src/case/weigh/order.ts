import type { Table } from "./table.ts";

/** Rows strongest first, each once; of equals the one whose link sorts first, so that the order of the input does not matter. Only new ones are sorted. */
export function inOrder(rows: Int32Array, table: Table): Int32Array {
  const there = new Uint8Array(table.items.length);
  for (const row of rows) there[row] = 1;
  const known = takeFrom(table.order, there);
  const stronger = byStrength(table);
  const fresh = takeFrom(rows, there).sort(stronger);
  table.order = fresh.length === 0 ? known : merged(known, fresh, stronger);
  return table.order;
}

/** The rows that are there, each once: they are not there any more. */
function takeFrom(rows: Int32Array, there: Uint8Array): Int32Array {
  const taken = new Int32Array(rows.length);
  let count = 0;
  for (const row of rows) {
    if (there[row] !== 1) continue;
    there[row] = 0;
    taken[count++] = row;
  }
  return taken.subarray(0, count);
}

function byStrength({ best, most, items }: Table): (a: number, b: number) => number {
  return (a, b) =>
    (best[b] ?? 0) - (best[a] ?? 0) ||
    (most[b] ?? 0) - (most[a] ?? 0) ||
    ((items[a]?.link ?? "") < (items[b]?.link ?? "") ? -1 : 1);
}

function merged(left: Int32Array, right: Int32Array, compare: (a: number, b: number) => number): Int32Array {
  const order = new Int32Array(left.length + right.length);
  let at = 0;
  for (const [index, row] of right.entries()) {
    for (; at < left.length && compare(left[at] ?? 0, row) < 0; at += 1) order[at + index] = left[at] ?? 0;
    order[at + index] = row;
  }
  order.set(left.subarray(at), at + right.length);
  return order;
}
