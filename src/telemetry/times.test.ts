import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { clfSpan, epochSpan, isoSpan, stampSpan } from "./times.ts";

const ms = (text: string): number => Date.parse(text);

const ISO: readonly (readonly [string, number, string | undefined, number])[] = [
  ["2026-11-22T12:00:00.123Z", 0, "2026-11-22T12:00:00.123Z", 0],
  ["2026-11-22T12:00:00.123456789Z", 0, "2026-11-22T12:00:00.123Z", 0],
  ["2026-11-22T12:00:00Z", 60, "2026-11-22T12:00:00.000Z", 999],
  ["2026-11-22T12:00:00.5+0100", 0, "2026-11-22T11:00:00.500Z", 99],
  ["2026-11-22 12:00:00,25-05:30", 0, "2026-11-22T17:30:00.250Z", 9],
  ["2026-11-22 12:00:00", 780, "2026-11-21T23:00:00.000Z", 999],
  ["2026/11/22 12:00:00", 0, "2026-11-22T12:00:00.000Z", 999],
  ["2016-12-31T23:59:60Z", 0, "2017-01-01T00:00:00.000Z", 999],
  ["2026-02-29T12:00:00Z", 0, undefined, 0],
  ["2026-13-01T12:00:00Z", 0, undefined, 0],
  ["2026-11-22T24:00:00Z", 0, undefined, 0],
  ["2026-11-22T12:00:00 CET", 0, undefined, 0],
  ["2026-11-22T12:00:00.123Zx", 0, undefined, 0],
  ["2026-11-22", 0, undefined, 0],
];
for (const [text, zone, from, width] of ISO) {
  test(`isoSpan reads ${text} at ${zone} minutes as ${from ?? "nothing"}`, () => {
    assert.deepEqual(isoSpan(text, zone), from === undefined ? undefined : { fromMs: ms(from), toMs: ms(from) + width });
  });
}

test("isoSpan agrees with Date.parse on every ISO time", () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date("9999-01-01"), noInvalidDate: true }), (date) => {
      assert.deepEqual(isoSpan(date.toISOString(), 0), { fromMs: date.getTime(), toMs: date.getTime() });
    }),
  );
});

const EPOCH: readonly (readonly [unknown, number | undefined, number])[] = [
  [1795352834, 1_795_352_834_000, 999],
  [1795352834.827, 1_795_352_834_827, 0],
  ["1795352834.827", 1_795_352_834_827, 0],
  [1795352834250, 1_795_352_834_250, 0],
  ["1795352834250123", 1_795_352_834_250, 0],
  ["1795352834250123456", 1_795_352_834_250, 0],
  [Number.POSITIVE_INFINITY, undefined, 0],
  [-5, undefined, 0],
  ["0x10", undefined, 0],
  [true, undefined, 0],
];
for (const [value, from, width] of EPOCH) {
  test(`epochSpan reads ${String(value)} as ${from ?? "nothing"}`, () => {
    assert.deepEqual(epochSpan(value), from === undefined ? undefined : { fromMs: from, toMs: from + width });
  });
}

const READ_AT = ms("2026-11-22T14:00:00Z");
const STAMPS: readonly (readonly [string, number, string | undefined])[] = [
  ["Nov 22 14:00:00", 0, "2026-11-22T14:00:00.000Z"],
  ["Nov 23 13:00:00", 0, "2026-11-23T13:00:00.000Z"],
  ["Nov 23 15:00:00", 0, "2025-11-23T15:00:00.000Z"],
  ["Nov  3 02:07:08", 780, "2026-11-02T13:07:08.000Z"],
  ["Feb 29 00:00:00", 0, "2024-02-29T00:00:00.000Z"],
  ["Dec 31 2019 23:59:59", 0, "2019-12-31T23:59:59.000Z"],
  ["Foo 31 23:59:59", 0, undefined],
  ["Feb 30 23:59:59", 0, undefined],
];
for (const [text, zone, from] of STAMPS) {
  test(`stampSpan puts ${text} at ${from ?? "no time"}`, () => {
    const expected = from === undefined ? undefined : { fromMs: ms(from), toMs: ms(from) + 999 };
    assert.deepEqual(stampSpan(text, READ_AT, zone), expected);
  });
}

test("clfSpan reads the zone of the common log format", () => {
  const from = ms("2026-11-22T13:05:46Z");
  assert.deepEqual(clfSpan("23/Nov/2026:02:05:46 +1300"), { fromMs: from, toMs: from + 999 });
  assert.equal(clfSpan("31/Feb/2026:02:05:46 +1300"), undefined);
});
