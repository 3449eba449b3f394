import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { readYaml, readYamlThoroughly, type YamlTree } from "../../src/detect/sigma/yaml-tree.ts";
import { sharedData } from "../support/shared-data.ts";
import { load } from "./one-rule.ts";
import { filesUnder } from "./support.ts";

// The quick reader must be indistinguishable from the thorough one: the same tree with the same places, or the same refusal.

type Answer = YamlTree | string;

function answerOf(read: (text: string, firstLine: number) => YamlTree, text: string): Answer {
  try {
    return read(text, 3);
  } catch (error) {
    return String(error);
  }
}

function assertSame(text: string): void {
  assert.deepEqual(answerOf(readYaml, text), answerOf(readYamlThoroughly, text), JSON.stringify(text));
}

const TEXTS: readonly (readonly [name: string, text: string])[] = [
  ["an ordinary map", "a: 1\nb: two\nc:\n  - x\n  - 'y'\n  - \"z\"\n"],
  ["numbers of every spelling", "a: 0x17\nb: 0123\nc: 1e3\nd: -7\ne: +7\nf: .5\ng: 0o17\nh: 12345678901234567890\ni: .inf\n"],
  ["texts that look like numbers", "a: 1.2.3\nb: 2026-08-05\nc: 1 of them\nd: -\ne: .\nf: 1_000\ng: +\n"],
  ["words", "a: null\nb: ~\nc:\nd: True\ne: FALSE\nf: yes\ng: nULL\nh: ''\n"],
  ["keys that are no texts", "1: a\ntrue: b\nnull: c\n? [x]\n: d\n"],
  ["block texts", "a: |\n  one\n  two\n\nb: >-\n  folded\n  text\nc: |+\n  kept\n\nd: |2\n   deep\n"],
  ["texts over lines", "a: one\n  two\n\n  three\nb: 'x\n  y'\nc: \"x\\\n  y\"\n"],
  ["flow", "a: [x, y]\nb: {c: d}\ne: [k: v]\n"],
  ["anchors, aliases, tags", "a: &x 1\nb: *x\nc: !!str 2\n"],
  ["a merge key", "a:\n  <<: {b: c}\n"],
  ["equal keys", "a: 1\n'a': 2\n"],
  ["text after a closing quote", 'k:\n- "y"a: b\n'],
  ["comments", "# a\na: 1 # b\n# c\nb: # d\n  c: e\n"],
  ["tabs and carriage returns", "a:\tb\r\nc: d\r\n"],
  ["an indicator in a text", "a: b: c\nd: 'e'\n"],
  ["deep nesting", Array.from({ length: 40 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join("")],
  ["a second document", "a: 1\n...\nb: 2\n"],
  ["an empty block text", "a:\n  b: |\nc: d\n"],
  ["block texts at the end", "a:\n  - |\n    x"],
  ["block texts with comments and spaces", "a: |\n  x\n # y\nb: |-\n  # x\n\n  y\n     \n\nc: |\n\n  z\n"],
  ["texts on the next line", "a:\n  one and\n  - two\nb:\n  'x'\nc:\n  |\n  y\nd:\n  : e\n"],
  ["quoted texts", 'a: "\\u0410\\\\\\"\\n" # b\n"c": \'it\'\'s\'\n\'d\' : e\n"f|g": "\\ud800"\nh: "\\x41"\n'],
  ["lists at the place of their key", "a:\n- b: 1\n  c:\n  - d\n- e\nf:\n  - g\n - h\n"],
  ["colons in texts", "a: :b\nc: d:e\nf:\n  - http://g\n  - ':h'\n  - :i\n  - j:\n"],
  ["white space that is no space to YAML", "a: x\u00a0\nb: \u3000\nc: y\u00a0 # z\nd:\n  - w\u2003\n    v\u2009\n\u00a0e: f\n"],
  ["a text below a comment", "k:\n#a\n  a\n\nb: c"],
  ["a list", "- a\n- b: c\n  d: e\n-\n"],
];

const DAMAGE = [
  ..." :-#'\"|>[]{},&*!%@`\\?~=".split(""),
  ": ",
  "  ",
  "\n\n",
  "\n  ",
  "|-",
  ">2",
  "|+",
  "&a ",
  "*a",
  "\\n",
  "0x1",
  "01",
  "é",
  "\u{1d600}",
  "...",
  "---",
  "<<: ",
  "[a, b]",
  "{a: b}",
  "null",
  "\t",
  "\r",
  "\ufeff",
  "\u00a0",
  "\u3000",
];

function damaged(text: string, [at, cut, put]: readonly [number, number, string]): string {
  const start = at % (text.length + 1);
  return text.slice(0, start) + put + text.slice(start + cut);
}

for (const [name, text] of TEXTS) test(`both readers say the same of ${name}`, () => assertSame(text));

test("both readers say the same of rules in the wild, and of rules that were damaged", (t) => {
  const root = sharedData("sigma");
  if (root === undefined) return t.skip("no SigmaHQ rules here");
  const soak = process.env["MERIDIAN_SOAK"] === "1";
  const files = filesUnder(root, ".yml").filter((path) => path.includes("/rules"));
  const texts = files.filter((_, index) => soak || index % 25 === 0).map((path) => readFileSync(path, "utf8"));
  for (const text of texts) assertSame(text);
  const edit = fc.tuple(fc.nat(), fc.nat(2), fc.constantFrom(...DAMAGE));
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.nat(), fc.array(edit, { minLength: 1, maxLength: 3 }), (text, from, edits) => {
      const lines = text.split("\n");
      const start = from % lines.length;
      assertSame(edits.reduce(damaged, lines.slice(start, start + 12).join("\n")));
    }),
    { numRuns: soak ? 100_000 : 1_000 },
  );
});

test("both readers say the same of texts made of YAML's own signs", () => {
  const soak = process.env["MERIDIAN_SOAK"] === "1";
  const sign = fc.constantFrom("a", "b: c", "k:", "\n", "\n  ", "\n", " ", "- ", ...DAMAGE);
  fc.assert(
    fc.property(fc.array(sign, { maxLength: 18 }), (signs) => assertSame(`k:\n${signs.join("")}`)),
    { numRuns: soak ? 300_000 : 3_000 },
  );
});

test("a second document without a marker of its own is not dropped without a word", () => {
  const { rules, refused } = load("title: a\n...\ntitle: b\n");
  assert.deepEqual([rules.length, refused.map(({ reason, line }) => [reason, line])], [0, [["not YAML", 3]]]);
});
