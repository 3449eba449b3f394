import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Ajv } from "ajv";
import fc from "fast-check";
import { sharedData, skipWithout } from "../../../test/support/shared-data.ts";
import type { Fact, FactName } from "./facts.ts";
import { verisOf } from "./veris.ts";

const skip = skipWithout("veris", "verisc-merged.json");

type Parts = { readonly impact: unknown; readonly attribute: unknown };

/** The checkers of VERIS' own schema for the two parts that we write. It calls itself draft 4, and uses nothing that draft 7 reads otherwise. */
function checkers(): (parts: Parts) => boolean {
  const schema = JSON.parse(readFileSync(sharedData("veris", "verisc-merged.json") ?? "", "utf8"));
  const ajv = new Ajv({ strict: false });
  const impact = ajv.compile(schema.properties.impact);
  const attribute = ajv.compile(schema.properties.attribute);
  return (parts) =>
    (parts.impact === undefined || impact(parts.impact)) && (parts.attribute === undefined || attribute(parts.attribute));
}

test("the checker agrees with VERIS' own tests of impact and attribute", { skip }, () => {
  const folder = sharedData("veris", "tests") ?? "";
  const check = checkers();
  // attribute_missing is about the incident as a whole, which was written for an older schema; impact_unrecognized holds no unknown field.
  const files = readdirSync(folder).filter(
    (file) =>
      /^(?:valid_)?(?:attribute|impact)[._]/.test(file) && !["attribute_missing.json", "impact_unrecognized.json"].includes(file),
  );
  assert.ok(files.length >= 30, String(files.length));
  for (const file of files) {
    const { incident, should, message } = JSON.parse(readFileSync(join(folder, file), "utf8"));
    assert.equal(check(incident) ? "pass" : "fail", should, `${file}: ${message}`);
  }
});

const number = fc.double({ min: 0, max: 1e14, noNaN: true });
const range = fc.tuple(number, number, number).map((list) => {
  const [lo, best, hi] = list.sort((a, b) => a - b);
  return { lo, best, hi };
});

test("what the facts give is valid VERIS, or has no attribute at all", { skip }, () => {
  const check = checkers();
  const fact = fc.oneof(
    fc.tuple(fc.constantFrom<FactName>("outage-total-s", "loss-eur", "bytes-out", "records-affected"), range),
    fc.tuple(fc.constantFrom<FactName>("data-stolen", "data-compromised"), fc.boolean()),
  );
  fc.assert(
    fc.property(fc.array(fact, { maxLength: 8 }), (list) => {
      const parts = verisOf(new Map(list.map(([name, value]): [FactName, Fact] => [name, { value, from: [] }])));
      const attribute = Object.keys(parts.attribute).length === 0 ? undefined : parts.attribute;
      assert.ok(check({ impact: parts.impact, attribute }), JSON.stringify(parts));
    }),
    { numRuns: 200 },
  );
});

test("VERIS' single numbers are the best ones, and the ranges stand in the notes", () => {
  const facts = new Map<FactName, Fact>([
    ["outage-total-s", { value: { lo: 18.472, best: 22.466, hi: 28.428 }, from: [] }],
    ["bytes-out", { value: { lo: 5_101_504, best: 5_101_504, hi: 5_101_504 }, from: [] }],
    ["loss-eur", { value: { lo: 10, best: 20, hi: 30 }, from: [] }],
  ]);
  assert.deepEqual(verisOf(facts), {
    attribute: {
      availability: { variety: ["Interruption"], duration: { unit: "Seconds", value: 22.466 }, notes: "18.472 to 28.428 s" },
      confidentiality: { data_disclosure: "Potentially", notes: "5101504 to 5101504 bytes left" },
    },
    impact: {
      overall_rating: "Unknown",
      iso_currency_code: "EUR",
      overall_amount: 20,
      overall_min_amount: 10,
      overall_max_amount: 30,
      notes: "EUR 10 to 30",
    },
  });
});
