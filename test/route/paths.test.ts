import assert from "node:assert/strict";
import { test } from "node:test";
import { skipWithout } from "../support/shared-data.ts";
import { inside, labelsOf, measure } from "./labelled.ts";

test("the labelled paths of the open half lie inside the routes, and the routes are short", { skip: skipWithout("otrf") }, () => {
  const outcomes = labelsOf("open").map(measure);
  const missed = outcomes
    .filter(({ hits }) => !hits.every(Boolean))
    .map(({ name, hits }) => `${name} ${hits.map(Number).join("")}`);
  assert.ok(inside(outcomes) >= 0.9, missed.join("; "));
  const edges = outcomes.map((outcome) => outcome.edges).sort((a, b) => a - b);
  assert.ok((edges[Math.floor(edges.length / 2)] ?? 0) <= 40);
});

test("a route that no record joins says so", { skip: skipWithout("otrf") }, () => {
  const label = labelsOf("open").find(({ name }) => name === "psh_cmstp_execution_bypassuac");
  assert.ok(label);
  const { graph } = measure(label);
  assert.equal(graph.joined, false);
  assert.ok(graph.openEnds.some(({ kind }) => kind === "not-joined"));
});
