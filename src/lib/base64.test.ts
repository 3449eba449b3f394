import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseBase64, toBase64 } from "./base64.ts";

const REFUSED = [
  "=",
  "A",
  "AA",
  "AAA",
  "A===",
  "AA=",
  "AAAA=",
  "AB==",
  "AAB=",
  "QUJD\n",
  " QUJD",
  "QU-_",
  "QUJD!!!",
  "****",
  "QQ==QQ==",
] as const;

for (const text of REFUSED) {
  test(`refuses ${JSON.stringify(text)}`, () =>
    assert.deepEqual(parseBase64(text), { ok: false, fault: { kind: "bad-base64" } }));
}

test("writes as Node writes and reads back the same bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = toBase64(bytes);
      assert.equal(text, Buffer.from(bytes).toString("base64"));
      const read = parseBase64(text);
      assert.ok(read.ok);
      assert.deepEqual([...read.value], [...bytes]);
    }),
  );
});

test("one text for one value: whatever is accepted is what toBase64 writes", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."ABab09+/=") }), (text) => {
      const read = parseBase64(text);
      if (read.ok) assert.equal(toBase64(read.value), text);
    }),
  );
});
