import assert from "node:assert/strict";
import { test } from "node:test";
import { sha256 } from "../../../test/support/telemetry.ts";
import { type Noun, type NounId, nounId, nounShape, type Quantity, type Range } from "../../model/index.ts";
import type { CaseGraph } from "../graph/case-graph.ts";
import { damageLines, rangeText } from "./damage-lines.ts";
import { type DamageFigure, type DamageGraph, damageOf } from "./damage-of.ts";
import type { Rerun } from "./query.ts";

const OVER = { from: "2026-11-22T12:00:00.000Z", to: "2026-11-22T13:00:00.000Z", clock: null };
const DIGEST = "ab".repeat(32);

class Nouns {
  readonly nouns = new Map<NounId, { noun: Noun; statedBy: string; withdrawnBy: NounId | null }>();

  add(noun: unknown, statedBy = "Harbour Time Service"): NounId {
    const read = nounShape(JSON.parse(JSON.stringify(noun)), "$");
    assert.ok(read.ok, JSON.stringify(read));
    const id = nounId(read.value, sha256);
    this.nouns.set(id, { noun: read.value, statedBy, withdrawnBy: null });
    return id;
  }

  claim(kind: string, ask = "How long was the gate out?"): NounId {
    const answers = ["yes", "other"].map((answer) => ({ answer, entity: null }));
    return this.add({ noun: "claim", kind, level: null, subject: null, ask, answers, prior: null, supersedes: null });
  }

  figure(claim: NounId, value: Range, { origin, by, query = null, state = "asserted", title = origin }: FigureWords): NounId {
    const place = { kept: "elsewhere", sha256: null, title, url: null };
    const record = this.add({ noun: "record", place, media: "text/plain", taken: OVER, origin, tlp: "amber" });
    const quantity = {
      of: "quantity",
      name: "downtime",
      unit: "s",
      value,
      over: OVER,
      query,
      state,
      countingRule: null,
      baseline: null,
      pricedOn: null,
    };
    const tool = { tool: `by ${by} ${title}`, version: "1", arguments: [] };
    const id = this.add({ noun: "observation", record, at: { by: "whole" }, fact: quantity, when: null, by: tool }, by);
    this.add({ noun: "link", type: "measures", from: id, to: claim, bearing: null, causing: null, why: "" }, by);
    return id;
  }

  withdraw(id: NounId): void {
    const held = this.nouns.get(id);
    assert.ok(held !== undefined);
    this.nouns.set(id, { ...held, withdrawnBy: id });
  }
}

type FigureWords = { origin: string; by: string; query?: Quantity["query"]; state?: string; title?: string };

const QUERY = {
  name: "downtime.union",
  version: "1",
  arguments: { service: "gate" },
  input: DIGEST,
  output: DIGEST,
} as unknown as Quantity["query"];
const states = (graph: DamageGraph, reruns?: ReadonlyMap<NounId, Rerun>) =>
  damageOf(graph, reruns).actual.flatMap(({ groups }) => groups.flatMap(({ figures }) => figures.map(({ state }) => state)));

test("the claim graph is what damage is read from", () => {
  const read = (graph: CaseGraph) => damageOf(graph);
  assert.equal(typeof read, "function");
});

test("a figure that one party says is asserted, whatever it calls itself", () => {
  const graph = new Nouns();
  graph.figure(graph.claim("damage"), { lo: 1, best: 2, hi: 3 }, { origin: "a", by: "A", state: "reproduced" });
  const [claim] = damageOf(graph).actual;
  assert.deepEqual(claim?.groups[0]?.figures[0]?.doubts, ["it calls itself reproduced; what is here makes it asserted"]);
  assert.equal(claim?.groups[0]?.state, "asserted");
});

test("two origins whose ranges meet corroborate; one origin twice does not", () => {
  const graph = new Nouns();
  const claim = graph.claim("outcome");
  graph.figure(claim, { lo: 1, best: 2, hi: 3 }, { origin: "a", by: "A" });
  graph.figure(claim, { lo: 2, best: 2, hi: 4 }, { origin: "a", by: "A", title: "again" });
  assert.deepEqual(states(graph), ["asserted", "asserted"]);
  const third = graph.figure(claim, { lo: 3, best: 4, hi: 5 }, { origin: "b", by: "A" });
  assert.deepEqual(states(graph), ["corroborated", "corroborated", "corroborated"]);
  graph.withdraw(third);
  assert.deepEqual(states(graph), ["asserted", "asserted"]);
});

test("contradictory figures stand side by side and no number stands for them", () => {
  const graph = new Nouns();
  const claim = graph.claim("damage");
  graph.figure(claim, { lo: 1, best: 2, hi: 3 }, { origin: "a", by: "A" });
  graph.figure(claim, { lo: 8, best: 9, hi: 9 }, { origin: "b", by: "B" });
  const group = damageOf(graph).actual[0]?.groups[0];
  assert.deepEqual([group?.contradictory, group?.value, group?.figures.length, group?.state], [true, null, 2, "asserted"]);
  assert.ok(damageLines(damageOf(graph)).some((line) => line.includes("contradict each other")));
});

test("a query that was asked again here is measured; one that differs is asserted again", () => {
  const graph = new Nouns();
  const id = graph.figure(graph.claim("damage"), { lo: 1, best: 2, hi: 3 }, { origin: "a", by: "A", query: QUERY });
  assert.deepEqual(states(graph), ["asserted"]);
  assert.deepEqual(states(graph, new Map([[id, { same: true, result: null as never }]])), ["measured"]);
  assert.deepEqual(states(graph, new Map([[id, { same: false, where: "input", why: "other records" }]])), ["asserted"]);
});

test("a second party with the same query, input and answer reproduces; the same party does not", () => {
  const same = new Nouns();
  const claim = same.claim("damage");
  const value = { lo: 1, best: 2, hi: 3 };
  same.figure(claim, value, { origin: "a", by: "A", query: QUERY });
  same.figure(claim, value, { origin: "a", by: "A", query: QUERY, title: "again" });
  assert.deepEqual(states(same), ["asserted", "asserted"]);
  same.figure(claim, value, { origin: "a", by: "B", query: QUERY, title: "a second look" });
  assert.deepEqual(states(same), ["reproduced", "reproduced", "reproduced"]);

  const reviewed = new Nouns();
  const id = reviewed.figure(reviewed.claim("damage"), value, { origin: "a", by: "A", query: QUERY });
  const review = { noun: "judgement", on: id, stance: "review", answer: DIGEST, why: "asked again", by: "B", at: OVER.to };
  reviewed.add(review, "A");
  assert.deepEqual(states(reviewed), ["asserted"]);
  reviewed.add({ ...review, why: "asked again here" }, "B");
  assert.deepEqual(states(reviewed), ["reproduced"]);
});

/** A sum of damage takes damage only: the compiler refuses what could have been. */
function totalOf(figures: readonly DamageFigure[]): number {
  return figures.reduce((sum, { quantity }) => sum + quantity.value.best, 0);
}

test("potential effect is apart: no sum of damage can take it", () => {
  const graph = new Nouns();
  graph.figure(graph.claim("damage"), { lo: 1, best: 2, hi: 3 }, { origin: "a", by: "A" });
  graph.figure(
    graph.claim("potential", "How long could it have been out?"),
    { lo: 100, best: 200, hi: 300 },
    { origin: "a", by: "A" },
  );
  const damage = damageOf(graph);
  const actual = damage.actual.flatMap(({ groups }) => groups.flatMap(({ figures }) => figures));
  const potential = damage.potential.flatMap(({ groups }) => groups.flatMap(({ figures }) => figures));
  assert.equal(totalOf(actual), 2);
  // @ts-expect-error: a potential figure is no damage.
  const wrong = () => totalOf(potential);
  assert.equal(typeof wrong, "function");
  assert.deepEqual([actual.length, potential.length], [1, 1]);
  const lines = damageLines(damage);
  assert.ok(lines.indexOf("Damage") < lines.findIndex((line) => line.includes("never added to damage")));
});

test("a unit that objects inherit as a name is one that nobody knows", () => {
  const value = { lo: 1, best: 2, hi: 3 };
  for (const unit of ["t", "constructor", "__proto__", "toString"])
    assert.equal(rangeText(value, unit), `2.00 [1.00 … 3.00] ${unit}`);
});
