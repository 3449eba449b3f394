import type { Rest } from "./numbers.ts";
import type { Table } from "./table.ts";

/**
 * Which items only repeat what another one says: 1 at their places in the order. What several sources say word for word counts once, for as few sources as can have said all of it:
 * for one that also says something of its own, else for the one that repeats most. Fifty outlets that print one report are then one source,
 * however strong each makes each part of it.
 */
export function echoesOf(order: Int32Array, table: Table): Uint8Array {
  const echo = new Uint8Array(order.length);
  const said = repeated(order, table);
  if (said.contents.size === 0) return echo;
  const keeper = keepersOf(order, table, said);
  for (let at = 0; at < order.length; at += 1) {
    const kept = keeper.get(table.contents[order[at] ?? 0] ?? -1);
    if (kept !== undefined && kept !== at) echo[at] = 1;
  }
  return echo;
}

/** Contents that more than one item has, and the sources that say something that nobody else does. */
type Repeated = { readonly contents: ReadonlySet<number>; readonly own: Uint8Array };

function repeated(order: Int32Array, table: Table): Repeated {
  const { contents, most, rests, known } = table;
  const count = countContents(order, table);
  const own = new Uint8Array(known.sources.size);
  for (const row of order) {
    const content = contents[row] ?? -1;
    const alone = content < 0 || count[content] === 1;
    if (alone && (most[row] ?? 0) > 0) for (const source of rests[row]?.sources ?? []) own[source] = 1;
  }
  const several = new Set<number>();
  for (const [content, items] of count.entries()) if (items > 1) several.add(content);
  return { contents: several, own };
}

/** How many items with weight have each content. */
function countContents(order: Int32Array, { contents, most, known }: Table): Int32Array {
  const count = new Int32Array(known.contents.size);
  for (const row of order) {
    const content = contents[row] ?? -1;
    if (weighs(row, contents, most)) count[content] = (count[content] ?? 0) + 1;
  }
  return count;
}

function weighs(row: number, contents: readonly number[], most: readonly number[]): boolean {
  return (contents[row] ?? -1) >= 0 && (most[row] ?? 0) > 0;
}

/** The place of the item that counts, by content: the strongest one of who speaks for it. */
function keepersOf(
  order: Int32Array,
  { contents, most, rests }: Table,
  { contents: several, own }: Repeated,
): Map<number, number> {
  const keeper = new Map<number, number>();
  const open: number[] = [];
  for (const [at, row] of order.entries()) {
    const content = contents[row] ?? -1;
    if (!several.has(content) || !weighs(row, contents, most) || keeper.has(content)) continue;
    if (rests[row]?.sources.every((source) => own[source] === 1) === true) keeper.set(content, at);
    else open.push(at);
  }
  const left = open.filter((at) => !keeper.has(contents[order[at] ?? 0] ?? -1));
  const restAt = (at: number) => rests[order[at] ?? 0];
  const rank = mostRepeating(left.map((at) => ({ rest: restAt(at), content: contents[order[at] ?? 0] ?? -1 })));
  for (const at of left) {
    const content = contents[order[at] ?? 0] ?? -1;
    const kept = keeper.get(content);
    if (kept === undefined || rankAt(rank, restAt(at)) < rankAt(rank, restAt(kept))) keeper.set(content, at);
  }
  return keeper;
}

function rankAt(rank: ReadonlyMap<number, number>, rest: Rest | undefined): number {
  return rank.get(rest?.id ?? -1) ?? Number.MAX_SAFE_INTEGER;
}

/** Who says most of it first, of equal ones who says it most strongly: their places, by the number of what they rest on. `items` come strongest first. */
function mostRepeating(
  items: readonly { readonly rest: Rest | undefined; readonly content: number }[],
): ReadonlyMap<number, number> {
  const says = new Map<Rest, Set<number>>();
  for (const { rest, content } of items) if (rest !== undefined) says.set(rest, (says.get(rest) ?? new Set()).add(content));
  const ranked = [...says].sort(([, one], [, other]) => other.size - one.size); // a stable sort: the strongest stay first
  return new Map(ranked.map(([{ id }], place) => [id, place]));
}
