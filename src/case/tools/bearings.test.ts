import assert from "node:assert/strict";
import { test } from "node:test";
import { AT, docketOf, Scene, sha256 } from "../../../test/case/nouns.ts";
import { nounId } from "../../model/index.ts";
import { createCaseGraph } from "../graph/case-graph.ts";
import { toolAnswers, toolBearings, toolClaim } from "./bearings.ts";
import { identifyTools } from "./identify.ts";
import { createToolKnowledge } from "./knowledge.ts";
import { readToolPack } from "./pack.ts";

const PACK = `
title: Carry
tool: { id: carry, name: Carry }
sources: [Harbour Authority]
reviewed: { by: North Port CERT, on: "2026-11-22" }
traits:
  - { way: behaviour, says: writes its log, level: family, shows: [0.5, 0.8, 1], forgeability: 0.5, also: [], where: [{ field: TargetFilename, op: ends, values: ['\\carry.log'] }] }
`;

test("what identification found enters a case as a claim that leaves nothing out, events, and one weight for each", () => {
  const pack = readToolPack(PACK, sha256);
  assert.ok(pack.ok);
  const knowledge = createToolKnowledge({ traits: pack.value, hashes: [], software: [] }, sha256);
  const scene = new Scene();
  const reading = scene.reading(scene.record("log", "sensor:gate"), "carry.log was written");
  const seen = {
    records: ["r1"],
    place: "gate",
    atMs: Date.parse(AT),
    fields: { TargetFilename: "C:\\T\\carry.log" },
    techniques: [],
  };
  const { findings } = identifyTools(knowledge, [seen], { background: null });
  const observationsOf = (record: string) => (record === "r1" ? [reading] : []);
  const nouns = toolBearings(findings, { sha256, observationsOf, on: [], learned: AT });
  assert.deepEqual(
    nouns.map(({ noun }) => noun),
    ["entity", "claim", "event", "link", "link"],
  );

  const graph = createCaseGraph({ sha256 });
  assert.ok(graph.add(docketOf([...scene.nouns, ...nouns])).ok);
  const claim = nounId(toolClaim({ id: "carry", name: "Carry" }, sha256).claim, sha256);
  assert.ok(nouns.some((noun) => nounId(noun, sha256) === claim));
  const link = nouns.at(-1);
  assert.ok(link?.noun === "link" && link.to === claim);
  const { build, anotherBuild, anotherTool } = toolAnswers({ id: "carry", name: "Carry" });
  assert.deepEqual(
    link.bearing?.weights.map((weight) => [weight.for, weight.against, weight.basis]),
    [
      [build, "other", "judged"],
      [anotherBuild, "other", "judged"],
      [anotherTool, "other", "judged"],
    ],
  );
  assert.match(link.why, /base rate unknown/);
});

test("a finding whose records nobody has read in the case brings nothing but the question", () => {
  assert.deepEqual(toolBearings([], { sha256, observationsOf: () => [], on: [], learned: AT }), []);
});
