import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { latenessMs } from "../../src/app/index.ts";
import { sayLateness } from "../../src/app/rule-options.ts";
import { oneSession } from "./one-session.ts";

const RULE = `title: Failed
id: 7c1d1c5a-0000-4000-8000-000000000001
author: Harbour Time Service
level: low
logsource: { product: windows }
detection: { selection: { EventID: 4625 }, condition: selection }
---
title: Many failures
id: 7c1d1c5a-0000-4000-8000-000000000002
author: Harbour Time Service
level: high
correlation:
  type: event_count
  rules: [7c1d1c5a-0000-4000-8000-000000000001]
  group-by: [TargetUserName]
  timespan: 5m
  condition: { gte: 3 }
`;

function line(hour: number): string {
  const time = new Date(Date.UTC(2026, 10, 23, hour)).toISOString();
  return JSON.stringify({ EventID: 4625, Channel: "Security", Hostname: "h", TimeCreated: time, TargetUserName: "svc" });
}

/** What a session says of a log whose second event is an hour late, and what it finds. */
async function sessionOf(context: TestContext, hours: readonly number[], latenessMs?: number) {
  return oneSession(context, { rules: RULE, lines: hours.map(line), latenessMs });
}

test("an event that came too late to be counted is told of and stands in the coverage", async (context) => {
  const { degraded, told } = await sessionOf(context, [12, 1]);
  const [only, ...more] = degraded;
  assert.deepEqual(more, []);
  assert.equal(only?.title, "Many failures");
  assert.equal(only?.what, "late");
  assert.equal(only?.lost, 1);
  assert.ok((only?.from ?? "") <= "2026-11-23T01:00:00.000Z" && (only?.to ?? "") >= "2026-11-23T01:00:00.000Z");
  assert.match(told, /Many failures: events came later than is waited for \(sigma\.lateness is 1h\)/);
});

test("what is waited for longer is counted as if it had come in order", async (context) => {
  const hours = [1, 1, 12, 1];
  const late = await sessionOf(context, hours, 3_600_000);
  assert.deepEqual([late.found.length, late.degraded.map(({ what }) => what)], [0, ["late"]]);
  const waited = await sessionOf(context, hours, latenessMs({ lateness: "12h" }));
  assert.deepEqual([waited.found.length, waited.degraded, waited.told], [1, [], ""]);
});

test("a lateness is said in the unit that a configuration would take", () => {
  for (const lateness of ["0s", "90s", "10m", "1h", "999d"]) assert.equal(sayLateness(latenessMs({ lateness })), lateness);
});
