import assert from "node:assert/strict";
import { test } from "node:test";
import { TIME_PARTS, timePart, wallClock } from "./time-part.ts";

test("each part is read off the clock on the wall", () => {
  const wallMs = wallClock("2026-11-22T23:45:10.250Z", 60) as number;
  assert.deepEqual(
    TIME_PARTS.map((part) => timePart(part, wallMs)),
    [45, 0, 23, 48, 11, 2026],
  );
});

test("weeks are those of ISO 8601", () => {
  for (const [date, week] of [
    ["2021-01-03", 53],
    ["2021-01-04", 1],
    ["2024-12-30", 1],
    ["2026-12-31", 53],
    ["2016-01-01", 53],
  ] as const) {
    assert.equal(timePart("week", wallClock(date, 0) as number), week, date);
  }
});

test("a zone is moved to the local one, a text without a zone is taken as written", () => {
  for (const [text, hour] of [
    ["2026-11-22T10:00:00Z", 23],
    ["2026-11-22T10:00:00+13:00", 10],
    ["2026-11-22T10:00:00.123456+0000", 23],
    ["2026-11-22 10:00:00 UTC", 23],
    ["2026-11-22 10:00:00", 10],
    ["2026-11-22T10:00", 10],
  ] as const) {
    assert.equal(timePart("hour", wallClock(text, 780) as number), hour, text);
  }
});

test("what is no date is none", () => {
  for (const text of [
    "",
    "now",
    "2026-02-30",
    "2026-13-01",
    "2026-11-22T25:00:00",
    "22/11/2026",
    "1795351938",
    "2026-11-22T10:60:00",
  ])
    assert.equal(wallClock(text, 0), undefined, text);
});
