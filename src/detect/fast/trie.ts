/** A text to look for, as symbols from 1 up, and the output that meeting it stands for. */
export type Needle = { readonly symbols: readonly number[]; readonly output: number };

/** An automaton over symbols (Aho and Corasick 1975); state 0 is the root. */
export type Trie = {
  readonly size: number;
  /** First child, next sibling, symbol that leads here, state of the longest proper suffix, group of outputs (0: none), by state. */
  readonly child: Int32Array;
  readonly sibling: Int32Array;
  readonly symbol: Int32Array;
  readonly fail: Int32Array;
  readonly group: Int32Array;
  /** The outputs of each group; the first is empty. */
  readonly groups: readonly (readonly number[])[];
};

/** Builds the automaton of `needles`, none of which is empty. */
export function buildTrie(needles: readonly Needle[]): Trie {
  const most = needles.reduce((sum, { symbols }) => sum + symbols.length, 1);
  const child = new Int32Array(most);
  const sibling = new Int32Array(most);
  const symbol = new Int32Array(most);
  const own = new Map<number, number[]>();
  let size = 1;
  for (const { symbols, output } of needles) {
    let state = 0;
    for (let place = 0; place < symbols.length; place++) {
      const wanted = symbols[place] as number;
      let found = child[state] as number;
      while (found !== 0 && symbol[found] !== wanted) found = sibling[found] as number;
      if (found === 0) {
        found = size++;
        symbol[found] = wanted;
        sibling[found] = child[state] as number;
        child[state] = found;
      }
      state = found;
    }
    const outputs = own.get(state);
    if (outputs === undefined) own.set(state, [output]);
    else if (!outputs.includes(output)) outputs.push(output);
  }
  return { size, child, sibling, symbol, ...suffixes({ child, sibling, symbol }, size, own) };
}

type Links = Pick<Trie, "child" | "sibling" | "symbol">;

function suffixes(
  links: Links,
  size: number,
  own: ReadonlyMap<number, readonly number[]>,
): Pick<Trie, "fail" | "group" | "groups"> {
  const fail = new Int32Array(size);
  const group = new Int32Array(size);
  const groups: (readonly number[])[] = [[]];
  const queue = new Int32Array(size);
  let end = 1;
  for (let head = 0; head < end; head++) {
    const state = queue[head] as number;
    for (let next = links.child[state] as number; next !== 0; next = links.sibling[next] as number) {
      fail[next] = state === 0 ? 0 : suffixOf(links, fail, state, links.symbol[next] as number);
      group[next] = group[fail[next] as number] as number;
      const outputs = own.get(next);
      if (outputs !== undefined)
        group[next] = groups.push([...new Set([...outputs, ...(groups[group[next] as number] ?? [])])]) - 1;
      queue[end++] = next;
    }
  }
  return { fail, group, groups };
}

function suffixOf({ child, sibling, symbol }: Links, fail: Int32Array, state: number, wanted: number): number {
  for (let from = fail[state] as number; ; from = fail[from] as number) {
    let found = child[from] as number;
    while (found !== 0 && symbol[found] !== wanted) found = sibling[found] as number;
    if (found !== 0 || from === 0) return found;
  }
}

/** A row of next states for each state, and what tells of a state that it has met something. */
export type Rows = {
  /** For each state and symbol the next state, symbol 0 leading to the root, 0. */
  readonly next: Uint16Array;
  /** Where each state of the trie stands: those without outputs before those with. */
  readonly placeOf: Uint16Array;
  readonly firstMeeting: number;
  /** The groups of outputs by place. */
  readonly group: Int32Array;
};

/** The rows of a trie of fewer than 65,536 states over so many symbols. */
export function rowsOf({ size, child, sibling, symbol, fail, group }: Trie, symbols: number): Rows {
  const placeOf = new Uint16Array(size);
  let placed = 0;
  for (let state = 0; state < size; state++) if (group[state] === 0) placeOf[state] = placed++;
  const firstMeeting = placed;
  for (let state = 0; state < size; state++) if (group[state] !== 0) placeOf[state] = placed++;
  const groups = new Int32Array(size);
  for (let state = 0; state < size; state++) groups[placeOf[state] as number] = group[state] as number;
  const next = new Uint16Array(size * symbols);
  const queue = new Int32Array(size);
  let end = 1;
  for (let head = 0; head < end; head++) {
    const state = queue[head] as number;
    const row = symbols * (placeOf[state] as number);
    const suffix = symbols * (placeOf[fail[state] as number] as number);
    if (state !== 0) next.copyWithin(row, suffix, suffix + symbols);
    for (let at = child[state] as number; at !== 0; at = sibling[at] as number) {
      next[row + (symbol[at] as number)] = placeOf[at] as number;
      queue[end++] = at;
    }
  }
  return { next, placeOf, firstMeeting, group: groups };
}
