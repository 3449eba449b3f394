import { performance } from "node:perf_hooks";
import { type CausalModel, causalGate, causalNode, createCausalModel, explainOutcome } from "../src/case/index.ts";
import { bruteForce } from "../test/support/causal-brute-force.ts";
import { drawFrom, type GraphForm, randomGraph } from "../test/support/causal-graphs.ts";
import type { BenchProgress, Metrics } from "./bench.ts";

export const name = "causation";
export const title = "causation: but-for, NESS, responsibility and minimal sets of every node";

const FORMS: Readonly<Record<string, GraphForm>> = {
  random: { nodes: 200, roots: 20, fan: 3, back: 200 },
  in_time: { nodes: 200, roots: 10, fan: 2, back: 10 },
  interwoven: { nodes: 200, roots: 40, fan: 4, back: 60 },
};
const GRAPHS = 20;
const BRUTE_NODES = 16;

type Asked = { readonly model: CausalModel; readonly outcome: string };
type Measured = { readonly ms: number; readonly exact: boolean };

function solve({ model, outcome }: Asked): Measured {
  const before = performance.now();
  const found = explainOutcome(model, outcome);
  const ms = performance.now() - before;
  if (!found.ok) throw new Error("the outcome is of the model");
  return { ms, exact: found.value.exact };
}

/** Pairs of alternatives, each pair needed: 2^count sufficient sets. */
function pairs(count: number): Asked {
  const sides = Array.from({ length: count }, (_, at) => [`a${at}`, `b${at}`]);
  const nodes = [...sides.flat(), ...sides.map((_, at) => `p${at}`), "end"].map((id) => causalNode(id));
  const gates = sides.map((side, at) => causalGate(`p${at}`, side, { needs: "any" }));
  const made = createCausalModel({
    nodes,
    gates: [
      ...gates,
      causalGate(
        "end",
        sides.map((_, at) => `p${at}`),
      ),
    ],
  });
  if (!made.ok) throw new Error("a model");
  return { model: made.value, outcome: "end" };
}

/** 199 votes, 100 needed: k is 99 for each. */
function vote(): Asked {
  const ids = Array.from({ length: 199 }, (_, at) => `v${at}`);
  const gate = causalGate("end", ids, { needs: { atLeast: 100 } });
  const made = createCausalModel({ nodes: [...ids, "end"].map((id) => causalNode(id)), gates: [gate] });
  if (!made.ok) throw new Error("a model");
  return { model: made.value, outcome: "end" };
}

function slowest(asked: readonly Asked[]): Measured & { readonly share: number } {
  const all = asked.map(solve);
  const exact = all.filter((one) => one.exact).length / all.length;
  return { ms: Math.max(...all.map(({ ms }) => ms)), exact: exact === 1, share: exact };
}

/** The slowest graph of each kind, all 200 nodes, everything asked of every node at once. */
export async function run(progress: BenchProgress): Promise<Metrics> {
  solve(vote());
  const draws = (form: GraphForm) => Array.from({ length: GRAPHS }, (_, seed) => randomGraph(form, drawFrom(seed)));
  const metrics: Record<string, Metrics[string]> = {};
  let worst = 0;
  for (const [form, given] of Object.entries(FORMS)) {
    const { ms, share } = slowest(draws(given));
    progress(`${GRAPHS} graphs ${form}: slowest ${ms.toFixed(0)} ms, exact in ${Math.round(share * GRAPHS)}`);
    metrics[`${form}_ms`] = { value: ms, unit: "ms", target: 1000, better: "lower" };
    metrics[`${form}_exact`] = { value: share, unit: "of graphs", target: null, better: "higher" };
    worst = Math.max(worst, ms);
  }
  for (const [form, asked] of [["pairs", pairs(66)] as const, ["vote", vote()] as const]) {
    const { ms, exact } = solve(asked);
    if (!exact) throw new Error(`${form} was not solved exactly`);
    worst = Math.max(worst, ms);
    metrics[`${form}_ms`] = { value: ms, unit: "ms", target: 1000, better: "lower" };
  }
  return {
    solve_200_ms: { value: worst, unit: "ms", target: 1000, better: "lower" },
    ...metrics,
    ...besideBruteForce(progress),
  };
}

function besideBruteForce(progress: BenchProgress): Metrics {
  const graphs = Array.from({ length: 10 }, (_, seed) =>
    randomGraph({ nodes: BRUTE_NODES, roots: 5, fan: 3, back: BRUTE_NODES }, drawFrom(seed)),
  );
  const ours = graphs.reduce((sum, graph) => sum + solve(graph).ms, 0);
  const before = performance.now();
  for (const { model, outcome } of graphs) bruteForce(model, new Set(model.nodes.keys()), outcome);
  const naive = performance.now() - before;
  progress(`${graphs.length} graphs of ${BRUTE_NODES} nodes: brute force ${naive.toFixed(0)} ms, ours ${ours.toFixed(0)} ms`);
  return { vs_brute_force_16: { value: naive / ours, unit: "times", target: null, better: "higher" } };
}
