import assert from "node:assert/strict";
import { test } from "node:test";
import { detectorOf, event, fires, load, ruleText } from "./one-rule.ts";

// The numbers are those of docs/sigma.md.

test("trap 2: a pattern in a condition fits whole names", () => {
  const text = ruleText("sel:\n  f: a\nselection:\n  f: b\ncondition: 1 of sel");
  assert.equal(detectorOf([text]).observe(event({ f: "a" })).length, 1);
  assert.equal(detectorOf([text]).observe(event({ f: "b" })).length, 0);
});

test("trap 7: null, empty and missing are three things, and only exists tells null from missing", () => {
  assert.ok(fires("f: null", {}) && fires("f: null", { f: null }) && fires("f: null", { f: [] }));
  assert.ok(!fires("f: null", { f: "" }));
  assert.ok(fires("f: ''", { f: "" }));
  assert.ok(!fires("f: ''", {}) && !fires("f: ''", { f: null }));
  assert.ok(fires("f: '*'", { f: "" }) && !fires("f: '*'", { f: null }) && !fires("f: '*'", {}));
  assert.ok(fires("f|exists: true", { f: null }) && !fires("f|exists: true", {}));
  const filtered = ruleText("selection:\n  g: x\nfilter:\n  f|startswith: ok\ncondition: selection and not filter");
  assert.equal(detectorOf([filtered]).observe(event({ g: "x" })).length, 1);
});

test("trap 8: numbers and booleans are the texts that they are written as", () => {
  assert.ok(fires("f: 4688", { f: 4688 }) && fires("f: 4688", { f: "4688" }) && fires("f: '4688'", { f: 4688 }));
  assert.ok(!fires("f: 4688", { f: "04688" }) && !fires("f: 4688", { f: "0x1250" }) && !fires("f: 4688", { f: "4688.0" }));
  assert.ok(fires("f: 0x17", { f: 23 }) && fires("f: 0x17", { f: "0X17" }) && !fires("f: '0x17'", { f: 23 }));
  assert.ok(fires("f: 9232379236109516800", { f: "9232379236109516800" }));
  assert.ok(fires("f: true", { f: true }) && fires("f: true", { f: "True" }) && !fires("f: true", { f: 1 }));
  assert.ok(fires("f: 'yes'", { f: "yes" }) && fires("f: yes", { f: "YES" }) && !fires("f: yes", { f: true }));
  assert.ok(fires("f|endswith: 88", { f: 4688 }));
});

test("trap 9: a keyword is looked for inside every single value, never across values or in names", () => {
  const any = ruleText("words:\n  - foo bar\n  - 77\n  - b?z*end\ncondition: words");
  const fits = (fields: Parameters<typeof event>[0]): boolean => detectorOf([any]).observe(event(fields)).length === 1;
  assert.ok(fits({ a: "xFOO BARx" }) && fits({ a: 1770 }) && fits({ a: ["", "the baz is at the END of"] }));
  assert.ok(!fits({ a: "foo", b: " bar" }) && !fits({ "foo bar": "x" }) && !fits({ a: null }));
  const all = ruleText("words:\n  '|all':\n    - one\n    - two\ncondition: words");
  assert.equal(detectorOf([all]).observe(event({ a: "ONE", b: "xtwox" })).length, 1);
  assert.equal(detectorOf([all]).observe(event({ a: "one" })).length, 0);
  const expressions = ruleText("words:\n  '|re': '^ab+$'\ncondition: words");
  assert.equal(detectorOf([expressions]).observe(event({ a: "x", b: "abb" })).length, 1);
  assert.equal(detectorOf([expressions]).observe(event({ a: "xabb" })).length, 0);
});

test("trap 10: a field whose name in the log has spaces is the field without them", () => {
  assert.ok(fires("ThreatName: x", { "Threat Name": "x" }));
  assert.ok(fires("ThreatName: null", { "Threat Name": null, other: "x" }));
  assert.ok(!fires("ThreatName: x", { ThreatName: "y", "Threat Name": "x" }));
  assert.ok(!fires("threatname: x", { ThreatName: "x" }));
});

test("trap 11: case is folded letter by letter beyond ASCII", () => {
  assert.ok(fires("f|contains: ΑΣ", { f: "σας" }) && fires("f: kelvin", { f: "\u212aelvin" }));
  assert.ok(!fires("f: i", { f: "İ" }) && !fires("f: i", { f: "ı" }));
});

test("trap 13: steps apply in the order written; neq is the opposite of the whole item", () => {
  assert.ok(fires("f|wide|base64: a", { f: btoa("a\0") }));
  assert.equal(load(ruleText("selection:\n  f|base64|wide: a\ncondition: selection")).refused.length, 0);
  assert.ok(fires("f|base64|wide: a", { f: [...btoa("a")].map((unit) => `${unit}\0`).join("") }));
  assert.ok(!fires("f|neq: [a, b]", { f: ["a", "c"] }));
});

test("timestamp is the event's own time where the event has no date of that name", () => {
  const text = ruleText("night:\n  timestamp|hour: 3\ncondition: night");
  const atMs = Date.UTC(2026, 10, 22, 14, 30);
  assert.equal(detectorOf([text], new Map(), 780).observe(event({ f: "x" }, atMs)).length, 1);
  assert.equal(detectorOf([text], new Map(), 0).observe(event({ f: "x" }, atMs)).length, 0);
  assert.equal(detectorOf([text]).observe(event({ timestamp: "2026-11-22T03:00:00Z" }, atMs)).length, 1);
  assert.equal(detectorOf([text]).observe(event({ timestamp: "2026-11-22T04:00:00Z" }, atMs)).length, 0);
});

test("an event is tried on the rules of its log source only", () => {
  const text = ruleText("selection:\n  f: a\ncondition: selection");
  const detector = detectorOf([text]);
  assert.equal(detector.observe(event({ f: "a" }, 0, { product: "other" })).length, 0);
  assert.equal(detector.observe(event({ f: "a" }, 0, {})).length, 0);
  assert.equal(detector.observe(event({ f: "a" }, 0, { product: "test", service: "any" })).length, 1);
  assert.deepEqual([detector.wants({ product: "test" }), detector.wants({ category: "dns" })], [true, false]);
  assert.deepEqual(
    detector.rulesFor({ product: "test" }).map(({ id }) => id),
    ["a-rule"],
  );
});

test("reasons name what held, never what was seen", () => {
  const text = ruleText(
    "selection:\n  - f|contains: [ab, zz]\n    g: 7\n  - h: q\nfilter:\n  f: none\ncondition: selection and not filter",
  );
  const [found] = detectorOf([text]).observe(event({ f: "xABx", g: "7" }));
  assert.deepEqual(found?.why, [
    { selection: "selection", field: "f", pattern: "contains: ab" },
    { selection: "selection", field: "g", pattern: "7" },
  ]);
});

test("names of the host's own objects are fields like any other", () => {
  assert.ok(!fires("constructor: '*'", {}) && !fires("__proto__: '*'", {}) && fires("toString: null", {}));
  assert.ok(!fires("hasOwnProperty|exists: true", {}));
});

test("trap 1: a filter's condition means what its dialect says, and a filter without one is refused", () => {
  const rule = ruleText("selection:\n  f: a\ncondition: selection");
  const filter = (dialect: string): string =>
    `title: b\n${dialect}logsource:\n  product: test\nfilter:\n  rules: [a-rule]\n  selection:\n    user: x\n  condition: selection\n`;
  const fits = (dialect: string, user: string): boolean =>
    detectorOf([rule, filter(dialect)]).observe(event({ f: "a", user })).length === 1;
  assert.deepEqual([fits("filter-dialect: suppress\n", "x"), fits("filter-dialect: suppress\n", "y")], [false, true]);
  assert.deepEqual([fits("filter-dialect: require\n", "x"), fits("filter-dialect: require\n", "y")], [true, false]);
  const { rules, refused } = load(rule, filter(""));
  assert.deepEqual([rules.length, refused.map(({ reason }) => reason)], [1, ["filter without a dialect"]]);
});

test("trap 12: a regular expression is RE2's: classes, lazy quantifiers and flags, no look-around and no back-reference", () => {
  assert.ok(fires("f|re: '^\\w+?\\d{2}(?:a|b)$'", { f: "x12b" }) && fires("f|re: (?i)AbC", { f: "xabcx" }));
  assert.ok(!fires("f|re: abc", { f: "ABC" }) && fires("f|re|i: abc", { f: "ABC" }));
  assert.ok(!fires("f|re: a.b", { f: "a\nb" }) && fires("f|re|s: a.b", { f: "a\nb" }));
  assert.ok(!fires("f|re: ^b", { f: "a\nb" }) && fires("f|re|m: ^b", { f: "a\nb" }));
  for (const source of ["(?=a)", "(?<!a)b", "(a)\\1", "(?>a)"])
    assert.equal(load(ruleText(`s:\n  f|re: '${source}'\ncondition: s`)).refused[0]?.reason, "regular expression cannot be read");
});
