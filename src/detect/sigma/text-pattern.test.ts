import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fold } from "./fold.ts";
import { fits, literalWithin, plainText, readTokens, textPattern } from "./text-pattern.ts";

// Sigma rules specification 2.1, "Escape Character", and what pySigma makes of the same texts.
const ESCAPES: readonly (readonly [written: string, fitting: readonly string[], other: readonly string[]])[] = [
  ["a\\b", ["a\\b"], ["a\\\\b", "ab"]],
  ["a\\\\b", ["a\\b"], ["a\\\\b"]],
  ["a\\*", ["a*"], ["a\\*", "ab"]],
  ["a\\?", ["a?"], ["ab"]],
  ["a\\\\*", ["a\\", "a\\bc"], ["a\\*x".slice(0, 1), "a*"]],
  ["a\\\\\\*", ["a\\*"], ["a\\b", "a\\\\b"]],
  ["a\\\\\\\\", ["a\\\\"], ["a\\"]],
  ["a\\\\\\", ["a\\\\"], ["a\\"]],
  ["a\\", ["a\\"], ["a"]],
  ["a*", ["a", "abc", "a\nb"], ["ba"]],
  ["*a", ["a", "cba"], ["ab"]],
  ["*a*", ["a", "bab"], ["b"]],
  ["a*b*c", ["abc", "axxbxxc", "abbc"], ["acb", "abcd"]],
  ["a?c", ["abc", "a\u{1f600}c", "a\nc"], ["ac", "abbc"]],
  ["?", ["x", "\u{1f600}"], ["", "xx"]],
  ["*?", ["x", "xyz"], [""]],
  ["*??", ["xy", "x\u{1f600}"], ["x", "\u{1f600}"]],
  ["?*b", ["ab", "xxb"], ["b"]],
  ["*ab?b", ["abxb", "abaabxb"], ["abb", "abxbx"]],
  ["*", ["", "anything"], []],
  ["", [""], ["a"]],
];

test("escapes and wildcards mean what the specification says", () => {
  for (const [written, fitting, other] of ESCAPES) {
    const pattern = textPattern(readTokens(written, false), (text) => text);
    for (const text of fitting) assert.ok(fits(pattern, text), `${written} fits ${JSON.stringify(text)}`);
    for (const text of other) assert.ok(!fits(pattern, text), `${written} does not fit ${JSON.stringify(text)}`);
  }
});

test("placeholders are read only under expand, and a backslash makes a percent sign plain", () => {
  assert.equal(plainText(readTokens("%name%", false)), "%name%");
  assert.deepEqual(readTokens("a%DC-NAME%b", true), [
    { kind: "literal", text: "a" },
    { kind: "placeholder", name: "DC-NAME" },
    { kind: "literal", text: "b" },
  ]);
  assert.deepEqual(readTokens("\\%plain%name%", true), [
    { kind: "literal", text: "%plain" },
    { kind: "placeholder", name: "name" },
  ]);
  assert.equal(plainText(readTokens("100%", true)), "100%");
});

const unit = fc.constantFrom("a", "b", "ab", "\u{1f600}", "*", "?");
const written = fc.array(unit, { maxLength: 8 }).map((units) => units.join(""));

test("matching agrees with the host's regular expressions, and every fitting text holds the pattern's literal", () => {
  fc.assert(
    fc.property(written, written, (source, text) => {
      const pattern = textPattern(readTokens(source, false), fold);
      const expected = new RegExp(`^${source.replaceAll("*", ".*").replaceAll("?", ".")}$`, "su").test(text);
      assert.equal(fits(pattern, text), expected);
      if (expected) assert.ok(text.includes(literalWithin(pattern)));
    }),
    { numRuns: 5_000 },
  );
});

test("many wildcards on a long text take no long time", () => {
  const pattern = textPattern(readTokens(`${"a*".repeat(200)}b`, false), (text) => text);
  assert.equal(fits(pattern, "a".repeat(100_000)), false);
});
