import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { markup } from "./markup.ts";
import { number, plural, spell } from "./words.ts";

test("text cannot become markup, in elements or in attributes", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("<", ">", '"', "'", "&", "a", "\u0000", "\u202e", "\n") }), (text) => {
      const { html } = markup`<p title="${text}">${text}</p>`;
      assert.equal(html.match(/[<>]/g)?.length, 4);
      assert.equal(html.match(/"/g)?.length, 2);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
      assert.doesNotMatch(html, /[\u0000\u202e]/);
    }),
  );
});

test("markup in markup stays, and lists are joined", () => {
  const items = ["a", "<b>"].map((text) => markup`<li>${text}</li>`);
  assert.equal(markup`<ul>${items}</ul>${1}`.html, "<ul><li>a</li><li>&lt;b&gt;</li></ul>1");
});

const SPANS: readonly (readonly [number, string])[] = [
  [0, "less than a second"],
  [1000, "1 second"],
  [61_000, "1 minute 1 second"],
  [3_600_000, "1 hour"],
  [90_061_000, "1 day 1 hour"],
  [86_400_000 + 5000, "1 day"],
];
for (const [ms, words] of SPANS) test(`${ms} ms is ${words}`, () => assert.equal(spell(ms), words));

test("counts are grouped and agree with their nouns", () => {
  assert.deepEqual(
    [number(1234567), number(999), plural(1, "record"), plural(0, "record")],
    ["1,234,567", "999", "1 record", "0 records"],
  );
});
