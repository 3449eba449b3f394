import { type Compiled, compileWorld, type Scene, type VariableOrder, variablesOf } from "./compile.ts";
import { criticalOf } from "./critical.ts";
import { Diagram, Steps, TooManySteps } from "./diagram.ts";
import { netOf } from "./net.ts";
import { searchCritical } from "./search.ts";

/** What one node did in one world. `atMost` null: no contingency was found in which it decides. */
export type Share = {
  readonly atLeast: number;
  readonly atMost: number | null;
  /** The other nodes that must be absent so that it decides. */
  readonly absent: readonly string[];
  /** Are the numbers exact? Then `atMost` null says that it is no cause. */
  readonly exact: boolean;
};

export type SolvedWorld = {
  readonly shares: ReadonlyMap<string, Share>;
  /** The function that all of it follows from; null when its diagram would have been too large. */
  readonly compiled: (Compiled & { readonly diagram: Diagram }) | null;
};

/** Of the steps that are left, at most so many go to each. */
const ORDERS: readonly (readonly [order: VariableOrder, steps: number])[] = [
  ["drawn-together", 400_000],
  ["along-paths", 200_000],
];
/** Diagrams are walked by recursion, one call a variable. */
const VARIABLES_MAX = 1500;
/** For each node that has to be searched for. */
const NODE_STEPS = 60;

/** Every node's share in one world: exact by a decision diagram, or else by a bounded search. */
export function solveWorld(scene: Scene, steps: Steps): SolvedWorld {
  for (const [order, most] of ORDERS) {
    const variables = variablesOf(scene, order);
    if (variables.length > VARIABLES_MAX) break;
    const solved = byDiagram(scene, variables, { steps, most });
    if (solved !== null) return solved;
  }
  return bySearch(scene, steps);
}

type Allowed = { readonly steps: Steps; readonly most: number };

function byDiagram(scene: Scene, variables: readonly string[], { steps, most }: Allowed): SolvedWorld | null {
  const own = new Steps(Math.min(most, steps.left));
  const given = own.left;
  try {
    const diagram = new Diagram(own);
    const compiled = compileWorld(diagram, scene, variables);
    const critical = criticalOf(diagram, compiled.root);
    const name = (level: number) => variables[level] as string;
    const shares = variables.map((id, level): [string, Share] => {
      const found = critical.get(level);
      if (found === undefined) return [id, { atLeast: 0, atMost: null, absent: [], exact: true }];
      return [id, { atLeast: found.k, atMost: found.k, absent: found.absent.map(name), exact: true }];
    });
    return { shares: new Map(shares), compiled: { ...compiled, diagram } };
  } catch (error) {
    if (error instanceof TooManySteps) return null;
    throw error;
  } finally {
    steps.left -= given - Math.max(0, own.left);
  }
}

function bySearch(scene: Scene, steps: Steps): SolvedWorld {
  const variables = variablesOf(scene, "effects-first");
  const net = netOf(scene.model, scene.world, scene.outcome, variables);
  const shares = new Map<string, Share>();
  for (const [node, id] of net.ids.entries()) {
    if (net.fixed[node] === 1) continue;
    const own = new Steps(Math.min(NODE_STEPS, Math.max(0, steps.left)));
    const given = own.left;
    const found = searchCritical(net, node, own);
    steps.left -= given - Math.max(0, own.left);
    const absent = found.absent.map((one) => net.ids[one] as string);
    shares.set(id, { atLeast: found.atLeast, atMost: found.atMost, absent, exact: found.atLeast === found.atMost });
  }
  return { shares, compiled: null };
}
