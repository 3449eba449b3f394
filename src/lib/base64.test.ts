import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseBase64, toBase64 } from "./base64.ts";
import { parseBase64Portably, toBase64Portably } from "./base64-portable.ts";

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

test("the host's own and ours agree on every text, white space among it", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."ABab09+/= \n\t-_\u00e9"), maxLength: 12 }), (text) => {
      assert.deepEqual(parseBase64(text), parseBase64Portably(text));
    }),
    { numRuns: 5000 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => assert.equal(toBase64(bytes), toBase64Portably(bytes))));
});

test("megabytes are read without exhausting the stack", () => {
  const bytes = new Uint8Array(6_000_000).fill(0x5a);
  const read = parseBase64(toBase64(bytes));
  assert.ok(read.ok && read.value.length === bytes.length);
  assert.equal(parseBase64(`${"A".repeat(8_000_000)}*AAA`).ok, false);
});
