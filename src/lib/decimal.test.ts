import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCount, parseUint64 } from "./decimal.ts";

const REFUSED = [
  "",
  " 7",
  "7 ",
  "07",
  "00",
  "-1",
  "+1",
  "1.0",
  "1e3",
  "0x1f",
  "1_000",
  "１",
  "18446744073709551616",
  "99999999999999999999",
] as const;

for (const text of REFUSED) {
  test(`refuses ${JSON.stringify(text)}`, () =>
    assert.deepEqual(parseUint64(text), { ok: false, fault: { kind: "bad-decimal" } }));
}

test("takes 0 and the largest 64-bit number", () => {
  assert.deepEqual(parseUint64("0"), { ok: true, value: 0n });
  assert.deepEqual(parseUint64("18446744073709551615"), { ok: true, value: 18_446_744_073_709_551_615n });
});

test("a count is refused where a double would round it", () => {
  assert.deepEqual(parseCount("9007199254740991"), { ok: true, value: 9_007_199_254_740_991 });
  assert.equal(parseCount("9007199254740992").ok, false);
});
