import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { bruteForce } from "../../../test/support/causal-brute-force.ts";
import { drawFrom, type GraphForm, randomGraph } from "../../../test/support/causal-graphs.ts";
import type { Certainty } from "./certainty.ts";
import { Steps } from "./diagram.ts";
import { explainOutcome } from "./explain.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import type { CausalModel } from "./model.ts";
import { alive, membersOf, netOf, useful } from "./net.ts";
import { searchCritical } from "./search.ts";
import { coneOf, worldOf } from "./world.ts";

const SOAK = process.env["MERIDIAN_SOAK"] === "1";
const forms = (nodesMax: number) =>
  fc.record({
    nodes: fc.integer({ min: 2, max: nodesMax }),
    roots: fc.integer({ min: 1, max: 5 }),
    fan: fc.integer({ min: 1, max: 4 }),
    back: fc.integer({ min: 1, max: nodesMax }),
  });
const seeds = fc.integer({ min: 0, max: 0x7fffffff });
const runs = (many: number, few: number) => ({ numRuns: SOAK ? many : few });
const NO_LIMIT = { ...DEFAULT_LIMITS, sets: 1_000_000 };
const sorted = (sets: readonly (readonly string[])[]) => sets.map((set) => [...set].sort().join(" ")).sort();

function explained(model: CausalModel, outcome: string) {
  const found = explainOutcome(model, outcome, NO_LIMIT);
  assert.ok(found.ok);
  return found.value;
}

test("says of every node and set what trying everything says", () => {
  fc.assert(
    fc.property(forms(10), seeds, (form, seed) => sameAsBruteForce({ ...form, absent: 0.1 }, seed)),
    runs(5000, 300),
  );
});

test("says so of graphs of 16 nodes too", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 2, max: 16 }), (seed, back) =>
      sameAsBruteForce({ nodes: 16, roots: 5, fan: 3, back }, seed),
    ),
    runs(300, 4),
  );
});

function sameAsBruteForce(form: GraphForm, seed: number): void {
  const { model, outcome } = randomGraph(form, drawFrom(seed));
  if (model.nodes.get(outcome)?.state !== "occurred") return;
  const cone = coneOf(model, outcome);
  const truth = bruteForce(model, worldOf(model, cone, new Set()).occurred, outcome);
  const found = explained(model, outcome);
  assert.equal(found.exact, true);
  for (const { node, butFor, ness, responsibility, witness } of found.causes) {
    const k = truth.k.get(node.id) ?? null;
    assert.equal(butFor, truth.butFor.includes(node.id) ? "certain" : "not", `but-for of ${node.id}`);
    assert.equal(ness, k === null ? "not" : "certain", `NESS of ${node.id}`);
    const degree = k === null ? 0 : 1 / (1 + k);
    assert.deepEqual(responsibility, { lo: degree, hi: degree }, `responsibility of ${node.id}`);
    assert.equal(witness?.absent.length ?? null, k);
    if (witness !== null) assert.ok(sorted(truth.cuts).includes(sorted([[node.id, ...witness.absent]])[0] as string));
  }
  assert.deepEqual(sorted(found.stops.sets), sorted(truth.cuts));
  assert.deepEqual(sorted(found.sufficient.sets), sorted(truth.sufficient));
  assert.equal(found.stops.count, String(truth.cuts.length));
}

test("with facts unknown, is certain of what holds however they are filled in, and gives both ends", () => {
  fc.assert(
    fc.property(forms(9), seeds, (form, seed) => {
      const { model, outcome } = randomGraph({ ...form, unknown: 0.3, absent: 0.1 }, drawFrom(seed));
      const cone = coneOf(model, outcome);
      const unknown = cone.filter((id) => model.nodes.get(id)?.state === "unknown");
      const worlds = Array.from({ length: 2 ** unknown.length }, (_, mask) => {
        const { occurred } = worldOf(model, cone, new Set(unknown.filter((_id, bit) => (mask & (1 << bit)) !== 0)));
        return occurred.has(outcome) ? bruteForce(model, occurred, outcome) : null;
      });
      for (const { node, butFor, ness, responsibility, ifOccurred } of explained(model, outcome).causes) {
        const degrees = worlds.map((world) => degreeOf(world?.k.get(node.id) ?? null));
        assert.deepEqual(responsibility, { lo: Math.min(...degrees), hi: Math.max(...degrees) });
        const given = worlds.filter((_, mask) => node.state !== "unknown" || (mask & (1 << unknown.indexOf(node.id))) !== 0);
        const ifSo = given.map((world) => degreeOf(world?.k.get(node.id) ?? null));
        if (node.state !== "not-occurred") assert.deepEqual(ifOccurred, { lo: Math.min(...ifSo), hi: Math.max(...ifSo) });
        assert.equal(ness, over(worlds.map((world) => (world?.k.get(node.id) ?? null) !== null)));
        assert.equal(butFor, over(worlds.map((world) => world?.butFor.includes(node.id) ?? false)));
      }
    }),
    runs(2000, 150),
  );
});

function degreeOf(k: number | null): number {
  return k === null ? 0 : 1 / (1 + k);
}

function over(answers: readonly boolean[]): Certainty {
  if (answers.every(Boolean)) return "certain";
  return answers.some(Boolean) ? "possible" : "not";
}

test("the search that stands in for a diagram too large never says what is not so", () => {
  fc.assert(
    fc.property(forms(10), seeds, fc.constantFrom(0, 3, 20, 5000), (form, seed, allowed) => {
      const { model, outcome } = randomGraph(form, drawFrom(seed));
      const cone = coneOf(model, outcome);
      const world = worldOf(model, cone, new Set());
      const truth = bruteForce(model, world.occurred, outcome);
      const net = netOf(
        model,
        world,
        outcome,
        cone.filter((id) => id !== outcome),
      );
      const live = useful(net, alive(net, new Uint8Array(net.ids.length).fill(1)));
      for (const node of membersOf(live)) {
        if (node === net.outcome) continue;
        const k = truth.k.get(net.ids[node] as string) ?? null;
        const found = searchCritical(net, node, new Steps(allowed));
        if (found.atMost !== null) assert.ok(k !== null && k <= found.atMost && found.absent.length === found.atMost);
        if (k !== null) assert.ok(found.atLeast <= k, `at least ${found.atLeast}, but ${k}`);
        if (allowed === 5000 && k !== null && found.atMost !== null) assert.equal(found.atLeast, k);
      }
    }),
    runs(2000, 150),
  );
});

test("a graph too interwoven for the limits gives bounds and says so", () => {
  const { model, outcome } = randomGraph({ nodes: 200, roots: 40, fan: 4, back: 60 }, drawFrom(1));
  const found = explainOutcome(model, outcome, { ...DEFAULT_LIMITS, steps: 20_000 });
  assert.ok(found.ok);
  assert.equal(found.value.exact, false);
  assert.ok(found.value.bounds.length > 0);
  assert.ok(found.value.causes.every(({ responsibility: { lo, hi } }) => 0 <= lo && lo <= hi && hi <= 1));
});

test("with too many facts unknown nothing is called certain, and nothing that may have occurred excluded", () => {
  const { model, outcome } = randomGraph({ nodes: 80, roots: 30, fan: 3, back: 80, unknown: 0.6 }, drawFrom(2));
  const found = explainOutcome(model, outcome, { ...DEFAULT_LIMITS, completions: 4 });
  assert.ok(found.ok);
  assert.equal(found.value.exact, false);
  assert.ok(
    found.value.causes.every(
      ({ butFor, ness, node }) => node.state === "not-occurred" || (butFor === "possible" && ness === "possible"),
    ),
  );
});
