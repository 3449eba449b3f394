import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fields } from "../../src/model/index.ts";
import { detectorOf, event, fires, load, ruleText } from "./one-rule.ts";

// Sigma 2.1 row by row, where no other test has the row: what a document may say, how values are escaped, and what is left alone.

const BODY = "s:\n  f: a\ncondition: s";

const LEFT_ALONE: readonly string[] = [
  "related:\n  - id: 6f3e2987-db24-4c78-a860-b4f4095a7095\n    type: derived",
  "related: nothing of the kind",
  "status: deprecated",
  "status: unsupported",
  "description: what it is for",
  "license: CC0-1.0",
  "references:\n  - https://example.org",
  "fields:\n  - f\n  - g",
  "falsepositives:\n  - none",
  "scope:\n  - server",
  "custom:\n  any: [thing, {else: 1}]",
  "taxonomy: sigma",
  "tags: [attack.t1059, car.2016-04-005, cve.2026-1, d3fend.d3-pa, detection.emerging-threats, stp.4a, tlp.amber]",
];

for (const attribute of LEFT_ALONE)
  test(`a rule may say ${attribute.split("\n")[0]}, and fires as without`, () => {
    const detector = detectorOf([ruleText(BODY, `title: a\nid: a\n${attribute}`)]);
    assert.deepEqual([detector.observe(event({ f: "a" })).length, detector.observe(event({ f: "b" })).length], [1, 0]);
  });

test("of a log source definition and custom attributes are left alone", () => {
  const text = ruleText(BODY).replace("  product: test", "  product: test\n  definition: turn it on\n  vendor: Party A");
  assert.equal(detectorOf([text]).observe(event({ f: "a" })).length, 1);
});

for (const level of ["informational", "low", "medium", "high", "critical"])
  test(`level ${level} is the detection's`, () => {
    assert.equal(detectorOf([ruleText(BODY, `title: a\nlevel: ${level}`)]).observe(event({ f: "a" }))[0]?.rule.level, level);
  });

const ACTIONS = ["action: global\ntitle: a\n", "action: reset\n", "action: repeat\nf: b\n"];

for (const text of ACTIONS)
  test(`obsolete collections are refused: ${text.split("\n")[0]}`, () => {
    assert.deepEqual(
      load(text).refused.map(({ reason }) => reason),
      ["rule collections (action) are obsolete"],
    );
  });

test("several documents of a file are several rules, each with its own digest and lines", () => {
  const other = ruleText("s:\n  f: b\ncondition: s", "title: b\nid: b");
  const { rules, refused } = load(`${ruleText(BODY)}---\n${other}---\ntitle: c\n`);
  assert.deepEqual(
    rules.map(({ ref }) => ref.id),
    ["a-rule", "b"],
  );
  assert.notEqual(rules[0]?.ref.digest, rules[1]?.ref.digest);
  assert.deepEqual(
    refused.map(({ reason, line }) => [reason, line]),
    [["missing logsource", 19]],
  );
});

/** In single quotes YAML leaves backslashes alone. */
const ESCAPES: readonly (readonly [value: string, yes: readonly string[], no: readonly string[]])[] = [
  ["a*", ["a", "abc", "A\n"], ["ba"]],
  ["a?c", ["abc", "a?c"], ["ac", "abbc"]],
  ["\\*", ["*"], ["\\*", "x"]],
  ["\\?", ["?"], ["x", "\\?"]],
  ["a\\b", ["a\\b"], ["ab"]],
  ["a\\\\b", ["a\\b"], ["a\\\\b"]],
  ["\\\\*", ["\\", "\\abc"], ["*", "x"]],
  ["\\\\\\*", ["\\*"], ["\\x", "\\\\"]],
  ["\\\\\\\\", ["\\\\"], ["\\"]],
  ["\\\\\\\\*", ["\\\\", "\\\\x"], ["\\*"]],
  ["a\\", ["a\\"], ["a"]],
  ["\\%x%", ["\\%x%"], ["%x%"]],
];

for (const [value, yes, no] of ESCAPES)
  test(`the value ${value}`, () => {
    for (const text of yes) assert.ok(fires(`f: '${value}'`, { f: text }), text);
    for (const text of no) assert.ok(!fires(`f: '${value}'`, { f: text }), `not ${text}`);
  });

const STANDARD = ["Administrators", "JumpServers", "Workstations", "Servers", "DomainControllers"];

test("standard placeholders get their values as all others do, and wait without", () => {
  for (const name of STANDARD) {
    const text = ruleText(`s:\n  f|expand: 'x-%${name}%'\ncondition: s`);
    assert.deepEqual(
      detectorOf([text]).waiting.map(({ placeholders }) => placeholders),
      [[name]],
    );
    const fits = (fields: Fields): number => detectorOf([text], new Map([[name, ["one", "two"]]])).observe(event(fields)).length;
    assert.deepEqual([fits({ f: "x-two" }), fits({ f: "x-three" }), fits({ f: `x-%${name}%` })], [1, 0, 0]);
  }
});

test("under expand a percent sign after a backslash is plain, as is one that closes nothing", () => {
  const placeholders = new Map([["b", ["B"]]]);
  const fits = (value: string, text: string): boolean =>
    detectorOf([ruleText(`s:\n  f|expand: '${value}'\ncondition: s`)], placeholders).observe(event({ f: text })).length === 1;
  assert.ok(fits("\\%b\\%", "%b%") && fits("\\%b%b%", "%bB") && fits("100%", "100%") && fits("a % b %", "a % b %"));
});

const CONDITIONS: readonly (readonly [condition: string, fits: (a: boolean, b: boolean, c: boolean) => boolean])[] = [
  ["a1 or a2 and b", (a, b, c) => a || (b && c)],
  ["not a1 and a2", (a, b) => !a && b],
  ["not (a1 or a2)", (a, b) => !(a || b)],
  ["1 of a*", (a, b) => a || b],
  ["any of a*", (a, b) => a || b],
  ["all of a*", (a, b) => a && b],
  ["all of them", (a, b, c) => a && b && c],
  ["2 of them", (a, b, c) => Number(a) + Number(b) + Number(c) >= 2],
  ["3 of a*", () => false],
  ["1 of *2", (_, b) => b],
  ["not 1 of them", (a, b, c) => !(a || b || c)],
  ["NOT a1 AND (a2 OR b)", (a, b, c) => !a && (b || c)],
];

for (const [condition, fits] of CONDITIONS)
  test(`the condition ${condition}`, () => {
    const detector = detectorOf([ruleText(`a1:\n  a: 1\na2:\n  b: 1\nb:\n  c: 1\n_hidden:\n  d: 1\ncondition: ${condition}`)]);
    for (let bits = 0; bits < 8; bits++) {
      const [a, b, c] = [(bits & 1) > 0, (bits & 2) > 0, (bits & 4) > 0];
      const found = detector.observe(event({ a: Number(a), b: Number(b), c: Number(c) })).length === 1;
      assert.equal(found, fits(a, b, c), `${a} ${b} ${c}`);
    }
  });

const NEQ: readonly (readonly [item: string, yes: readonly Fields[], no: readonly Fields[]])[] = [
  ["f|neq: a", [{ f: "b" }, {}, { f: null }], [{ f: "A" }]],
  ["f|neq: [a, b]", [{ f: "c" }, {}], [{ f: "a" }, { f: "b" }, { f: ["c", "b"] }]],
  ["f|contains|all|neq: [a, b]", [{ f: "a" }, { f: "b" }, {}], [{ f: "ab" }]],
  ["f|fieldref|neq: g", [{ f: "a", g: "b" }, { f: "a" }], [{ f: "a", g: "A" }]],
  ["f|re|neq: ^a", [{ f: "ba" }], [{ f: "ab" }]],
  ["f|cidr|neq: 10.0.0.0/8", [{ f: "11.0.0.1" }, { f: "x" }], [{ f: "10.1.1.1" }]],
];

for (const [item, yes, no] of NEQ)
  test(`neq is the opposite of the whole item: ${item}`, () => {
    for (const fields of yes) assert.ok(fires(item, fields), JSON.stringify(fields));
    for (const fields of no) assert.ok(!fires(item, fields), `not ${JSON.stringify(fields)}`);
  });
