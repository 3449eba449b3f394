import type { Trie } from "./trie.ts";

/** A trie in one array: the child of state s by symbol c stands at base[s] + c, if check there is s (Aoe 1989). */
export type DoubleArray = {
  /** Four numbers a slot: base, check, fail, group. Behind the last state there is room for every symbol. */
  readonly slots: Int32Array;
  /** Where each state of the trie stands. */
  readonly slotOf: Int32Array;
};

const UNUSED = -1;

/** Lays out a trie whose symbols are below `symbols`. */
export function layOut(trie: Trie, symbols: number): DoubleArray {
  const { size, child, sibling, symbol, fail, group } = trie;
  const slotOf = new Int32Array(size);
  const places = new Places();
  const base = new Int32Array(size);
  const queue = new Int32Array(size);
  let end = 1;
  for (let head = 0; head < end; head++) {
    const state = queue[head] as number;
    const wanted: number[] = [];
    for (let next = child[state] as number; next !== 0; next = sibling[next] as number) {
      wanted.push(symbol[next] as number);
      queue[end++] = next;
    }
    if (wanted.length === 0) continue;
    const at = places.take(wanted);
    base[state] = at;
    for (let next = child[state] as number; next !== 0; next = sibling[next] as number)
      slotOf[next] = at + (symbol[next] as number);
  }
  const slots = new Int32Array(4 * (places.end + symbols));
  for (let slot = 0; slot < slots.length; slot += 4) slots[slot + 1] = UNUSED;
  for (let head = 0; head < end; head++) {
    const state = queue[head] as number;
    const slot = 4 * (slotOf[state] as number);
    slots[slot] = base[state] as number;
    slots[slot + 2] = slotOf[fail[state] as number] as number;
    slots[slot + 3] = group[state] as number;
    for (let next = child[state] as number; next !== 0; next = sibling[next] as number)
      slots[4 * (slotOf[next] as number) + 1] = slotOf[state] as number;
  }
  return { slots, slotOf };
}

/** Free and taken slots; the first is the root's. */
class Places {
  end = 1;
  /** Free slots between taken ones, which serve states with one child. */
  readonly #holes: number[] = [];

  /** A base from which all of these symbols lead to free slots, which are taken. */
  take(symbols: readonly number[]): number {
    const [only] = symbols;
    if (only !== undefined && symbols.length === 1) return this.#takeOne(only);
    const least = Math.min(...symbols);
    const base = Math.max(0, this.end - least);
    const wanted = new Set(symbols);
    for (const last = base + Math.max(...symbols); this.end <= last; this.end++)
      if (!wanted.has(this.end - base)) this.#holes.push(this.end);
    return base;
  }

  #takeOne(symbol: number): number {
    const hole = this.#holes.at(-1);
    if (hole === undefined || hole < symbol) {
      const base = Math.max(0, this.end - symbol);
      this.end = base + symbol + 1;
      return base;
    }
    this.#holes.pop();
    return hole - symbol;
  }
}
