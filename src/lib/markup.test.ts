import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { escapeMarkup } from "./index.ts";

const TABLE: readonly (readonly [string, string])[] = [
  ["plain", "plain"],
  ["<b a='1' c=\"2\">&", "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;"],
  ["a\u202eb", "a\\u202eb"],
  ["bell\u0007", "bell\\u0007"],
  ["two\nlines\tand a tab", "two\nlines\tand a tab"],
  ["half a pair \ud800", "half a pair \ufffd"],
];

for (const [text, expected] of TABLE)
  test(`${JSON.stringify(text)} is safe in markup`, () => assert.equal(escapeMarkup(text), expected));

test("no text brings markup or anything unseen with it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
      assert.doesNotMatch(escapeMarkup(text), /[<>"'\u0000-\u0008\u202e\ufffe]|&(?!amp;|lt;|gt;|quot;|#39;)/);
    }),
  );
});
