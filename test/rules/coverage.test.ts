import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { ATTACK_DOMAINS, coverRuleFiles, navigatorLayer, STARTER_RULES, type ToldCoverage } from "../../src/app/index.ts";
import { readsLogsource } from "../../src/telemetry/index.ts";

const SCHEMA = JSON.parse(readFileSync(new URL("navigator-layer.schema.json", import.meta.url), "utf8")) as object;
const isLayer = new Ajv2020({ strict: true, allErrors: true }).compile(SCHEMA);

const MADE: ToldCoverage = {
  set: "0".repeat(64),
  rules: 3,
  refused: 0,
  techniques: [
    { id: "T0855", rules: 1, titles: ["c"], gravest: "low" },
    { id: "T1059", rules: 2, titles: ["a", "b"], gravest: "high" },
    { id: "T1059.001", rules: 25, titles: Array.from({ length: 25 }, (_, index) => `title ${index}`), gravest: "high" },
  ],
  tactics: [],
  untagged: 0,
  logsources: [],
};

test("a layer is one of the Navigator's format 4.5, for each matrix and with nothing to show", async () => {
  const starter = await coverRuleFiles([STARTER_RULES]);
  for (const told of [starter, MADE, { ...MADE, techniques: [] }]) {
    for (const domain of ATTACK_DOMAINS) {
      assert.ok(isLayer(navigatorLayer(told, domain)), JSON.stringify(isLayer.errors));
    }
  }
  assert.ok(!isLayer({ ...navigatorLayer(MADE, "ics-attack"), domain: "other" }));
});

test("a layer scores techniques of its matrix by rules and names them", () => {
  const { techniques, gradient } = navigatorLayer(MADE, "enterprise-attack");
  assert.deepEqual(
    techniques.map(({ techniqueID, score, showSubtechniques }) => [techniqueID, score, showSubtechniques]),
    [
      ["T1059", 2, true],
      ["T1059.001", 25, false],
    ],
  );
  assert.equal(techniques[0]?.comment, "a\nb");
  assert.match(techniques[1]?.comment ?? "", /title 19\nand 5 more$/);
  assert.equal(gradient.maxValue, 25);
  assert.deepEqual(
    navigatorLayer(MADE, "ics-attack").techniques.map(({ techniqueID }) => techniqueID),
    ["T0855"],
  );
});

test("coverage counts a rule once for each technique and log source", async () => {
  const { techniques, tactics, logsources, rules, untagged } = await coverRuleFiles([STARTER_RULES]);
  const guessing = techniques.find(({ id }) => id === "T1110.001");
  assert.deepEqual([guessing?.rules, guessing?.gravest], [4, "critical"]);
  assert.equal(tactics.find(({ name }) => name === "credential-access")?.rules, 4);
  assert.ok(logsources.every(({ isRead }) => isRead));
  assert.ok(rules > 15 && untagged < 5);
});

test("what the readers give is known to be read, and little else", () => {
  for (const logsource of [
    { product: "windows", category: "process_creation" },
    { product: "windows", category: "registry_event" },
    { product: "windows", service: "security" },
    { product: "linux", category: "process_creation" },
    { product: "linux", service: "auth" },
    { product: "zeek", service: "x509" },
    { product: "suricata", service: "alert" },
    { category: "dns" },
    { category: "webserver" },
    { product: "aws", service: "cloudtrail" },
    { product: "chrony", service: "tracking" },
  ])
    assert.ok(readsLogsource(logsource), JSON.stringify(logsource));
  for (const logsource of [
    { product: "okta", service: "okta" },
    { category: "proxy" },
    { product: "zeek", category: "webserver" },
    { product: "linux", service: "security" },
  ])
    assert.ok(!readsLogsource(logsource), JSON.stringify(logsource));
});
