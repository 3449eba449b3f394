import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { playScenario } from "./scenario.ts";
import { FAMILIES } from "./scenarios/index.ts";

const SCENARIOS_MIN = 200;

describe("no self-inflicted outage", () => {
  for (const [family, scenarios] of Object.entries(FAMILIES)) {
    describe(family, () => {
      for (const scenario of scenarios) test(scenario.name, async () => void (await playScenario(scenario)));
    });
  }
});

test("the suite holds as many distinct scenarios as it says", () => {
  const names = Object.entries(FAMILIES).flatMap(([family, scenarios]) => scenarios.map(({ name }) => `${family}: ${name}`));
  assert.equal(new Set(names).size, names.length);
  assert.ok(names.length >= SCENARIOS_MIN, `${names.length} scenarios`);
});
