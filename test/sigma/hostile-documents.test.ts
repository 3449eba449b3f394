import assert from "node:assert/strict";
import { test } from "node:test";
import { loadRules } from "../../src/detect/index.ts";
import { readYamlThoroughly } from "../../src/detect/sigma/yaml-tree.ts";
import { load, ruleText } from "./one-rule.ts";
import { sha256 } from "./support.ts";

/** What one hostile file may take on a slow machine; most take a tenth of it. */
const MS_MAX = 10_000;

const many = (count: number, piece: (index: number) => string): string =>
  Array.from({ length: count }, (_, at) => piece(at)).join("");

const FILES: readonly (readonly [what: string, text: () => string, reason: string])[] = [
  ["millions of empty lines", () => `${"\n".repeat(8_000_000)}x`, "document too large"],
  ["millions of comments", () => `${"#\n".repeat(7_000_000)}x`, "document too large"],
  ["tens of thousands of aliases", () => `z: &z 1\n${many(12_000, (at) => `a${at}: *z\n`)}`, "missing title"],
  ["as many anchors and aliases", () => many(6_000, (at) => `a${at}: &x${at} 1\nb${at}: *x0\n`), "missing title"],
];

for (const [what, text, reason] of FILES) {
  test(`a file of ${what} is refused in bounded time`, () => {
    const file = text();
    const startedMs = performance.now();
    const { refused } = load(file);
    assert.ok(performance.now() - startedMs < MS_MAX, `${performance.now() - startedMs} ms`);
    assert.deepEqual(
      refused.map((each) => each.reason),
      [reason],
    );
  });
}

const RULES: readonly (readonly [what: string, detection: () => string, reason: string | undefined])[] = [
  ["a value of 30,000 stars", () => `a:\n  f: '${"*a".repeat(30_000)}'\ncondition: a`, undefined],
  ["a value of 257 question marks", () => `a:\n  f: '*${"?".repeat(257)}a*'\ncondition: a`, "too many wildcards"],
  ["a value of 256 question marks", () => `a:\n  f: '*${"?".repeat(256)}a*'\ncondition: a`, undefined],
  [
    "patterns in a condition that mean millions of names",
    () => `${many(8_000, (at) => `a${at}:\n  f: x\n`)}condition: ${many(300, (at) => `${4_000 + at} of * or `)}a1`,
    "condition too long",
  ],
  [
    "a condition that names the last of many selections, many times",
    () => `${many(16_000, (at) => `a${at}:\n- x\n`)}condition:\n${many(60, () => `- ${"a15999 or ".repeat(900)}a1\n`)}`,
    undefined,
  ],
  ["placeholders beside 3,000 stars", () => `a:\n  f|expand: '%x%${"*a".repeat(3_000)}'\ncondition: a`, "too many values"],
  ["placeholders behind 3,000 stars", () => `a:\n  f|expand: '${"*a".repeat(3_000)}%x%'\ncondition: a`, "too many values"],
  ["five thousand values in two places", () => "a:\n  f|expand: '%x%%x%'\ncondition: a", "too many values"],
  ["five thousand values", () => "a:\n  f|expand: '*%x%*'\ncondition: a", undefined],
];

for (const [what, detection, reason] of RULES) {
  test(`a rule with ${what} is ${reason === undefined ? "read" : "refused"} in bounded time`, () => {
    const bytes = new TextEncoder().encode(ruleText(detection()));
    const placeholders = new Map([["x", Array.from({ length: 5_000 }, (_, at) => `v${at}`)]]);
    const startedMs = performance.now();
    const { refused } = loadRules([{ path: "r.yml", bytes }], sha256, { placeholders });
    assert.ok(performance.now() - startedMs < MS_MAX, `${performance.now() - startedMs} ms`);
    assert.deepEqual(
      refused.map((each) => each.reason),
      reason === undefined ? [] : [reason],
    );
  });
}

test("an alias stands for the last node of its name before it, wherever it is read again", () => {
  const read = readYamlThoroughly("a: &x 1\nb: &y [*x]\nc: &x 2\nd: *y\ne: *x\n&k f: *k\n", 1);
  assert.ok(read.kind === "map");
  const values = read.entries.map(({ value }) =>
    value.kind === "list"
      ? value.items.map((item) => item.kind === "scalar" && item.value)
      : value.kind === "scalar" && value.value,
  );
  assert.deepEqual(values, [1, [1], 2, [1], 2, "f"]);
});
