import assert from "node:assert/strict";
import { test } from "node:test";
import { createDetector, documentsOf, type LoadOptions, loadRules, reproduce, ruleSetDigest } from "../../src/detect/index.ts";
import type { Fields } from "../../src/model/index.ts";
import { event, ruleText } from "./one-rule.ts";
import { sha256 } from "./support.ts";

const RULE = ruleText("selection:\n  f: a\ncondition: selection");
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function filterText(rules: string, more = "", heading = "filter-dialect: suppress\n"): string {
  return `title: a filter\nid: a-filter\n${heading}logsource:\n  product: test\nfilter:\n  rules: ${rules}\n  selection:\n    user|startswith: adm_\n  condition: selection\n${more}`;
}

function loaded(texts: readonly string[], options: LoadOptions = {}): ReturnType<typeof loadRules> {
  return loadRules(
    texts.map((text, index) => ({ path: `${index}.yml`, bytes: bytes(text) })),
    sha256,
    options,
  );
}

function firesOn(texts: readonly string[], fields: Fields, options: LoadOptions = {}): boolean {
  const { rules, refused } = loaded(texts, options);
  assert.deepEqual(refused, []);
  return createDetector(rules, { utcOffsetMinutes: 0 }).observe(event(fields)).length > 0;
}

const ADMIN = { f: "a", user: "ADM_x" };
const OTHER = { f: "a", user: "x" };

const DIALECTS: readonly (readonly [
  name: string,
  filter: string,
  extra: readonly string[],
  options: LoadOptions,
  onAdmin: boolean,
])[] = [
  ["suppress in the filter", filterText("any"), [], {}, false],
  ["require in the filter", filterText("any", "", "filter-dialect: require\n"), [], {}, true],
  ["suppress as an option", filterText("any", "", ""), [], { filters: "suppress" }, false],
  ["require as an option", filterText("any", "", ""), [], { filters: "require" }, true],
  ["suppress in a document", filterText("any", "", ""), ["filter-dialect: suppress\n"], { filters: "require" }, false],
  ["the filter's own word before all others", filterText("any"), ["filter-dialect: require\n"], { filters: "require" }, false],
];

for (const [name, filter, extra, options, onAdmin] of DIALECTS) {
  test(`a filter's dialect is stated: ${name}`, () => {
    assert.equal(firesOn([RULE, filter, ...extra], ADMIN, options), onAdmin);
    assert.equal(firesOn([RULE, filter, ...extra], OTHER, options), !onAdmin);
  });
}

const REFUSED: readonly (readonly [name: string, texts: readonly string[], reason: string, said: RegExp])[] = [
  ["no dialect", [RULE, filterText("any", "", "")], "filter without a dialect", /suppress.*require/],
  [
    "a dialect nobody knows",
    [RULE, filterText("any", "", "filter-dialect: both\n")],
    "bad filter-dialect",
    /suppress or require/,
  ],
  ["a rule that is not there", [RULE, filterText("[nobody]")], "filter meets no rule", /nobody is not loaded/],
  [
    "another log source",
    [RULE, filterText("[a-rule]").replace("product: test", "product: other")],
    "filter meets no rule",
    /product other/,
  ],
  [
    "any rule of another log source",
    [RULE, filterText("any").replace("product: test", "product: other")],
    "filter meets no rule",
    /no rule is of/,
  ],
  ["no rules", [RULE, filterText("any").replace("  rules: any\n", "")], "missing rules", /any/],
  ["an empty list of rules", [RULE, filterText("[]")], "bad rules", /1 to/],
  ["no selection", [RULE, filterText("any").replace(/ {2}selection:\n.*\n/, "")], "bad filter", /search identifier/],
  ["two filters of one id", [RULE, filterText("any"), filterText("a-rule")], "id used twice", /a-filter/],
  [
    "two documents that disagree",
    [RULE, filterText("any"), "filter-dialect: suppress\n", "filter-dialect: require\n"],
    "filter-dialect stated twice",
    /2\.yml/,
  ],
  ["a detection as well", [RULE, `${filterText("any")}detection:\n  s:\n    f: a\n  condition: s\n`], "not a rule", /both/],
  ["a dialect on a rule", [`${RULE}filter-dialect: suppress\n`], "bad filter-dialect", /only a filter/],
];

for (const [name, texts, reason, said] of REFUSED) {
  test(`a filter is refused: ${name}`, () => {
    const { rules, refused } = loaded(texts);
    assert.equal(rules.length, texts.includes(RULE) ? 1 : 0);
    assert.deepEqual(
      refused.map((one) => one.reason),
      [reason],
    );
    assert.match(refused[0]?.detail ?? "", said);
  });
}

test("a filter goes to the rules that it names by id or name, and to no others", () => {
  const named = ruleText("selection:\n  f: a\ncondition: selection", "title: b\nid: b-rule\nname: b_name");
  const third = ruleText("selection:\n  f: a\ncondition: selection", "title: c\nid: c-rule");
  const { rules, notes } = loaded([RULE, named, third, filterText("\n    - a-rule\n    - b_name\n    - gone")]);
  const found = createDetector(rules, { utcOffsetMinutes: 0 }).observe(event(ADMIN));
  assert.deepEqual(
    found.map(({ rule }) => rule.id),
    ["c-rule"],
  );
  assert.deepEqual(
    notes.map(({ reason, detail }) => [reason, detail]),
    [["filter names a rule that it does not meet", "gone is not loaded"]],
  );
});

test("several filters apply one after the other, and patterns in their conditions stay among their own selections", () => {
  const second = filterText("all")
    .replace("a-filter", "b-filter")
    .replace("adm_", "svc_")
    .replace("condition: selection", "condition: 1 of them");
  const texts = [RULE, filterText("any"), second];
  assert.deepEqual(
    ["adm_1", "svc_1", "x"].map((user) => firesOn(texts, { f: "a", user })),
    [false, false, true],
  );
  const them = ruleText("selection:\n  f: a\ncondition: all of them");
  assert.equal(firesOn([them, filterText("any", "", "filter-dialect: require\n")], OTHER), false);
});

test("reasons name the rule's own conditions, and under require the filter's", () => {
  const why = (dialect: string, fields: Fields): unknown => {
    const { rules } = loaded([RULE, filterText("any", "", `filter-dialect: ${dialect}\n`)]);
    return createDetector(rules, { utcOffsetMinutes: 0 }).observe(event(fields))[0]?.why;
  };
  const own = { selection: "selection", field: "f", pattern: "a" };
  assert.deepEqual(why("suppress", OTHER), [own]);
  assert.deepEqual(why("require", ADMIN), [
    own,
    { selection: "filter a-filter: selection", field: "user", pattern: "startswith: adm_" },
  ]);
});

test("a detection of a filtered rule rests on the filter, and on the document that states its dialect, and fires again from them alone", () => {
  const { rules } = loaded([RULE, filterText("any", "", "")], { filters: "suppress" });
  const [rule] = rules;
  assert.ok(rule !== undefined);
  assert.deepEqual(
    rule.amendments.map(({ kind }) => kind),
    ["filter", "dialect"],
  );
  const documents = [...documentsOf(rule).map(({ document }) => document), rule.document];
  const again = (fields: Fields): number => reproduce(documents, [event(fields)], sha256, { utcOffsetMinutes: 0 }).length;
  assert.deepEqual([again(OTHER), again(ADMIN)], [1, 0]);
});

test("a correlation over a filtered rule rests on the filter too", () => {
  const correlation =
    "title: often\nid: often\ncorrelation:\n  type: event_count\n  rules: [a-rule]\n  timespan: 1m\n  condition:\n    gte: 1\n";
  const { rules } = loaded([RULE, correlation, filterText("any")]);
  const rule = rules.find(({ ref }) => ref.id === "often");
  assert.ok(rule !== undefined);
  assert.deepEqual(documentsOf(rule).length, 2);
  assert.equal(firesOn([RULE, correlation, filterText("any")], ADMIN), false);
});

test("the digest of a rule set changes with its filters and their dialect", () => {
  const digestOf = (texts: readonly string[], options: LoadOptions = {}): string =>
    ruleSetDigest(loaded(texts, options).rules, sha256, options);
  const filter = filterText("any", "", "");
  const digests = [
    digestOf([RULE]),
    digestOf([RULE, filterText("any")]),
    digestOf([RULE, filter], { filters: "suppress" }),
    digestOf([RULE, filter], { filters: "require" }),
    digestOf([RULE], { placeholders: new Map([["a", ["b"]]]) }),
    digestOf([RULE], { placeholders: new Map([["a", ["c"]]]) }),
    digestOf([RULE], { pipelines: [{ path: "p", bytes: bytes("name: p\ntransformations: []\n") }] }),
  ];
  assert.equal(new Set(digests).size, digests.length);
});
