import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FieldIndex } from "./field-index.ts";
import { clueForm } from "./witness.ts";

const word = fc
  .array(fc.constantFrom("a", "b", "-", "/", "–", "Σ", "ς", "x"), { minLength: 1, maxLength: 6 })
  .map((units) => units.join(""));

test("an index finds exactly the rules whose texts a value holds, first and again", () => {
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 30 }),
      fc.array(word, { maxLength: 6 }),
      word,
      (within, exact, wanted) => {
        const index = new FieldIndex();
        for (const [rule, text] of within.entries()) index.addWithin(clueForm(text), rule);
        for (const [rule, text] of exact.entries()) index.addExact(clueForm(text), 100 + rule);
        index.addPresent(999);
        for (const value of [...exact, wanted, wanted + within[0], "", wanted]) {
          const expected = [
            ...within.flatMap((text, rule) => (clueForm(value).includes(clueForm(text)) ? [rule] : [])),
            ...exact.flatMap((text, rule) => (clueForm(value) === clueForm(text) ? [100 + rule] : [])),
            999,
          ];
          assert.deepEqual(
            [...index.rulesFor(value)].sort((left, right) => left - right),
            expected,
          );
        }
      },
    ),
  );
});

test("a flood of new values is forgotten and answered as before", () => {
  const index = new FieldIndex();
  index.addWithin("needle", 1);
  for (let round = 0; round < 40_000; round++) assert.equal(index.rulesFor(`hay ${round}`).length, 0);
  assert.deepEqual([...index.rulesFor("hay with a needle")], [1]);
  assert.deepEqual([...index.rulesFor(`${"x".repeat(20_000)}NEEDLE`)], [1]);
});
