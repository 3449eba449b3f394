import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fields } from "../../src/model/index.ts";
import { detectorOf, event, fires, load, ruleText } from "./one-rule.ts";

/** An item of a rule, events that it fits, events that it does not. */
type Row = readonly [item: string, fitting: readonly Fields[], other: readonly Fields[]];

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const wide = (text: string): string => [...text].map((unit) => `${unit}\0`).join("");

const TABLE: readonly Row[] = [
  ["f: Value", [{ f: "value" }, { f: "VALUE" }], [{ f: "values" }, { f: "a value" }, { g: "value" }, {}]],
  ["f: [one, two]", [{ f: "ONE" }, { f: "two" }, { f: ["x", "two"] }], [{ f: "three" }, { f: [] }]],
  ["f|contains: b", [{ f: "aBc" }, { f: "b" }], [{ f: "ac" }]],
  ["f|startswith: ab", [{ f: "ABc" }], [{ f: "cab" }]],
  ["f|endswith: \\cmd.exe", [{ f: "C:\\Windows\\CMD.exe" }], [{ f: "cmd.exe" }, { f: "\\cmd.exe " }]],
  ["f|contains|all: [a, b]", [{ f: "b a" }, { f: ["xa", "bx"] }], [{ f: "a" }, { f: "b" }]],
  ["f|all: ['a*', '*b']", [{ f: "ab" }, { f: "a-b" }], [{ f: "a" }]],
  ["f|re: '^a[0-9]{2}$'", [{ f: "a12" }], [{ f: "A12" }, { f: "a123" }]],
  ["f|re: 'b+'", [{ f: "abbc" }], [{ f: "ABBC" }]],
  ["f|re|i: '^A.c'", [{ f: "aBC" }], [{ f: "xabc" }, { f: "a\nc" }]],
  ["f|re|m: '^b$'", [{ f: "a\nb\nc" }], [{ f: "ab" }]],
  ["f|re|s: 'a.c'", [{ f: "a\nc" }], [{ f: "abbc" }]],
  ["f|re|i|m|s: '^A.C$'", [{ f: "x\na\nc" }], [{ f: "ac" }]],
  ["f|re: '(?i)Invoke-\\w{3,}\\s'", [{ f: "x INVOKE-mimi y" }], [{ f: "invoke-a " }]],
  ["f|re|all: ['a', 'b']", [{ f: "ba" }], [{ f: "a" }]],
  ["f|cidr: 10.0.0.0/8", [{ f: "10.2.3.4" }, { f: ["x", "10.0.0.1"] }], [{ f: "11.0.0.1" }, { f: "10.0.0" }, { f: "" }]],
  ["f|cidr: ['fe80::/10', '192.168.0.0/16']", [{ f: "fe80::1" }, { f: "192.168.9.9" }], [{ f: "::1" }, { f: "192.169.0.0" }]],
  [
    "f|windash|contains: ' -foo '",
    [{ f: "x /foo y" }, { f: "x \u2013FOO y" }, { f: "x \u2014foo y" }, { f: "x \u2015foo y" }, { f: "x -foo y" }],
    [{ f: "x foo y" }],
  ],
  ["f|contains|all|windash: ['/a', '-b']", [{ f: "-a /b" }], [{ f: "a -b" }]],
  ["f|windash|cased: '-A'", [{ f: "/A" }], [{ f: "/a" }]],
  ["f|base64: foo", [{ f: base64("foo") }], [{ f: base64("fop") }, { f: "foo" }]],
  ["f|base64|contains: pingüino", [{ f: `x ${base64("pingüino")} y` }], [{ f: base64("pinguino") }]],
  [
    "f|base64offset|contains: /bin/bash",
    ["/bin/bash", "a/bin/bash", "ab/bin/bash;", "abc/bin/bash -i"].map((text) => ({ f: base64(text) })),
    [{ f: base64("/bin/sh") }],
  ],
  [
    "f|wide|base64offset|contains: ping",
    ["ping", "xping", "a ping b"].map((text) => ({ f: base64(wide(text)) })),
    [{ f: base64("ping") }],
  ],
  ["f|utf16le|base64|contains: cmd", [{ f: base64(wide("cmd")) }], [{ f: base64("cmd") }]],
  ["f|utf16be|base64|contains: cmd", [{ f: base64("\0c\0m\0d") }], [{ f: base64(wide("cmd")) }]],
  ["f|utf16|base64|contains: cmd", [{ f: btoa(`\xff\xfe${wide("cmd")}`) }], [{ f: base64(wide("cmd")) }]],
  ["f|wide: cmd", [{ f: "c\0m\0d\0" }], [{ f: "cmd" }]],
  ["f|windash|base64: '-e'", ["-e", "/e", "\u2013e"].map((text) => ({ f: base64(text) })), [{ f: base64("e") }]],
  ["f|exists: true", [{ f: "x" }, { f: "" }, { f: null }, { f: [] }], [{ g: "x" }, {}]],
  ["f|exists: false", [{ g: "x" }, {}], [{ f: null }, { f: "x" }]],
  ["f|cased: Value", [{ f: "Value" }], [{ f: "value" }]],
  ["f|contains|cased: [Ab, Cd]", [{ f: "xCdx" }], [{ f: "ab cd" }]],
  ["f|lt: 10", [{ f: 9 }, { f: "9.5" }, { f: -3 }], [{ f: 10 }, { f: "ten" }, { f: "" }, {}, { f: null }]],
  ["f|lte: 10", [{ f: 10 }], [{ f: 10.5 }]],
  ["f|gt: 10", [{ f: 11 }, { f: "+11" }, { f: [1, 12] }], [{ f: 10 }, { f: "0x20" }]],
  ["f|gte: 10.5", [{ f: "10.5" }], [{ f: 10 }]],
  ["f|neq: a", [{ f: "b" }, {}, { f: null }], [{ f: "A" }, { f: ["b", "a"] }]],
  ["f|neq: [a, b]", [{ f: "c" }], [{ f: "a" }, { f: "b" }]],
  ["f|contains|all|neq: [a, b]", [{ f: "a" }, { f: "b" }], [{ f: "ab" }]],
  ["f|gt|neq: 5", [{ f: 5 }, {}], [{ f: 6 }]],
  [
    "f|fieldref: g",
    [
      { f: "same", g: "SAME" },
      { f: 1, g: "1" },
      { f: ["a", "b"], g: "b" },
    ],
    [{ f: "a", g: "b" }, { f: "a" }, { g: "a" }, {}, { f: null, g: null }],
  ],
  ["f|fieldref|cased: g", [{ f: "a", g: "a" }], [{ f: "a", g: "A" }]],
  ["f|fieldref|neq: g", [{ f: "a", g: "b" }, {}], [{ f: "a", g: "a" }]],
  ["f|fieldref|endswith: g", [{ f: "C:\\x.exe", g: "X.exe" }], [{ f: "x.exe", g: "C:\\x.exe" }]],
  ["f|hour: [22, 23]", [{ f: "2026-11-22T22:10:00Z" }], [{ f: "2026-11-22T21:59:59Z" }, { f: "late" }, {}]],
  ["f|hour|gte: 22", [{ f: "2026-11-22T23:10:00Z" }], [{ f: "2026-11-22T01:00:00Z" }]],
  ["f|minute|lt: 30", [{ f: "2026-11-22 22:10:00" }], [{ f: "2026-11-22 22:30:00" }]],
  ["f|day: 22", [{ f: "2026-11-22" }], [{ f: "2026-11-21" }]],
  ["f|week: 47", [{ f: "2026-11-22" }], [{ f: "2026-11-23" }]],
  ["f|month: 11", [{ f: "2026-11-22" }], [{ f: "2026-12-22" }]],
  ["f|year|neq: 2026", [{ f: "2025-11-22" }], [{ f: "2026-11-22" }]],
];

for (const [item, fitting, other] of TABLE) {
  test(`${item} fits what it should and nothing else`, () => {
    for (const fields of fitting) assert.ok(fires(item, fields), `${item} fits ${JSON.stringify(fields)}`);
    for (const fields of other) assert.ok(!fires(item, fields), `${item} does not fit ${JSON.stringify(fields)}`);
  });
}

test("expand takes values with wildcards, waits without them, and keeps them out of the reasons", () => {
  const text = ruleText("selection:\n  f|expand: 'DOM\\\\%servers%'\n  g|cidr|expand: '%nets%'\ncondition: selection");
  const idle = detectorOf([text]);
  assert.deepEqual(
    idle.waiting.map(({ placeholders, problem }) => [placeholders, problem]),
    [[["servers", "nets"], null]],
  );
  assert.deepEqual(idle.observe(event({ f: "DOM\\%servers%", g: "10.0.0.1" })), []);
  const values = new Map([
    ["servers", ["srv*", "db\\*"]],
    ["nets", ["10.0.0.0/8"]],
  ]);
  const ready = detectorOf([text], values);
  assert.deepEqual(ready.waiting, []);
  const [found] = ready.observe(event({ f: "dom\\SRV12", g: "10.0.0.1" }));
  assert.deepEqual(found?.why, [
    { selection: "selection", field: "f", pattern: "expand: DOM\\\\%servers%" },
    { selection: "selection", field: "g", pattern: "cidr|expand: %nets%" },
  ]);
  assert.equal(ready.observe(event({ f: "dom\\db*", g: "10.0.0.1" })).length, 1);
  assert.equal(ready.observe(event({ f: "dom\\dbx", g: "10.0.0.1" })).length, 0);
});

test("a rule in a negated place that waits never matches", () => {
  const waiting = ruleText("selection:\n  f: a\nfilter:\n  g|expand: '%known%'\ncondition: selection and not filter");
  assert.deepEqual(detectorOf([waiting]).observe(event({ f: "a" })), []);
  assert.equal(detectorOf([waiting], new Map([["known", ["x"]]])).observe(event({ f: "a" })).length, 1);
  assert.equal(detectorOf([waiting], new Map([["known", []]])).observe(event({ f: "a" })).length, 1);
});

test("placeholder values that do not fit are a problem by name, not a crash", () => {
  const rule = ruleText("selection:\n  g|cidr|expand: '%nets%'\ncondition: selection");
  assert.deepEqual(
    detectorOf([rule], new Map([["nets", ["nowhere"]]])).waiting.map(({ problem }) => problem),
    ['not a network: "nowhere"'],
  );
});

const REFUSED: readonly (readonly [item: string, reason: string])[] = [
  ["f|frobnicate: a", "unknown modifier frobnicate"],
  ["f|CONTAINS: a", "unknown modifier CONTAINS"],
  ["f|: a", "unknown modifier "],
  ["f|i: a", "modifiers do not go together"],
  ["f|re|startswith: a", "modifiers do not go together"],
  ["f|re|cidr: a", "modifiers do not go together"],
  ["f|gt|lt: 1", "modifiers do not go together"],
  ["f|contains|contains: a", "modifiers do not go together"],
  ["f|exists|all: true", "modifiers do not go together"],
  ["f|exists: yes", "exists needs true or false"],
  ["f|gt: ten", "expected a number"],
  ["f|cidr: nowhere", "not a network"],
  ["f|re: '(?=a)b'", "regular expression cannot be read"],
  ["f|re: '(a)\\1'", "regular expression cannot be read"],
  ["f|re: '['", "regular expression cannot be read"],
  ["f|base64: 'a*'", "wildcard before an encoding"],
  ["f|contains|base64: a", "wildcard before an encoding"],
  ["f|contains: null", "null with a modifier"],
  ["f: [a, null]", "null in a list of values"],
  ["f: []", "bad detection"],
  ["f: {a: b}", "bad detection"],
  ["f: [[a]]", "bad detection"],
  ["'|exists': true", "modifier needs a field"],
  ["'|fieldref': g", "modifier needs a field"],
];

test("what has no meaning is refused with its reason and place", () => {
  for (const [item, reason] of REFUSED) {
    const { rules, refused } = load(ruleText(`selection:\n  ${item}\ncondition: selection`));
    assert.deepEqual([rules.length, refused[0]?.reason, refused[0]?.id, refused[0]?.line], [0, reason, "a-rule", 7], item);
  }
});

test("a hostile regular expression takes linear time", () => {
  const long = "a".repeat(50_000);
  for (const pattern of ["(a+)+$", "(a|aa)+$", "(.*)*b", "^(([a-z])+.)+[A-Z]([a-z])+$", "(a*){20}c", "(?:a?){50}a{50}b"]) {
    const detector = detectorOf([ruleText(`selection:\n  f|re: '${pattern}'\ncondition: selection`)]);
    const start = process.cpuUsage().user;
    detector.observe(event({ f: `${long}!` }));
    assert.ok(process.cpuUsage().user - start < 5_000_000, pattern);
  }
});
