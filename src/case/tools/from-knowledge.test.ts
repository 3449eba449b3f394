import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { sharedData, skipWithout } from "../../../test/support/shared-data.ts";
import { sha256 } from "../../../test/support/telemetry.ts";
import { present } from "../../lib/index.ts";
import { readKnowledge } from "../knowledge/read-knowledge.ts";
import { toolsOfKnowledge } from "./from-knowledge.ts";
import { identifyTools } from "./identify.ts";
import { createToolKnowledge } from "./knowledge.ts";

const CARRY = {
  id: "carry",
  name: "Carry",
  kind: "tool",
  aliases: [],
  uses: [{ of: "T1105", citations: [] }],
  indicators: ["[file:name = 'carry.exe']", "[file:name = "],
} as const;
const T1105 = { id: "T1105", name: "Transfer", parent: null, tactics: [], assets: [] };

test("software gives its techniques and indicators, and the indicators that cannot be used are named", () => {
  const sources = [{ name: "North Port CERT", version: "2", sha256: "" }];
  const { software, traits, refused } = toolsOfKnowledge({ software: [CARRY], sources, techniques: [T1105] }, sha256);
  assert.deepEqual(software, [{ id: "carry", name: "Carry", techniques: ["T1105"] }]);
  assert.deepEqual(
    traits.map(({ tool, source }) => [tool.name, source]),
    [["Carry", "North Port CERT 2"]],
  );
  assert.deepEqual(
    refused.map(({ where }) => where),
    ["indicator 2 of Carry, unit 13 of its pattern"],
  );
});

const ATTACK = ["attack", "enterprise-attack.json.gz"];
test("three common techniques fit hundreds of profiles of a real knowledge base, and none weighs", {
  skip: skipWithout(...ATTACK),
}, () => {
  const text = gunzipSync(readFileSync(sharedData(...ATTACK) ?? "")).toString("utf8");
  const read = readKnowledge([{ name: "attack", text }], sha256);
  assert.ok(read.ok);
  const knowledge = createToolKnowledge(toolsOfKnowledge(read.value, sha256), sha256);
  const techniques = ["T1059.003", "T1105", "T1082"];
  const seen = { records: ["r"], place: "hts-jump1", atMs: 0, fields: {}, techniques };
  const found = identifyTools(knowledge, [seen], { background: null });
  assert.equal(found.findings.length, 20);
  assert.ok(found.profilesLeftOut > 50);
  assert.ok(present(found.findings[0], "found").shared.names.length > 50);
  assert.ok(found.tools.every(({ bans }) => bans.hi <= 0.3));
});
