import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
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

  test("an integer is kept as a reviver would keep it, however names repeat, nest and are written", () => {
    const name = fc.constantFrom('"a"', '"b"', '"\\u0061"', '"x\\"a"', '"__proto__"', '"a b"');
    const leaf = fc.constantFrom(
      "9007199254740993",
      "-9223372036854775808",
      "9223372036854775807",
      "1e19",
      "7",
      '"a"',
      '"\\"a\\":9223372036854775806"',
      '"x,\\"a"',
      "null",
    );
    const { value } = fc.letrec<{ value: string; map: string }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 2 },
        leaf,
        tie("map"),
        fc.array(tie("value"), { maxLength: 2 }).map((items) => `[${items.join(",")}]`),
      ),
      map: fc
        .array(fc.tuple(name, fc.constantFrom(":", " : ", ":\t"), tie("value")), { maxLength: 4 })
        .map((members) => `{${members.map((parts) => parts.join("")).join(" ,")}}`),
    }));
    const lexeme = (_: string, found: unknown, { source }: { source?: string }): unknown =>
      typeof found === "number" && Number.isInteger(found) && !Number.isSafeInteger(found) && /^-?[0-9]+$/.test(source ?? "")
        ? source
        : found;
    const exact = (text: string): unknown => JSON.parse(text, lexeme as (name: string, found: unknown) => unknown);
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 4 }), (members) => {
        const text = `{${members.map((parts) => parts.join(":")).join(",")}}`;
        assert.deepEqual(readJsonLine(text), exact(text), text);
      }),
      { numRuns: 3_000 },
    );
  });

  test("nested beyond reason is an object or nothing, never an error", () => {
    const deep = `{"a":${"[".repeat(200_000)}1${"]".repeat(200_000)},"b":12345678901234567890}`;
    assert.doesNotThrow(() => readJsonLine(deep));
  });
});
