import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fields } from "../../../src/model/index.ts";
import { ruleText } from "../one-rule.ts";
import { fires, refusal } from "./processed.ts";

type Case = readonly [
  name: string,
  steps: readonly string[],
  item: string,
  yes: readonly Fields[],
  no: readonly Fields[],
  more?: string,
];

const MAP = "type: field_name_mapping\nmapping:\n  f: g";

const CASES: readonly Case[] = [
  ["field_name_mapping renames a field", [MAP], "f|contains: a", [{ g: "xAx" }], [{ f: "xAx" }, {}]],
  [
    "field_name_mapping to several is any of them",
    ["type: field_name_mapping\nmapping:\n  f: [g, h]"],
    "f: a",
    [{ g: "a" }, { h: "a" }],
    [{ f: "a" }],
  ],
  [
    "field_name_mapping to several under neq is none of them",
    ["type: field_name_mapping\nmapping:\n  f: [g, h]"],
    "f|neq: a",
    [{}, { g: "b", h: "b" }],
    [{ g: "a" }, { h: "a" }],
  ],
  ["field_name_mapping of a fieldref", [MAP], "x|fieldref: f", [{ x: "1", g: "1" }], [{ x: "1", f: "1" }]],
  [
    "field_name_mapping of keywords searches the field",
    ["type: field_name_mapping\nmapping:\n  null: message"],
    "'': word",
    [{ message: "a WORD b" }],
    [{ other: "a word b" }],
  ],
  [
    "field_name_prefix_mapping",
    ["type: field_name_prefix_mapping\nmapping:\n  win.: [w., v.]"],
    "win.f: a",
    [{ "w.f": "a" }, { "v.f": "a" }],
    [{ "win.f": "a" }],
  ],
  [
    "field_name_transform by name",
    ["type: field_name_transform\ntransform_func: snake_case\nmapping:\n  Keep: Kept"],
    "CommandLine: a",
    [{ command_line: "a" }],
    [{ CommandLine: "a" }],
  ],
  [
    "field_name_transform, mapping first",
    ["type: field_name_transform\ntransform_func: lower\nmapping:\n  Keep: Kept"],
    "Keep: a",
    [{ Kept: "a" }],
    [{ keep: "a" }],
  ],
  ["field_name_suffix", ["type: field_name_suffix\nsuffix: .keyword"], "f: a", [{ "f.keyword": "a" }], [{ f: "a" }]],
  ["field_name_prefix", ["type: field_name_prefix\nprefix: e."], "f: a", [{ "e.f": "a" }], [{ f: "a" }]],
  [
    "drop_detection_item",
    ["type: drop_detection_item\nfield_name_conditions:\n  - type: include_fields\n    fields: [f]"],
    "f: a\ng: b",
    [{ g: "b" }],
    [{ f: "a" }],
  ],
  [
    "hashes_fields",
    ["type: hashes_fields\nvalid_hash_algos: [MD5, SHA1]\nfield_prefix: File"],
    "Hashes|contains:\n  - SHA1=5F1CBC3D99558307BC1250D084FA968521482025\n  - 987B65CD9B9F4E9A1AFD8F8B48CF64A7",
    [{ FileSHA1: "5f1cbc3d99558307bc1250d084fa968521482025" }, { FileMD5: "987b65cd9b9f4e9a1afd8f8b48cf64a7" }],
    [{ Hashes: "SHA1=5F1CBC3D99558307BC1250D084FA968521482025" }, { FileSHA1: "987B65CD9B9F4E9A1AFD8F8B48CF64A7" }],
  ],
  [
    "hashes_fields without the name",
    ["type: hashes_fields\nvalid_hash_algos: [MD5]\nfield_prefix: hash\ndrop_algo_prefix: true"],
    "Hash: MD5=987B65CD9B9F4E9A1AFD8F8B48CF64A7",
    [{ hash: "987B65CD9B9F4E9A1AFD8F8B48CF64A7" }],
    [{ hashMD5: "987B65CD9B9F4E9A1AFD8F8B48CF64A7" }],
  ],
  ["wildcard_placeholders", ["type: wildcard_placeholders"], "f|expand: a%x%b", [{ f: "a-any-b" }], [{ f: "a%x%" }]],
  [
    "wildcard_placeholders in a regular expression",
    ["type: wildcard_placeholders"],
    "f|re|expand: ^a%x%b$",
    [{ f: "a-b" }],
    [{ f: "ab." }],
  ],
  [
    "value_placeholders",
    ["type: value_placeholders"],
    "f|contains|expand: a%x%b",
    [{ f: "-a1b-" }, { f: "atwob" }],
    [{ f: "ab" }, { f: "a%x%b" }],
    "vars:\n  x: [1, t?o]\n",
  ],
  [
    "value_placeholders of some",
    ["type: value_placeholders\ninclude: [x]", "type: wildcard_placeholders\nexclude: [z]"],
    "f|expand: '%x%-%y%-\\%z\\%'",
    [{ f: "1-q-%z%" }],
    [{ f: "2-q-%z%" }, { f: "1-q-z" }],
    "vars:\n  x: 1\n",
  ],
  [
    "value_placeholders in a network",
    ["type: value_placeholders"],
    "f|cidr|expand: '%net%'",
    [{ f: "10.1.2.3" }],
    [{ f: "11.1.2.3" }],
    "vars:\n  net: [10.0.0.0/8]\n",
  ],
  [
    "add_condition",
    ["type: add_condition\nconditions:\n  g|startswith: z"],
    "f: a",
    [{ f: "a", g: "zz" }],
    [{ f: "a" }, { g: "zz" }],
  ],
  [
    "add_condition, negated",
    ["type: add_condition\nnegated: true\nconditions:\n  g: [y, z]"],
    "f: a",
    [{ f: "a" }],
    [{ f: "a", g: "z" }],
  ],
  [
    "add_condition with a template",
    ["type: add_condition\ntemplate: true\nconditions:\n  index: $product-${product}-$$"],
    "f: a",
    [{ f: "a", index: "test-test-$" }],
    [{ f: "a", index: "$product" }],
  ],
  [
    "replace_string",
    ["type: replace_string\nregex: ^\\*\\\\?(.*)\\.exe$\nreplacement: \\1"],
    "f|endswith: \\cmd.exe",
    [{ f: "cmd" }],
    [{ f: "\\cmd.exe" }],
  ],
  [
    "replace_string keeps what it does not find",
    ["type: replace_string\nregex: one\nreplacement: two*"],
    "f: C:\\one\\\\*",
    [{ f: "C:\\twoX\\x" }, { f: "c:\\two\\" }],
    [{ f: "C:\\one\\x" }, { f: "C:\\twox*" }],
  ],
  [
    "replace_string in the words only",
    ["type: replace_string\nregex: a+\nreplacement: '*'\nskip_special: true"],
    "f: a*aa",
    [{ f: "*-*" }],
    [{ f: "b-b" }],
  ],
  [
    "replace_string in the words only, signs read",
    ["type: replace_string\nregex: a+\nreplacement: '*'\nskip_special: true\ninterpret_special: true"],
    "f: ab",
    [{ f: "xxb" }],
    [{ f: "xx" }],
  ],
  [
    "replace_string of a number",
    ["type: replace_string\nregex: '46'\nreplacement: '47'"],
    "f: 4688",
    [{ f: 4788 }],
    [{ f: 4688 }],
  ],
  [
    "replace_string of a number that is searched for",
    ["type: replace_string\nregex: '6'\nreplacement: '7'"],
    "f|contains: 46",
    [{ f: 14_788 }, { f: "47" }],
    [{ f: 4688 }],
  ],
  [
    "map_string to several",
    ["type: map_string\nmapping:\n  a: [b, c*]"],
    "f: [a, d]",
    [{ f: "b" }, { f: "cc" }, { f: "d" }],
    [{ f: "a" }],
  ],
  ["case, upper under cased", ["type: case\nmethod: upper"], "f|cased: aB*", [{ f: "ABx" }], [{ f: "aBx" }]],
  ["case, snake", ["type: case\nmethod: snake_case"], "f|cased: CommandLine", [{ f: "command_line" }], [{ f: "CommandLine" }]],
  ["regex keeps the meaning of a whole value", ["type: regex"], "f: a.b*", [{ f: "A.Bx\ny" }], [{ f: "xa.b" }, { f: "axb" }]],
  ["regex, plain, minds case", ["type: regex\nmethod: plain"], "f|contains: aB", [{ f: "xaBx" }], [{ f: "xabx" }]],
  ["regex with a flag", ["type: regex\nmethod: ignore_case_flag"], "f|contains|all: [a, b?d]", [{ f: "A B-D" }], [{ f: "a" }]],
  ["regex of a keyword at an end", ["type: regex"], "'|endswith': '4'", [{ f: "x4" }], [{ f: "46" }]],
  ["regex of letters with other folds", ["type: regex"], "f: kßs", [{ f: "\u212aẞſ" }, { f: "KßS" }], [{ f: "kss" }]],
  [
    "replace_string leaves keywords at their end",
    ["type: replace_string\nregex: never\nreplacement: x"],
    "'|endswith|all': ['', b]",
    [{ f: "ab" }],
    [{ f: "ba" }],
  ],
  [
    "value_placeholders under all: any value of a placeholder will do",
    ["type: value_placeholders"],
    "f|contains|expand|all: ['%who%', z]",
    [{ f: "a z" }, { f: "b z" }],
    [{ f: "a b" }, { f: "z" }],
    "vars:\n  who: [a, b]\n",
  ],
  [
    "value_placeholders under all and neq",
    ["type: value_placeholders"],
    "f|contains|expand|all|neq: ['%who%', z]",
    [{ f: "a b" }, { f: "z" }],
    [{ f: "a z" }, { f: "b z" }],
    "vars:\n  who: [a, b]\n",
  ],
  ["regex leaves numbers and null", ["type: regex"], "f: [1, a]", [{ f: 1 }, { f: "A" }], [{ f: "11" }]],
  ["set_value", ["type: set_value\nvalue: z"], "f|contains: [a, b]", [{ f: "z" }], [{ f: "a" }, { f: "xzx" }]],
  ["set_value to null", ["type: set_value\nvalue: null"], "f: a", [{}], [{ f: "a" }]],
  ["set_value, forced to a number", ["type: set_value\nvalue: '07'\nforce_type: num"], "f: a", [{ f: 7 }], [{ f: "07" }]],
  ["convert_type to text", ["type: convert_type\ntarget_type: str"], "f: 0x17", [{ f: "23" }], [{ f: "0x17" }]],
  [
    "convert_type of a number that is searched for",
    ["type: convert_type\ntarget_type: str"],
    "f|startswith: 4",
    [{ f: 40 }],
    [{ f: 14 }],
  ],
  ["convert_type to number", ["type: convert_type\ntarget_type: num"], "f: '7'", [{ f: 7 }], [{ f: "07" }]],
  [
    "nest",
    [
      "type: nest\nrule_conditions:\n  - type: logsource\n    product: test\nitems:\n  - type: field_name_mapping\n    mapping: {f: g}\n  - type: case\n    method: upper",
    ],
    "f|cased: a",
    [{ g: "A" }],
    [{ g: "a" }],
  ],
  [
    "change_logsource, add_field, remove_field, set_field, set_state and set_custom_attribute leave what is looked for",
    [
      "type: set_state\nkey: k\nval: v",
      "type: set_custom_attribute\nattribute: a\nvalue: b",
      "type: add_field\nfield: [x, y]",
      "type: remove_field\nfield: x",
      "type: set_field\nfields: [z]",
      "type: change_logsource\nproduct: test",
    ],
    "f: a",
    [{ f: "a" }],
    [{}],
  ],
];

for (const [name, steps, item, yes, no, more] of CASES) {
  test(name, () => {
    for (const fields of yes) assert.ok(fires(steps, item, fields, more), JSON.stringify(fields));
    for (const fields of no) assert.ok(!fires(steps, item, fields, more), `not ${JSON.stringify(fields)}`);
  });
}

const TWO = ruleText("selection:\n  f: a\nother:\n  g: b\ncondition: all of them");
const EITHER = ruleText("selection:\n  f: a\nother:\n  g: b\ncondition: other and not selection");
const DROP_F = "type: drop_detection_item\nfield_name_conditions:\n  - type: include_fields\n    fields: [f]";

test("a selection that lost all its items leaves the condition", () => {
  assert.ok(fires([DROP_F], TWO, { g: "b" }) && !fires([DROP_F], TWO, { f: "a" }));
  assert.ok(fires([DROP_F], EITHER, { g: "b", f: "a" }));
  assert.match(refusal([DROP_F], "f: a"), /nothing is left of the rule/);
});

const REFUSED: readonly (readonly [name: string, steps: readonly string[], item: string, said: RegExp, more?: string])[] = [
  ["rule_failure", ["type: rule_failure\nmessage: not here"], "f: a", /refused by a pipeline: not here/],
  [
    "detection_item_failure",
    ["type: detection_item_failure\nmessage: no nulls\ndetection_item_conditions:\n  - type: is_null\n    cond: any"],
    "f: null",
    /no nulls/,
  ],
  ["strict_field_mapping_failure", [MAP, "type: strict_field_mapping_failure"], "f: a\nh: b", /fields without a mapping: h/],
  ["hashes without a known algorithm", ["type: hashes_fields\nvalid_hash_algos: [MD5]"], "Hashes: nothing", /no hash of MD5/],
  ["a placeholder without values", ["type: value_placeholders"], "f|expand: '%x%'", /%x% is not among/],
  [
    "query_expression_placeholders",
    ["type: query_expression_placeholders\nexpression: '{field} lookup {id}'"],
    "f: a",
    /no query; use value_placeholders/,
  ],
  ["a text that is no number", ["type: convert_type\ntarget_type: num"], "f: a", /"a" is no number/],
  ["a placeholder as a regular expression", ["type: regex"], "f|expand: '%x%'", /placeholder cannot become/],
  [
    "a template without the part",
    ["type: add_condition\ntemplate: true\nconditions:\n  g: $service"],
    "f: a",
    /needs the service/,
  ],
  [
    "values that multiply",
    ["type: value_placeholders"],
    "f|expand: '%x%%x%%x%%x%'",
    /too many values/,
    `vars:\n  x: [${Array.from({ length: 20 }, (_, at) => at).join(", ")}]\n`,
  ],
  [
    "texts that grow",
    Array.from({ length: 20 }, () => "type: replace_string\nregex: '.'\nreplacement: '\\g<0>\\g<0>'"),
    "f: a",
    /value too long/,
  ],
  [
    "names that grow",
    Array.from({ length: 20 }, () => `type: field_name_prefix\nprefix: ${"x".repeat(50)}`),
    "f: a",
    /key too long/,
  ],
  [
    "items that multiply",
    Array.from({ length: 20 }, () => "type: field_name_mapping\nmapping:\n  f: [f, f, f]"),
    "f: a",
    /rule too large/,
  ],
  ["a look-ahead", ["type: replace_string\nregex: '(?=a)'\nreplacement: b"], "f: a", /regular expression cannot be read/],
  ["a replacement nobody can read", ["type: replace_string\nregex: a\nreplacement: '\\q'"], "f: a", /replacement cannot be read/],
  ["a transformation that reaches out", ["type: http_placeholders\nurl: x"], "f: a", /nothing outside itself/],
  ["an unknown transformation", ["type: magic"], "f: a", /unknown transformation: magic/],
  ["an unknown parameter", ["type: case\nmethods: lower"], "f: a", /unknown key in a pipeline: methods/],
  [
    "a slip in what must be there",
    ["type: field_name_mapping\nmappin: {a: b}"],
    "f: a",
    /unknown key in a pipeline: mappin; is mapping meant/,
  ],
  ["nothing where something must be", ["id: x"], "f: a", /bad type: expected a text, and there is no type/],
  ["a missing parameter", ["type: field_name_suffix"], "f: a", /bad suffix/],
];

for (const [name, steps, item, said, more] of REFUSED)
  test(`refused: ${name}`, () => {
    assert.match(refusal(steps, item, more), said);
  });
