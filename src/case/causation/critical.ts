import { type Diagram, FALSE, pair, TRUE } from "./diagram.ts";

const NEVER = 0x3fffffff;

/** For one variable: how few others have to be absent until it alone decides, and which. */
export type Critical = { readonly k: number; readonly absent: readonly number[] };

/**
 * For every variable on which a monotone function depends: the fewest other variables that must be absent (all being present now) so that the
 * function is true with it and false without it. That is k of Chockler and Halpern 2004; the absent ones and it are a smallest minimal cut set
 * that it belongs to.
 */
export function criticalOf(diagram: Diagram, root: number): ReadonlyMap<number, Critical> {
  const reach = reachFrom(diagram, root);
  const cost = createCost(diagram);
  const best = new Map<number, { readonly node: number; readonly k: number }>();
  for (const node of reach.order) {
    const below = cost(diagram.high[node] as number, diagram.low[node] as number);
    if (below >= NEVER) continue;
    const k = (reach.absent.get(node) ?? 0) + below;
    const level = diagram.levelOf(node);
    const known = best.get(level);
    if (known === undefined || k < known.k) best.set(level, { node, k });
  }
  return new Map([...best].map(([level, { node, k }]) => [level, { k, absent: absentFor(diagram, reach, cost, node) }]));
}

type Reach = {
  /** Nodes of the function, upper levels first. */
  readonly order: readonly number[];
  /** The fewest low turns from the root, and by which node one came with them. */
  readonly absent: Map<number, number>;
  readonly cameBy: Map<number, number>;
};

function reachFrom(diagram: Diagram, root: number): Reach {
  const order = root <= TRUE ? [] : [root];
  const seen = new Set(order);
  for (let at = 0; at < order.length; at++)
    for (const next of [diagram.low[order[at] as number] as number, diagram.high[order[at] as number] as number]) {
      if (next <= TRUE || seen.has(next)) continue;
      seen.add(next);
      order.push(next);
    }
  order.sort((left, right) => diagram.levelOf(left) - diagram.levelOf(right) || left - right);
  const absent = new Map<number, number>([[root, 0]]);
  const cameBy = new Map<number, number>();
  const offer = (node: number, by: number, turns: number) => {
    if (turns >= (absent.get(node) ?? NEVER)) return;
    absent.set(node, turns);
    cameBy.set(node, by);
  };
  for (const node of order) {
    const turns = absent.get(node) ?? 0;
    offer(diagram.high[node] as number, node, turns);
    offer(diagram.low[node] as number, node, turns + 1);
  }
  return { order, absent, cameBy };
}

type Cost = (above: number, below: number) => number;

/** The fewest absent variables with which `above` is true and `below` false; below implies above. */
function createCost(diagram: Diagram): Cost {
  const memo = diagram.memo("cost");
  const cost: Cost = (above, below) => {
    if (above === FALSE || below === TRUE || above === below) return NEVER;
    if (above === TRUE && below === FALSE) return 0;
    const key = pair(above, below);
    const known = memo.get(key);
    if (known !== undefined) return known;
    diagram.steps.take();
    const level = Math.min(diagram.levelOf(above), diagram.levelOf(below));
    const present = cost(diagram.highAt(above, level), diagram.highAt(below, level));
    const absent = present <= 1 ? NEVER : cost(diagram.lowAt(above, level), diagram.lowAt(below, level));
    const least = Math.min(present, absent + 1, NEVER);
    memo.set(key, least);
    return least;
  };
  return cost;
}

function absentFor(diagram: Diagram, reach: Reach, cost: Cost, node: number): readonly number[] {
  const absent: number[] = [];
  for (let here = node; ; ) {
    const by = reach.cameBy.get(here);
    if (by === undefined) break;
    if (diagram.low[by] === here && diagram.high[by] !== here) absent.push(diagram.levelOf(by));
    here = by;
  }
  let [above, below] = [diagram.high[node] as number, diagram.low[node] as number];
  while (above !== TRUE || below !== FALSE) {
    const level = Math.min(diagram.levelOf(above), diagram.levelOf(below));
    const present = cost(diagram.highAt(above, level), diagram.highAt(below, level));
    const isPresent = present === cost(above, below);
    if (!isPresent) absent.push(level);
    [above, below] = isPresent
      ? [diagram.highAt(above, level), diagram.highAt(below, level)]
      : [diagram.lowAt(above, level), diagram.lowAt(below, level)];
  }
  return absent.sort((left, right) => left - right);
}
