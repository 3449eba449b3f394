import { type Steps, TooManySteps } from "./diagram.ts";
import { alive, cheapWay, membersOf, type Net, useful } from "./net.ts";

/** What a search found of one node: k lies from `atLeast` to `atMost`; `atMost` null when no way was found in which it decides. */
export type Found = { readonly atLeast: number; readonly atMost: number | null; readonly absent: readonly number[] };

/**
 * The fewest others that must be absent until `node` alone decides, by iterative deepening: whatever still makes the outcome without it must be
 * broken somewhere, and so many disjoint ways need so many absences. States that leave the same useful nodes are one state. When the steps run
 * out, what is known by then.
 */
export function searchCritical(net: Net, node: number, steps: Steps): Found {
  const known: { atLeast: number; witness: readonly number[] | null } = { atLeast: 0, witness: null };
  try {
    const search: Search = { net, node, steps, failed: new Map() };
    const all = useful(net, alive(net, new Uint8Array(net.ids.length).fill(1)));
    known.atLeast = waysWithout(search, all, net.ids.length).length;
    known.witness = witnessOf(net, node, steps);
    for (; known.atLeast < (known.witness?.length ?? net.ids.length); known.atLeast++) {
      const found = deepen(search, all, known.atLeast);
      if (found !== null) return { atLeast: known.atLeast, atMost: known.atLeast, absent: found };
    }
  } catch (error) {
    if (!(error instanceof TooManySteps)) throw error;
  }
  return { atLeast: known.atLeast, atMost: known.witness?.length ?? null, absent: known.witness ?? [] };
}

type Search = { readonly net: Net; readonly node: number; readonly steps: Steps; readonly failed: Map<string, number> };

function deepen(search: Search, state: Uint8Array, left: number): readonly number[] | null {
  const { net, node, failed } = search;
  if (state[node] === 0) return null;
  const ways = waysWithout(search, state, left + 1);
  if (ways.length === 0) return [];
  if (ways.length > left) return null;
  const key = keyOf(state);
  if ((failed.get(key) ?? -1) >= left) return null;
  const narrow = ways.reduce((least, way) => (way.length < least.length ? way : least));
  const tried = new Set<string>();
  for (const one of narrow) {
    const next = removed(search, state, one);
    const nextKey = keyOf(next);
    if (next[node] === 0 || next[net.outcome] === 0 || tried.has(nextKey)) continue;
    tried.add(nextKey);
    const found = deepen(search, next, left - 1);
    if (found !== null) return [one, ...found];
  }
  failed.set(key, left);
  return null;
}

function removed({ net, steps }: Search, state: Uint8Array, one: number): Uint8Array {
  steps.take();
  const allowed = state.slice();
  allowed[one] = 0;
  return useful(net, alive(net, allowed));
}

/** Ways to the outcome without the node that share nothing, at most `max`: each needs an absence of its own. */
function waysWithout({ net, node, steps }: Search, state: Uint8Array, max: number): readonly (readonly number[])[] {
  const allowed = state.slice();
  allowed[node] = 0;
  const ways: (readonly number[])[] = [];
  while (ways.length < max) {
    steps.take();
    const way = cheapWay(net, alive(net, allowed), () => 1);
    if (way === null) break;
    ways.push(way);
    for (const one of way) allowed[one] = 0;
    if (way.length === 0) break;
  }
  return ways;
}

/** Some contingency in which the node decides, made as small as taking back single absences makes it; null when none was found. */
function witnessOf(net: Net, node: number, steps: Steps): readonly number[] | null {
  const full = useful(net, alive(net, new Uint8Array(net.ids.length).fill(1)));
  if (full[node] === 0) return null;
  const kept = keptWith(net, node, steps, full);
  if (kept === null) return null;
  const allowed = kept.slice();
  const decides = () => {
    steps.take();
    const withIt = alive(net, allowed)[net.outcome] === 1;
    allowed[node] = 0;
    const alone = alive(net, allowed)[net.outcome] === 0;
    allowed[node] = 1;
    return withIt && alone;
  };
  const absent = membersOf(full).filter((one) => allowed[one] === 0);
  return absent.filter((one) => {
    allowed[one] = 1;
    if (decides()) return false;
    allowed[one] = 0;
    return true;
  });
}

/** A set with the node in which nothing can be spared, looked for by taking away what is not needed, the farthest from it first. */
function keptWith(net: Net, node: number, steps: Steps, full: Uint8Array): Uint8Array | null {
  let state = full;
  for (let round = 0; round < net.ids.length; round++) {
    steps.take();
    const allowed = state.slice();
    allowed[node] = 0;
    const way = cheapWay(net, alive(net, allowed), () => 1);
    if (way === null) return state;
    const next = way
      .map((one) => {
        steps.take();
        const trial = state.slice();
        trial[one] = 0;
        return useful(net, alive(net, trial));
      })
      .filter((trial) => trial[node] === 1 && trial[net.outcome] === 1)
      .reduce<Uint8Array | null>((best, trial) => (best === null || sum(trial) > sum(best) ? trial : best), null);
    if (next === null) return null;
    state = next;
  }
  return null;
}

function sum(flags: Uint8Array): number {
  return flags.reduce((total, flag) => total + flag, 0);
}

function keyOf(flags: Uint8Array): string {
  let key = "";
  for (let at = 0; at < flags.length; at += 15) {
    let chunk = 0;
    for (let bit = 0; bit < 15; bit++) chunk = chunk * 2 + (flags[at + bit] ?? 0);
    key += String.fromCharCode(chunk);
  }
  return key;
}
