import type { CausalModel } from "./model.ts";
import { enough, type World } from "./world.ts";

type Group = { readonly least: number; readonly causes: Int32Array };

/** What occurred in a world and could matter, numbered with causes before effects; the outcome is last. */
export type Net = {
  readonly ids: readonly string[];
  /** Groups of each node that were complete; none when it stands by itself. */
  readonly groups: readonly (readonly Group[])[];
  readonly outcome: number;
  /** 1 for the outcome and for steps: these cannot be absent by themselves. */
  readonly fixed: Uint8Array;
};

const DEAR = 1e9;

/** Numbers a world. `variables` are the nodes that can matter, without the outcome. */
export function netOf(model: CausalModel, world: World, outcome: string, variables: readonly string[]): Net {
  const matter = new Set([
    ...variables,
    ...model.order.filter((id) => world.occurred.has(id) && model.nodes.get(id)?.step === true),
  ]);
  const ids = [...model.order.filter((id) => matter.has(id) && id !== outcome), outcome];
  const at = new Map(ids.map((id, index) => [id, index]));
  const groups = ids.map((id) => {
    if (world.unexplained.has(id)) return [];
    return (model.into.get(id) ?? []).flatMap(({ needs, causes }) => {
      const present = causes.flatMap((cause) => at.get(cause) ?? []);
      const least = enough(needs, causes.length);
      return present.length < least ? [] : [{ least, causes: Int32Array.from(present) }];
    });
  });
  const fixed = Uint8Array.from(ids, (id) => (id === outcome || model.nodes.get(id)?.step === true ? 1 : 0));
  return { ids, groups, outcome: ids.length - 1, fixed };
}

/** What is left of `allowed` by cause and effect. */
export function alive(net: Net, allowed: Uint8Array): Uint8Array {
  const live = new Uint8Array(net.ids.length);
  for (let node = 0; node < live.length; node++) {
    if (allowed[node] === 0) continue;
    const groups = net.groups[node] as readonly Group[];
    live[node] = groups.length === 0 || groups.some((group) => isWhole(group, live)) ? 1 : 0;
  }
  return live;
}

/** What of the living still leads to the outcome: two choices that leave the same are the same choice. */
export function useful(net: Net, live: Uint8Array): Uint8Array {
  const leads = new Uint8Array(live.length);
  leads[net.outcome] = live[net.outcome] as number;
  for (let node = net.outcome; node >= 0; node--) {
    if (leads[node] === 0) continue;
    for (const group of net.groups[node] as readonly Group[])
      if (isWhole(group, live))
        for (const cause of group.causes) leads[cause] = (leads[cause] as number) | (live[cause] as number);
  }
  return leads;
}

/** The nodes of a cheap way in which `live` makes the outcome, without those that cannot be absent; `price` steers which. null when it does not. */
export function cheapWay(net: Net, live: Uint8Array, price: (node: number) => number): readonly number[] | null {
  const cost = new Float64Array(live.length).fill(DEAR);
  const taken: (readonly number[])[] = [];
  for (let node = 0; node < live.length; node++) {
    if (live[node] === 0) continue;
    const choice = cheapestGroup(net.groups[node] as readonly Group[], cost);
    if (choice === null) continue;
    taken[node] = choice.causes;
    cost[node] = Math.min(DEAR / 2, price(node) + choice.cost);
  }
  if ((cost[net.outcome] as number) >= DEAR) return null;
  const way = new Uint8Array(live.length);
  way[net.outcome] = 1;
  for (let node = net.outcome; node >= 0; node--) if (way[node] === 1) for (const cause of taken[node] ?? []) way[cause] = 1;
  return membersOf(way).filter((node) => net.fixed[node] === 0);
}

/** The numbers whose flag is set. */
export function membersOf(flags: Uint8Array): readonly number[] {
  const members: number[] = [];
  for (let node = 0; node < flags.length; node++) if (flags[node] === 1) members.push(node);
  return members;
}

function isWhole({ least, causes }: Group, live: Uint8Array): boolean {
  let count = 0;
  for (const cause of causes) count += live[cause] as number;
  return count >= least;
}

function cheapestGroup(
  groups: readonly Group[],
  cost: Float64Array,
): { readonly causes: readonly number[]; readonly cost: number } | null {
  if (groups.length === 0) return { causes: [], cost: 0 };
  let best: { readonly causes: readonly number[]; readonly cost: number } | null = null;
  for (const { least, causes } of groups) {
    const chosen =
      least === causes.length
        ? [...causes]
        : [...causes].sort((left, right) => (cost[left] as number) - (cost[right] as number) || left - right).slice(0, least);
    const sum = chosen.reduce((total, cause) => total + (cost[cause] as number), 0);
    if (sum < DEAR && (best === null || sum < best.cost)) best = { causes: chosen, cost: sum };
  }
  return best;
}
