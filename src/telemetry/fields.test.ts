import assert from "node:assert/strict";
import { test } from "node:test";
import { readJsonLine } from "../lib/index.ts";
import { DEPTH_MAX, flatten, type JsonMap, VALUES_MAX } from "./fields.ts";

const flat = (json: string): unknown => {
  const fields = flatten(readJsonLine(json) as JsonMap);
  return fields === undefined ? undefined : { ...fields };
};

const TABLE: readonly (readonly [string, string, unknown])[] = [
  ["a flat object stays", '{"a":1,"b":[1,"x",null]}', { a: 1, b: [1, "x", null] }],
  ["nested names are joined", '{"a":{"b":{"c":null}}}', { "a.b.c": null }],
  ["objects in lists become a list a leaf", '{"r":[{"arn":"x","t":1},{"arn":"y"},7]}', { "r.arn": ["x", "y"], "r.t": 1, r: 7 }],
  ["lists in lists are one list", '{"r":[[1,2],[3],{"a":[4]}]}', { r: [1, 2, 3], "r.a": [4] }],
  ["no value hides another", '{"a.b":1,"a":{"b":2}}', { "a.b": [1, 2] }],
  ["empty objects say nothing", '{"a":{},"b":[]}', { b: [] }],
];
for (const [name, json, expected] of TABLE) test(name, () => assert.deepEqual(flat(json), expected));

test("fields have no prototype, and __proto__ is a name like any other", () => {
  for (const json of ['{"__proto__":{"x":1},"a":1}', '{"__proto__":1,"a":1}']) {
    const fields = flatten(readJsonLine(json) as JsonMap) ?? {};
    assert.equal(Object.getPrototypeOf(fields), null);
    assert.equal(fields["constructor"], undefined);
    assert.equal(Object.keys(fields).length, 2);
  }
});

test("what is too deep or too wide is not read", () => {
  const nest = (levels: number): string => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
  assert.notEqual(flat(nest(DEPTH_MAX)), undefined);
  assert.equal(flat(nest(DEPTH_MAX + 2)), undefined);
  assert.equal(flat(nest(5000)), undefined);
  const names = (count: number): string => `{${Array.from({ length: count }, (_, at) => `"n${at}":1`).join()}}`;
  const wide = [`{"n":{"a":[${"1,".repeat(VALUES_MAX)}1]}}`, `{"a":[${"1,".repeat(VALUES_MAX)}1]}`, names(VALUES_MAX + 1)];
  for (const json of [...wide, `{"n":${names(VALUES_MAX + 1)}}`]) assert.equal(flat(json), undefined);
  assert.notEqual(flat(names(VALUES_MAX)), undefined);
});
