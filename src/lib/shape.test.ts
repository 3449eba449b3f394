import assert from "node:assert/strict";
import { test } from "node:test";
import { type Shape, shape } from "./index.ts";
import type { Json } from "./json.ts";

const person = shape.record({
  name: shape.text(5),
  age: shape.count,
  tags: shape.list(shape.word("a", "b"), 2),
  note: shape.nullable(shape.flag),
});
const good: Json = { name: "Ada", age: 36, tags: ["a"], note: null };

const REFUSED: readonly (readonly [string, Json, string])[] = [
  ["a list where an object is wanted", [], "person"],
  ["null where an object is wanted", null, "person"],
  ["an unknown name", { ...good, extra: 1 }, "person.extra"],
  ["a missing name", { name: "Ada", age: 1, tags: [] }, "person.note"],
  ["text that is too long", { ...good, name: "Adaline" }, "person.name"],
  ["a negative count", { ...good, age: -1 }, "person.age"],
  ["a fractional count", { ...good, age: 1.5 }, "person.age"],
  ["a word that is not listed", { ...good, tags: ["a", "c"] }, "person.tags[1]"],
  ["a list that is too long", { ...good, tags: ["a", "a", "a"] }, "person.tags"],
  ["text where a flag is wanted", { ...good, note: "yes" }, "person.note"],
];

for (const [name, json, path] of REFUSED) {
  test(`refuses ${name}, and says where`, () => {
    const read = person(json, "person");
    assert.ok(!read.ok);
    assert.equal(read.fault.path, path);
  });
}

test("reads what fits", () => assert.deepEqual(person(good, "person"), { ok: true, value: good }));

test("a dictionary keeps any name and checks every value", () => {
  const counts: Shape<Readonly<Record<string, number>>> = shape.dictionary(shape.count);
  assert.ok(counts({ __proto__x: 1 }, "counts").ok);
  const bad = counts({ a: 1, b: "2" }, "counts");
  assert.ok(!bad.ok);
  assert.equal(bad.fault.path, "counts.b");
});
