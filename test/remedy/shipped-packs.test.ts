import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { assess } from "../../src/law/index.ts";
import type { Finding } from "../../src/model/index.ts";
import { BARS, bookOf, CATALOGUE, DAY, input, openOptions, ROOT, textOf } from "./world.ts";

const FILES = readdirSync(join(ROOT, "packs/law"), { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".yaml"),
);
const BOOK = bookOf(...FILES.map((file) => textOf(`packs/law/${file}`)));

const PROPS = [...new Set([...BOOK.elements].map(([id, { item }]) => item.prop ?? id))];
const SHOWN: readonly Finding[] = PROPS.map((prop) => {
  const [isRefuted, kinds] = [BARS.has(prop), [...BOOK.kinds.keys()]];
  const [pro, con] = isRefuted ? [null, "conclusive" as const] : ["conclusive" as const, null];
  return { prop, pro, con, kinds, sources: ["a", "b", "c"], against: isRefuted ? ["d"] : [], claims: [] };
});

function open(findings: readonly Finding[]): readonly string[] {
  const assessed = { ...assess(BOOK, { findings, figures: [] }, { asOf: DAY }), next: [] };
  return openOptions({ ...input("state"), assessed });
}

test("every rule that the catalogue waits for, or warns by, is in the packs that are shipped", () => {
  for (const { requires, owed } of Object.values(CATALOGUE.options))
    for (const rule of [...requires, ...(owed === null ? [] : [owed])]) assert.ok(BOOK.rules.has(rule), rule);
  for (const { rule } of Object.values(CATALOGUE.warnings)) assert.ok(rule !== null && BOOK.rules.has(rule), rule ?? "a warning");
});

test("under every position a countermeasure and a plea of necessity can open, and on an empty record neither does", () => {
  const ids = ["name_state", "suspend_treaty", "plead_necessity", "court_or_arbitration"];
  assert.deepEqual(
    ids.filter((id) => !open(SHOWN).includes(id)),
    [],
  );
  assert.deepEqual(
    ids.filter((id) => open([]).includes(id)),
    [],
  );
});

const NEEDED = `injured only_responsible_state purpose_compliance called_on proportionate reversible touches_protected_obligations
before_binding_tribunal breaches_duty_to_third aviation_safety_spared`.split(/\s+/);
for (const prop of NEEDED)
  test(`a countermeasure is shut while nothing is known of ${prop}`, () => {
    assert.ok(PROPS.includes(prop));
    assert.ok(!open(SHOWN.filter((each) => each.prop !== prop)).includes("suspend_treaty"));
  });

test("under the packs that are shipped, taking evidence away never opens an option", () => {
  const all = new Set(open(SHOWN));
  fc.assert(
    fc.property(fc.uniqueArray(fc.constantFrom(...PROPS), { maxLength: 60 }), (gone) => {
      const away = new Set(gone);
      for (const option of open(SHOWN.filter(({ prop }) => !away.has(prop)))) assert.ok(all.has(option), option);
    }),
    { numRuns: process.env["MERIDIAN_SOAK"] === "1" ? 5000 : 40 },
  );
});
