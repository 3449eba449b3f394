import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runSession } from "../../src/app/index.ts";
import { temporaryFolder } from "../support/run-meridian.ts";

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

test("an event that came too late to be counted is told of and stands in the coverage", async (context) => {
  const folder = await temporaryFolder(context);
  mkdirSync(join(folder, "rules"));
  writeFileSync(join(folder, "rules", "rule.yml"), RULE);
  writeFileSync(join(folder, "log.ndjson"), `${[line(12), line(1)].join("\n")}\n`);
  const told: string[] = [];
  const { coverage } = await runSession({
    node: null,
    sources: [join(folder, "log.ndjson")],
    root: folder,
    rules: [join(folder, "rules")],
    utcOffsetMinutes: 0,
    hostOf: () => null,
    sinceMs: null,
    follow: false,
    signal: new AbortController().signal,
    onReady: () => undefined,
    onDetection: () => undefined,
    onProblem: ({ reason }) => told.push(reason),
    onProgress: () => undefined,
  });
  const [degraded, ...more] = coverage.degraded;
  assert.deepEqual(more, []);
  assert.equal(degraded?.title, "Many failures");
  assert.equal(degraded?.what, "late");
  assert.equal(degraded?.lost, 1);
  assert.ok((degraded?.from ?? "") <= "2026-11-23T01:00:00.000Z" && (degraded?.to ?? "") >= "2026-11-23T01:00:00.000Z");
  assert.match(told.join("\n"), /Many failures: events came later than is waited for/);
});
