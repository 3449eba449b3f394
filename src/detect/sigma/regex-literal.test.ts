import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fold } from "./fold.ts";
import { neededLiteral } from "./regex-literal.ts";

const TABLE: readonly (readonly [source: string, literal: string])[] = [
  ["abc", "abc"],
  ["(?i)ABC", "abc"],
  ["abc?", "ab"],
  ["abc*d", "ab"],
  ["abc+d", "abc"],
  ["ab{2,3}cde", "cde"],
  ["abc|def", ""],
  ["(abc|def)gh", "gh"],
  ["x(a\\)b|[)|]c)yz", "yz"],
  ["\\\\Windows\\\\Temp\\\\.{8}\\.tmp$", "\\windows\\temp\\"],
  ["[abc]def", "def"],
  ["[^]abc]de", "de"],
  ["[[:alpha:]]abc", ""],
  ["\\d+abc\\s", "abc"],
  ["\\x41bcd", ""],
  ["\\pLabc", ""],
  ["\\Qa+b\\E", ""],
  ["abc\\", ""],
  ["a{2", ""],
  ["a{1|b{2}cd", ""],
  ["ab{,3}cd}", ""],
  ["(?i)abc(?s)d", "abc"],
  ["abc(?i)*", ""],
  ["abc(?i-s){0}", ""],
  ["", ""],
];

test("the needed literal is the longest text that stands outside brackets and quantifiers", () => {
  for (const [source, literal] of TABLE) assert.equal(neededLiteral(source), literal, source);
});

const piece = fc.constantFrom(
  "a",
  "b",
  "B",
  "ab",
  "Kk",
  "ſ",
  "\\.",
  "\\\\",
  ".",
  "^",
  "$",
  "[ab]",
  "[^a\\]]",
  "\\d",
  "\\b",
  "(a|b)",
  "(?:ab)",
  "(?i)",
  "x",
);
const quantified = fc
  .tuple(piece, fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{0,2}", "*?", "+?"))
  .map(([body, times]) => (/^[\^$]$|^\\b$|^\(\?i\)$/.test(body) ? body : body + times));
const haystack = fc
  .array(fc.constantFrom("a", "b", "B", "ab", "k", "K", "s", ".", "\\", "x", "1", "AB"), { maxLength: 10 })
  .map((parts) => parts.join(""));

test("a text without the needed literal never matches", () => {
  fc.assert(
    fc.property(fc.array(quantified, { minLength: 1, maxLength: 6 }), fc.boolean(), haystack, (pieces, alternative, text) => {
      const source = alternative ? `${pieces.join("")}|zz` : pieces.join("");
      // The host's expressions know no (?i) in the middle: taking case away everywhere only adds matches.
      const expression = new RegExp(source.replaceAll("(?i)", ""), "iu".replace("u", source.includes("\\]") ? "" : "u"));
      if (expression.test(text)) assert.ok(fold(text).includes(neededLiteral(source)), source);
    }),
    { numRuns: 5_000 },
  );
});
