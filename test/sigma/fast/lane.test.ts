import assert from "node:assert/strict";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { runSession, type SessionResult } from "../../../src/app/index.ts";
import { laneFormat, openLane } from "../../../src/app/scan/lane.ts";
import type { Detection } from "../../../src/model/index.ts";
import { temporaryFolder } from "../../support/run-meridian.ts";

/** Several chunks. */
const BYTES_MIN = 5 * 1024 * 1024;
const AHEAD = { threads: 2, bytesMin: 1_000_000 };
const FILLER = "x".repeat(9_000);

const RULES = `title: A listed program
id: 6b1d1c5a-0000-4000-8000-000000000001
author: Harbour Time Service
level: high
logsource: { product: windows, category: process_creation }
detection:
  selection: { Image|endswith: \\evil.exe }
  condition: selection
---
title: A key is created
id: 6b1d1c5a-0000-4000-8000-000000000002
author: Harbour Time Service
level: low
logsource: { product: windows, category: registry_add }
detection:
  selection: { TargetObject|contains: "\\\\Run\\\\" }
  condition: selection
---
title: A word anywhere
id: 6b1d1c5a-0000-4000-8000-000000000003
author: Harbour Time Service
level: low
logsource: { product: windows }
detection:
  keywords: [mimikatz]
  condition: keywords
---
title: Many listed programs
id: 6b1d1c5a-0000-4000-8000-000000000004
author: Harbour Time Service
level: critical
correlation:
  type: event_count
  rules: [6b1d1c5a-0000-4000-8000-000000000001]
  group-by: [Computer]
  timespan: 10m
  condition: { gte: 3 }
  generate: true
`;

const SYSMON = "Microsoft-Windows-Sysmon/Operational";

function lineOf(at: number): string {
  const time = new Date(Date.UTC(2026, 10, 23, 4, 0, at)).toISOString();
  const event = { EventID: 1, Channel: SYSMON, Hostname: `host-${at % 3}`, UtcTime: time, Image: "C:\\ok.exe", Note: FILLER };
  if (at % 97 === 5) return JSON.stringify({ ...event, Image: "C:\\évil\\EVIL.exe" });
  if (at % 89 === 7)
    return JSON.stringify({ ...event, EventID: 12, EventType: "CreateKey", TargetObject: "HKU\\Software\\Run\\a" });
  if (at % 83 === 11) return JSON.stringify({ ...event, Note: `${FILLER} Mimikatz ${FILLER}` });
  if (at % 79 === 13) return JSON.stringify(event).slice(0, -1);
  if (at % 73 === 17) return `\n \r\n${JSON.stringify({ ...event, EventID: 3 })}\r`;
  if (at % 71 === 19) return JSON.stringify({ ...event, EventID: 13, EventType: "SetValue", Image: undefined });
  return JSON.stringify(event);
}

async function watched(
  folder: string,
  path: string,
  isAhead: boolean,
): Promise<{ told: readonly string[]; result: SessionResult }> {
  const told: string[] = [];
  const tell = ({ rule, time, events, why }: Detection) =>
    told.push(
      JSON.stringify([
        rule.id,
        time,
        why,
        events.map(({ records }) => records.map(({ origin, bytes }) => [origin, bytes.length])),
      ]),
    );
  const result = await runSession({
    node: null,
    sources: [path],
    root: folder,
    rules: [join(folder, "rules")],
    utcOffsetMinutes: 0,
    hostOf: () => null,
    // A date to pass over older lines by keeps threads out of it.
    sinceMs: isAhead ? null : 1,
    follow: false,
    ahead: AHEAD,
    signal: new AbortController().signal,
    onReady: () => undefined,
    onDetection: tell,
    onProblem: () => undefined,
    onProgress: () => undefined,
  });
  return { told, result };
}

/** The threads take the file, and most of it comes back as lines on which no rule fires. */
async function checkLane(path: string, rules: string): Promise<void> {
  const fileId = { device: "0", inode: "0", headBytes: 0, headSha256: "" };
  const sizeBytes = statSync(path).size;
  const file = { kind: "file", id: "file:x", path, compression: "none", mtimeMs: 0, sizeBytes, fileId, position: null } as const;
  const format = await laneFormat(file, 0, AHEAD.bytesMin);
  assert.ok(format === "windows-flat-json");
  const work = { rules: [rules], load: {}, cache: { folder: null, engine: "test" }, utcOffsetMinutes: 0, format };
  const lane = openLane(work, 2);
  let quiet = 0;
  for await (const stretch of lane.read(path, new AbortController().signal))
    for (const { lines } of stretch.quiet) quiet += lines;
  await lane.close();
  assert.ok(quiet > 400, `${quiet} quiet lines`);
}

describe("a large file, looked at by threads", () => {
  const cases: readonly (readonly [name: string, tail: string])[] = [
    ["of one format", '{"EventID":1,"Channel":"Security"'],
    ["with other formats in it", `${JSON.stringify({ event_type: "dns", timestamp: "2026-11-23T04:00:00Z" })}\n${lineOf(5)}\n`],
  ];
  for (const [name, tail] of cases)
    test(`${name} gives the findings and the counts that reading each line gives`, async (context) => {
      const folder = await temporaryFolder(context);
      const path = join(folder, "events.ndjson");
      const lines: string[] = [];
      for (let size = 0, at = 0; size < BYTES_MIN; at++) size += lines.push(lineOf(at)) > 0 ? FILLER.length : 0;
      writeFileSync(path, `${lines.join("\n")}\n${tail}`);
      mkdirSync(join(folder, "rules"));
      writeFileSync(join(folder, "rules", "rules.yml"), RULES);
      if (name === "of one format") await checkLane(path, join(folder, "rules"));
      const plain = await watched(folder, path, false);
      const ahead = await watched(folder, path, true);
      assert.ok(plain.told.length > 15, `${plain.told.length} detections`);
      assert.deepEqual(ahead.told, plain.told);
      const { accounting, sources } = ahead.result.coverage;
      assert.deepEqual(accounting, plain.result.coverage.accounting);
      assert.deepEqual(sources, plain.result.coverage.sources);
      assert.deepEqual(ahead.result.rejections, plain.result.rejections);
    });
});
