import assert from "node:assert/strict";
import { test } from "node:test";
import { tableOf } from "./table.ts";

const UNITS = tableOf({ s: 1, m: 60 });

for (const [name, value] of [
  ["s", 1],
  ["m", 60],
  ["h", undefined],
  ["", undefined],
] as const) {
  test(`the table gives ${value} for "${name}"`, () => assert.equal(UNITS.get(name), value));
}

test("a table knows nothing that objects inherit", () => {
  for (const name of Object.getOwnPropertyNames(Object.prototype)) {
    assert.equal(UNITS.get(name), undefined, name);
    assert.equal(UNITS.has(name), false, name);
  }
});

test("a table keeps the order of its entries", () => assert.deepEqual([...UNITS.keys()], ["s", "m"]));
