import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHex, toHex } from "./hex.ts";

const REFUSED = ["a", "abc", "AB", "0g", " ab", "ab\n", "0xab"] as const;

for (const text of REFUSED)
  test(`refuses ${JSON.stringify(text)}`, () => assert.deepEqual(parseHex(text), { ok: false, fault: { kind: "bad-hex" } }));

test("every byte reads back as written, and megabytes do not exhaust the stack", () => {
  const bytes = Uint8Array.from({ length: 3_000_000 }, (_, at) => at & 255);
  const read = parseHex(toHex(bytes));
  assert.ok(read.ok && read.value.every((byte, at) => byte === (at & 255)));
});
