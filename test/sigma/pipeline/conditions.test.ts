import assert from "node:assert/strict";
import { test } from "node:test";
import { ruleText } from "../one-rule.ts";
import { fires, refusal } from "./processed.ts";

const HEADING =
  "title: a rule\nid: a-rule\nstatus: test\nlevel: high\ndate: 2026-01-02\nauthor: Party A\ntags:\n  - attack.t1059\n  - cve.2026-1\nfields:\n  - shown\nscore: 7\nreferences:\n  - https://example.org/a";
const RULE = ruleText(
  "selection:\n  f: [a, 'b*']\n  n: null\n  r|fieldref: other\nwords:\n  - 7\n  - seven\ncondition: selection or words",
  HEADING,
);

/** True when the condition lets a step be applied to the rule. */
function holds(
  condition: string,
  kind: "rule" | "detection_item" | "field_name" = "rule",
  before: readonly string[] = [],
): boolean {
  const failing = kind === "rule" ? "rule_failure" : "detection_item_failure";
  const step = `type: ${failing}\nmessage: it holds\n${kind}_conditions:\n  - ${condition.replaceAll("\n", "\n    ")}`;
  const said = refusal([...before, step], RULE);
  assert.ok(said === "" || said === "refused by a pipeline: it holds", said);
  return said !== "";
}

const RULE_CONDITIONS: readonly (readonly [condition: string, holds: boolean])[] = [
  ["type: logsource\nproduct: test", true],
  ["type: logsource\nproduct: Test", true],
  ["type: logsource\nproduct: test\nservice: x", false],
  ["type: contains_detection_item\nfield: f\nvalue: a", true],
  ["type: contains_detection_item\nfield: f\nvalue: b*", true],
  ["type: contains_detection_item\nfield: f\nvalue: b", false],
  ["type: contains_field\nfield: n", true],
  ["type: contains_field\nfield: m", false],
  ["type: is_sigma_rule", true],
  ["type: is_sigma_correlation_rule", false],
  ["type: tag\ntag: attack.T1059", true],
  ["type: tag\ntag: attack.t1060", false],
  ["type: rule_attribute\nattribute: level\nvalue: medium\nop: gte", true],
  ["type: rule_attribute\nattribute: level\nvalue: critical\nop: gte", false],
  ["type: rule_attribute\nattribute: status\nvalue: experimental\nop: gt", true],
  ["type: rule_attribute\nattribute: date\nvalue: 2026-01-02\nop: lte", true],
  ["type: rule_attribute\nattribute: date\nvalue: '2026-01-01'\nop: lt", false],
  ["type: rule_attribute\nattribute: author\nvalue: Party A", true],
  ["type: rule_attribute\nattribute: author\nvalue: Party A\nop: ne", false],
  ["type: rule_attribute\nattribute: score\nvalue: 5\nop: gt", true],
  ["type: rule_attribute\nattribute: tags\nvalue: cve.2026-1\nop: in", true],
  ["type: rule_attribute\nattribute: tags\nvalue: cve.2026-1\nop: not_in", false],
  ["type: rule_attribute\nattribute: tags\nvalue: cve.2026-1\nop: eq", false],
  ["type: rule_attribute\nattribute: fields\nvalue: shown\nop: in", true],
  ["type: rule_attribute\nattribute: nobody\nvalue: x", false],
];

for (const [condition, expected] of RULE_CONDITIONS)
  test(`rule condition: ${condition.replaceAll("\n", ", ")}`, () => {
    assert.equal(holds(condition), expected);
  });

const ITEM_CONDITIONS: readonly (readonly [condition: string, holds: boolean])[] = [
  ["type: match_string\npattern: b\\*\ncond: any", true],
  ["type: match_string\npattern: '\\*'\ncond: any", false],
  ["type: match_string\npattern: a\ncond: all", false],
  ["type: match_string\npattern: .\ncond: any\nnegate: true", true],
  ["type: match_value\nvalue: 7\ncond: any", true],
  ["type: match_value\nvalue: '7'\ncond: any", false],
  ["type: contains_wildcard\ncond: any", true],
  ["type: contains_wildcard\ncond: all", false],
  ["type: is_null\ncond: all", true],
];

for (const [condition, expected] of ITEM_CONDITIONS)
  test(`detection item condition: ${condition.replaceAll("\n", ", ")}`, () => {
    assert.equal(holds(condition, "detection_item"), expected);
  });

const FIELD_CONDITIONS: readonly (readonly [condition: string, holds: boolean])[] = [
  ["type: include_fields\nfields: [f, x]", true],
  ["type: include_fields\nfields: [x]", false],
  ["type: include_fields\nfields: [other]", true],
  ["type: include_fields\nfields: [oth]\nmode: re", true],
  ["type: include_fields\nfields: [ther]\nmode: re", false],
  ["type: exclude_fields\nfields: [f, n, r, other]", true],
];

for (const [condition, expected] of FIELD_CONDITIONS)
  test(`field name condition: ${condition.replaceAll("\n", ", ")}`, () => {
    assert.equal(holds(condition, "field_name"), expected);
  });

const STATE = [
  "id: here\ntype: set_state\nkey: k\nval: 3",
  "id: there\ntype: set_state\nkey: k\nval: 4\nrule_conditions:\n  - type: is_sigma_correlation_rule",
];

test("state and applied items are known to later steps, in all three kinds of condition", () => {
  for (const kind of ["rule", "detection_item", "field_name"] as const) {
    assert.ok(holds("type: processing_state\nkey: k\nval: 3", kind, STATE));
    assert.ok(holds("type: processing_state\nkey: k\nval: 2\nop: gt", kind, STATE));
    assert.ok(!holds("type: processing_state\nkey: k\nval: 4", kind, STATE));
    assert.ok(!holds("type: processing_state\nkey: other\nval: 4\nop: ne", kind, STATE));
  }
  assert.ok(holds("type: processing_item_applied\nprocessing_item_id: here", "rule", STATE));
  assert.ok(!holds("type: processing_item_applied\nprocessing_item_id: there", "rule", STATE));
  const renaming = ["id: renaming\ntype: field_name_mapping\nmapping:\n  f: g"];
  assert.ok(holds("type: processing_item_applied\nprocessing_item_id: renaming", "detection_item", renaming));
  assert.ok(holds("type: processing_item_applied\nprocessing_item_id: renaming", "field_name", renaming));
  assert.ok(!holds("type: processing_item_applied\nprocessing_item_id: other", "detection_item", renaming));
});

test("an attribute that a pipeline set can be asked for", () => {
  const set = ["type: set_custom_attribute\nattribute: index\nvalue: main", "type: add_field\nfield: added"];
  assert.ok(holds("type: rule_attribute\nattribute: index\nvalue: main", "rule", set));
  assert.ok(holds("type: rule_attribute\nattribute: fields\nvalue: added\nop: in", "rule", set));
});

const UP = "type: case\nmethod: upper";
const AB = `${UP}\nfield_name_conditions:\n  a:\n    type: include_fields\n    fields: [f]\n  b:\n    type: include_fields\n    fields: [g]\n`;

test("conditions are joined by and, by or, by an expression, and may be turned round", () => {
  const changes = (gate: string): boolean => fires([gate], "f|cased: a", { f: "A" });
  assert.equal(changes(AB), false);
  assert.equal(changes(`${AB}field_name_cond_op: or`), true);
  assert.equal(changes(`${AB}field_name_cond_op: or\nfield_name_cond_not: true`), false);
  assert.equal(changes(`${AB}field_name_cond_expr: a and not b`), true);
  assert.equal(changes(`${AB}field_name_cond_expr: not (a or b)`), false);
  assert.equal(changes(`${UP}\nrule_conditions:\n  - type: logsource\n    product: other\nrule_cond_not: true`), true);
  assert.equal(
    changes(
      `${UP}\ndetection_item_conditions:\n  x:\n    type: match_string\n    cond: any\n    pattern: a\ndetection_item_cond_expr: x`,
    ),
    true,
  );
});

const BAD: readonly (readonly [name: string, step: string, said: RegExp])[] = [
  ["a name that is not there", `${AB}field_name_cond_expr: a or b or c`, /no condition is called c/],
  ["a name that is not used", `${AB}field_name_cond_expr: a`, /does not name b/],
  ["an expression beside an operator", `${AB}field_name_cond_expr: a or b\nfield_name_cond_op: or`, /exclude each other/],
  ["an expression over a list", `${UP}\nrule_conditions:\n  - type: is_sigma_rule\nrule_cond_expr: '1'`, /need names/],
  ["an expression that cannot be read", `${AB}field_name_cond_expr: a and (b`, /expected "\)"/],
  ["a deep expression", `${AB}field_name_cond_expr: ${"(".repeat(100)}a${")".repeat(100)} or b`, /more than 64/],
  ["a negation of nothing", `${UP}\nrule_cond_not: true`, /no condition to turn round/],
  ["an unknown condition", `${UP}\nrule_conditions:\n  - type: moon`, /unknown condition in a pipeline: moon/],
  ["an unknown parameter", `${UP}\nrule_conditions:\n  - type: tag\n    tag: a\n    tags: b`, /unknown key in a pipeline: tags/],
  ["a condition on values without any or all", `${UP}\ndetection_item_conditions:\n  - type: is_null`, /expected any or all/],
  [
    "a comparison of texts",
    `${UP}\nrule_conditions:\n  - type: rule_attribute\n    attribute: title\n    value: a\n    op: gt`,
    /cannot be compared by gt/,
  ],
  [
    "a comparison with a map",
    `${UP}\nrule_conditions:\n  - type: rule_attribute\n    attribute: logsource\n    value: a`,
    /does not compare the map/,
  ],
  [
    "a regular expression that RE2 does not know",
    `${UP}\nfield_name_conditions:\n  - type: include_fields\n    mode: re\n    fields: ['(a)\\1']`,
    /regular expression cannot be read/,
  ],
];

for (const [name, step, said] of BAD)
  test(`refused: ${name}`, () => {
    assert.match(refusal([step], "f: a"), said);
  });
