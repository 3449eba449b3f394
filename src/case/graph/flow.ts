/** A directed network with capacities of 1 or without limit, for at most as many units as fit from node 0 to node 1. */
export type Network = {
  /** A new node. `open`: any number of units may pass it, else one. */
  node(open: boolean): number;
  arc(from: number, to: number): void;
  /** The greatest number of units (Menger: of paths that share no node that takes one), and such paths, source and sink left out. */
  solve(): readonly (readonly number[])[];
};

export const SOURCE = 0;
export const SINK = 1;
const OPEN = 1_000_000_000;

/** A network of the source and the sink. Each node is split in two, with an arc of its capacity between. */
export function createNetwork(): Network {
  const heads: number[] = [];
  const rooms: number[] = [];
  const arcs: number[][] = [];
  const join = (from: number, to: number, room: number) => {
    (arcs[from] as number[]).push(heads.length);
    heads.push(to);
    rooms.push(room);
    (arcs[to] as number[]).push(heads.length);
    heads.push(from);
    rooms.push(0);
  };
  const node = (open: boolean) => {
    const half = arcs.length;
    arcs.push([], []);
    join(half, half + 1, open ? OPEN : 1);
    return half / 2;
  };
  node(true);
  node(true);
  return {
    node,
    arc: (from, to) => join(2 * from + 1, 2 * to, OPEN),
    solve: () => {
      const state = { heads, rooms, arcs };
      for (let levels = levelsOf(state); levels !== null; levels = levelsOf(state)) pushAll(state, levels);
      return pathsOf(state);
    },
  };
}

type State = { readonly heads: readonly number[]; readonly rooms: number[]; readonly arcs: readonly (readonly number[])[] };
const [START, END] = [2 * SOURCE + 1, 2 * SINK];

/** Distances from the source over arcs with room; null when the sink is cut off. */
function levelsOf({ heads, rooms, arcs }: State): Int32Array | null {
  const levels = new Int32Array(arcs.length).fill(-1);
  levels[START] = 0;
  const queue = [START];
  for (let at = 0; at < queue.length && levels[END] === -1; at++) {
    const half = queue[at] as number;
    for (const arc of arcs[half] ?? []) {
      const head = heads[arc] as number;
      if ((rooms[arc] as number) === 0 || levels[head] !== -1) continue;
      levels[head] = (levels[half] as number) + 1;
      queue.push(head);
    }
  }
  return levels[END] === -1 ? null : levels;
}

/** A blocking flow (Dinic 1970), one unit a path, without recursion. */
function pushAll({ heads, rooms, arcs }: State, levels: Int32Array): void {
  const tried = new Int32Array(arcs.length);
  const path: number[] = [];
  for (let half: number = START; ; ) {
    if (half === END) {
      for (const arc of path) {
        rooms[arc] = (rooms[arc] as number) - 1;
        rooms[arc ^ 1] = (rooms[arc ^ 1] as number) + 1;
      }
      path.length = 0;
      half = START;
      continue;
    }
    const at = tried[half] as number;
    const arc = arcs[half]?.[at];
    if (arc === undefined) {
      const back = path.pop();
      if (back === undefined) return;
      half = heads[back ^ 1] as number;
      tried[half] = (tried[half] as number) + 1;
      continue;
    }
    const head = heads[arc] as number;
    if ((rooms[arc] as number) > 0 && levels[head] === (levels[half] as number) + 1) {
      path.push(arc);
      half = head;
    } else tried[half] = at + 1;
  }
}

/** Takes the flow apart into paths of whole nodes. */
function pathsOf({ heads, rooms, arcs }: State): readonly (readonly number[])[] {
  const paths: number[][] = [];
  for (const first of arcs[START] ?? []) {
    if (first % 2 === 1 || (rooms[first ^ 1] as number) === 0) continue;
    const path: number[] = [];
    for (let arc: number | undefined = first; arc !== undefined; ) {
      rooms[arc ^ 1] = (rooms[arc ^ 1] as number) - 1;
      const half = heads[arc] as number;
      if (half === END) break;
      if (half % 2 === 0) path.push(half / 2);
      arc = (arcs[half] ?? []).find((next) => next % 2 === 0 && (rooms[next ^ 1] as number) > 0);
    }
    paths.push(path);
  }
  return paths;
}
