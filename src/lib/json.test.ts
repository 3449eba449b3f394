import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatJson, JSON_DEPTH_MAX, JSON_WEIGHT_MAX, type Json, parseJson } from "./json.ts";

const REFUSED: readonly (readonly [text: string, at: number])[] = [
  ["", 0],
  ["nul", 0],
  ["{", 1],
  ['{"a":1,}', 7],
  ["[1,]", 3],
  ["[1 2]", 3],
  ['{"a":1 "b":2}', 7],
  ['{"a":1,"a":2}', 7],
  ['{"a":1,"\\u0061":2}', 7],
  ["9007199254740993", 0],
  ["1e400", 0],
  ["01", 1],
  ["+1", 0],
  [".5", 0],
  ["NaN", 0],
  ['"\\ud800"', 0],
  ['"\ud800"', 0],
  ['"a\nb"', 2],
  ['"\\x"', 1],
  ['"\\u12"', 1],
  ["1 1", 2],
  ["\ufeff1", 0],
  ["[".repeat(JSON_DEPTH_MAX + 2), JSON_DEPTH_MAX + 1],
];

for (const [text, at] of REFUSED) {
  test(`refuses ${JSON.stringify(text.slice(0, 30))} at ${at}`, () => {
    const read = parseJson(text);
    assert.ok(!read.ok);
    assert.equal(read.fault.at, at);
  });
}

test("more values than memory should hold are refused, however short their text", () => {
  const containersMax = JSON_WEIGHT_MAX / 10;
  const read = parseJson(`[${"[],".repeat(containersMax)}[]]`);
  assert.ok(!read.ok);
  assert.equal(read.fault.expected, "fewer values");
  assert.ok(parseJson(`[${"[],".repeat(containersMax - 3)}[]]`).ok);
});

test("__proto__ is a name like any other", () => {
  const read = parseJson('{"__proto__":{"polluted":true}}');
  assert.ok(read.ok);
  assert.deepEqual(Object.keys(read.value as object), ["__proto__"]);
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});

test("a member with a name that objects inherit is written like any other", () => {
  const names = Object.getOwnPropertyNames(Object.prototype).sort();
  const text = `{${names.map((name) => `"${name}":{"${name}":1}`).join(",")}}`;
  const read = parseJson(text);
  assert.ok(read.ok);
  assert.equal(formatJson(read.value), text);
});

test("sorts names by UTF-16 unit: U+1F600 (a surrogate pair) before U+FFFD", () => {
  assert.equal(formatJson({ "\ufffd": 1, "😀": 2, a: 3 }), '{"a":3,"😀":2,"\ufffd":1}');
});

const plain = (json: Json): unknown => JSON.parse(formatJson(json));

test("reads back what it writes, and writes one text for one value", () => {
  const anyJson = fc.jsonValue({ noUnicodeString: false }).filter((value) => JSON.stringify(value).isWellFormed());
  fc.assert(
    fc.property(anyJson, (value) => {
      const text = formatJson(value as Json);
      const read = parseJson(text);
      if (!read.ok) return; // numbers beyond a double's exact range, which fast-check makes and we refuse
      assert.equal(formatJson(read.value), text);
      assert.deepEqual(plain(read.value), JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("never throws, and accepts nothing that the host's parser refuses", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\u0019eE+-.tfn a') }), (text) => {
      if (parseJson(text).ok) assert.doesNotThrow(() => JSON.parse(text));
    }),
    { numRuns: process.env["MERIDIAN_SOAK"] === "1" ? 20_000 : 600 },
  );
});
