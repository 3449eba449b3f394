import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readJsonLine } from "./json-line.ts";

describe("a line of JSON", () => {
  const rows: readonly (readonly [text: string, value: unknown])[] = [
    ['{"a":4688}', { a: 4688 }],
    ['{"a":13.0,"b":13e0}', { a: 13, b: 13 }],
    ['{"Keywords":-9223372036854775808}', { Keywords: "-9223372036854775808" }],
    ['{"a":9007199254740991,"b":9007199254740992}', { a: 9007199254740991, b: "9007199254740992" }],
    ['{"a":[{"b":[12345678901234567890]}]}', { a: [{ b: ["12345678901234567890"] }] }],
    ['{"a":1e300,"b":1e400}', { a: 1e300, b: Number.POSITIVE_INFINITY }],
    ['{"a":12345678901234567890,"a":1}', { a: 1 }],
    ['{"a":"12345678901234567890"}', { a: "12345678901234567890" }],
    ["12345678901234567890", undefined],
    ["{", undefined],
  ];
  for (const [text, value] of rows)
    test(`${text} keeps every digit of an integer`, () => assert.deepEqual(readJsonLine(text), value));

  test("nested beyond reason is an object or nothing, never an error", () => {
    const deep = `{"a":${"[".repeat(200_000)}1${"]".repeat(200_000)},"b":12345678901234567890}`;
    assert.doesNotThrow(() => readJsonLine(deep));
  });
});
