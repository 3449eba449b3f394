import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createDetector, documentsOf, reproduce, ruleSetDigest } from "../../../src/detect/index.ts";
import { event, ruleText } from "../one-rule.ts";
import { sha256 } from "../support.ts";
import { itemRule, loaded, pipelineText } from "./processed.ts";

const RULE = itemRule("f: a");
const map = (from: string, to: string): string => `type: field_name_mapping\nmapping:\n  ${from}: ${to}`;

test("pipelines apply by priority, equal ones in the order given, and share variables and state", () => {
  const late = pipelineText([map("g", "h")], "priority: 20\n");
  const early = pipelineText([map("f", "g")], "priority: 10\nvars:\n  x: one\n");
  const { rules } = loaded([RULE], [late, early]);
  assert.equal(createDetector(rules, { utcOffsetMinutes: 0 }).observe(event({ h: "a" })).length, 1);
  const values = pipelineText(["type: value_placeholders"], "priority: 30\n");
  const expanded = loaded([itemRule("f|expand: '%x%'")], [values, early]).rules;
  assert.equal(createDetector(expanded, { utcOffsetMinutes: 0 }).observe(event({ g: "one" })).length, 1);
});

test("a detection of a processed rule rests on the pipelines, and fires again from the documents alone", () => {
  const pipelines = [pipelineText([map("f", "g")]), pipelineText([map("g", "h")])];
  const { rules } = loaded([RULE], pipelines);
  const [rule] = rules;
  assert.ok(rule !== undefined);
  assert.deepEqual(
    rule.amendments.map(({ kind }) => kind),
    ["pipeline", "pipeline"],
  );
  const documents = [...documentsOf(rule).map(({ document }) => document), rule.document];
  const again = (field: string): number =>
    reproduce(documents, [event({ [field]: "a" })], sha256, { utcOffsetMinutes: 0 }).length;
  assert.deepEqual([again("h"), again("f")], [1, 0]);
});

test("a rule that no step was applied to rests on no pipeline", () => {
  const step = `${map("f", "g")}\nrule_conditions:\n  - type: logsource\n    product: other`;
  assert.deepEqual(loaded([RULE], [pipelineText([step])]).rules[0]?.amendments, []);
});

test("reasons name the rule's own selections after a pipeline", () => {
  const { rules } = loaded(
    [itemRule("f|contains: a")],
    [pipelineText([map("f", "g"), "type: replace_string\nregex: a\nreplacement: b"])],
  );
  const [found] = createDetector(rules, { utcOffsetMinutes: 0 }).observe(event({ g: "xbx" }));
  assert.deepEqual(found?.why, [{ selection: "selection", field: "g", pattern: "contains: b" }]);
});

test("a pipeline renames what correlations group by, their aliases and the field of their condition", () => {
  const correlation =
    "title: many\nid: many\ncorrelation:\n  type: value_count\n  rules: [a-rule]\n  group-by: [who]\n  aliases:\n    who:\n      a-rule: f\n  timespan: 1m\n  condition:\n    gte: 2\n    field: f\n";
  const pipeline = pipelineText([map("f", "g")]);
  const rule = loaded([itemRule("x: 1"), correlation], [pipeline]).rules.find(({ ref }) => ref.id === "many");
  assert.ok(rule?.correlation);
  assert.deepEqual(
    [rule.correlation.groupBy, rule.correlation.fields, rule.correlation.aliases.get("who")?.get("a-rule")],
    [["who"], ["g"], "g"],
  );
  const twice = loaded([itemRule("x: 1"), correlation], [pipelineText(["type: field_name_mapping\nmapping:\n  f: [g, h]"])]);
  assert.deepEqual(
    twice.refused.map(({ id, reason }) => [id, reason]),
    [["many", "pipeline cannot be applied"]],
  );
});

test("a condition on the log source of a correlation asks what became of its rules", () => {
  const correlation =
    "title: many\nid: many\ncorrelation:\n  type: event_count\n  rules: [a-rule]\n  group-by: [f]\n  timespan: 1m\n  condition:\n    gte: 2\n";
  const steps = [
    "type: change_logsource\nproduct: other",
    `${map("f", "g")}\nrule_conditions:\n  - type: logsource\n    product: other`,
  ];
  const { rules } = loaded([correlation, itemRule("x: 1")], [pipelineText(steps)]);
  assert.deepEqual(
    rules.map(({ ref, correlation: made }) => [ref.id, made?.groupBy]),
    [
      ["many", ["g"]],
      ["a-rule", undefined],
    ],
  );
});

test("filters come before pipelines, so that their fields are renamed too", () => {
  const filter =
    "title: f\nid: f\nfilter-dialect: suppress\nlogsource:\n  product: test\nfilter:\n  rules: any\n  s:\n    user: root\n  condition: s\n";
  const { rules } = loaded([RULE, filter], [pipelineText([map("user", "User.Name")])]);
  const detector = createDetector(rules, { utcOffsetMinutes: 0 });
  assert.equal(detector.observe(event({ f: "a", user: "root" })).length, 1);
  assert.equal(detector.observe(event({ f: "a", "User.Name": "root" })).length, 0);
  assert.deepEqual(
    rules[0]?.amendments.map(({ kind }) => kind),
    ["filter", "pipeline"],
  );
});

test("another taxonomy is used when a pipeline turned the rule into the default one, and refused otherwise", () => {
  const rule = itemRule("f: a", "title: a rule\nid: a-rule\ntaxonomy: mine");
  assert.equal(loaded([rule], [pipelineText([map("f", "g")])]).rules.length, 1);
  assert.deepEqual(
    loaded([rule], [pipelineText(["type: case"])]).refused.map(({ reason }) => reason),
    ["taxonomy mine"],
  );
});

test("a pipeline that cannot be used stops every rule, by name and reason", () => {
  const { rules, refused } = loaded([RULE], [pipelineText(["type: magic"]), pipelineText([])]);
  assert.equal(rules.length, 0);
  assert.deepEqual(
    refused.map(({ path, reason, line }) => [path, reason, line]),
    [
      ["0.yml", "unknown transformation", 3],
      ["0.yml", "a pipeline cannot be used", 1],
    ],
  );
});

test("what concerns queries is left out with a note", () => {
  const { rules, notes } = loaded(
    [RULE],
    [pipelineText([], "allowed_backends: [splunk]\npostprocessing:\n  - type: embed\nfinalizers:\n  - type: concat\n")],
  );
  assert.deepEqual(
    [rules.length, notes.map(({ detail }) => detail.split(" ")[0])],
    [1, ["allowed_backends", "postprocessing", "finalizers"]],
  );
});

test("a pipeline among the rules is refused with what to do", () => {
  assert.deepEqual(
    loaded([pipelineText([])], []).refused.map(({ reason }) => reason),
    ["processing pipeline among the rules"],
  );
});

test("the digest of a rule set changes with its pipelines and their order", () => {
  const pipeline = (text: string) => ({ path: "p.yml", bytes: new TextEncoder().encode(text) });
  const { rules } = loaded([RULE], []);
  const [one, two] = [pipeline(pipelineText([map("f", "g")])), pipeline(pipelineText([map("g", "f")]))];
  const digests = [[], [one], [two], [one, two], [two, one]].map((pipelines) => ruleSetDigest(rules, sha256, { pipelines }));
  assert.equal(new Set(digests).size, 5);
});

test("nesting beyond the limit is refused", () => {
  let step = "type: case";
  for (let depth = 0; depth < 12; depth++) step = `type: nest\nitems:\n  - ${step.replaceAll("\n", "\n    ")}`;
  assert.match(loaded([RULE], [pipelineText([step])]).refused[0]?.detail ?? "", /nested more than 8 deep/);
});

test("damaged pipelines end in rules or refusals, never in anything else", () => {
  const whole = pipelineText(
    [
      map("f", "[g, h]"),
      "type: replace_string\nregex: (a+)\nreplacement: '\\1b'",
      "type: add_condition\nconditions:\n  g|contains: [x, 1, null]",
    ],
    "vars:\n  x: [1]\n",
  );
  const rule = ruleText("selection:\n  f|contains|expand: ['%x%a', 'b']\n  n: null\nwords:\n  - w*\ncondition: 1 of them");
  fc.assert(
    fc.property(
      fc.nat(whole.length),
      fc.nat(8),
      fc.constantFrom("", "\n", ": ", "[", "'", "x", "null", "- ", "  ", "*", "%x%"),
      (at, cut, put) => {
        const { rules, refused } = loaded([rule], [whole.slice(0, at) + put + whole.slice(at + cut)]);
        assert.ok(rules.length + refused.length > 0);
      },
    ),
    { numRuns: process.env["MERIDIAN_SOAK"] === "1" ? 100_000 : 500 },
  );
});
