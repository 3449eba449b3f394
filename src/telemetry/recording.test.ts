import assert from "node:assert/strict";
import { test } from "node:test";
import { listLogs, readLog } from "../../test/recordings/recordings.ts";
import { READ_AT_MS, readAll, sampleReader } from "../../test/support/telemetry.ts";
import { createFramer } from "./index.ts";

const DAY_MS = 86_400_000;

for (const path of listLogs()) {
  test(`every line of ${path} is read, at a time of that night`, () => {
    const framer = createFramer();
    const frames = [...framer.push(Buffer.from(readLog(path))), ...framer.end()];
    const units = readAll(sampleReader(`file:${path}`, path.split("/")[1] ?? null), frames);
    const rejected = units.flatMap((unit) => unit.records.filter((record) => record.rejected !== null));
    assert.deepEqual(
      rejected.map((record) => `${record.rejected}: ${Buffer.from(record.bytes).toString()}`),
      [],
    );
    const events = units.flatMap((unit) => unit.events);
    assert.ok(events.length > 0);
    for (const { time, logsource } of events) {
      assert.ok(Math.abs(time.fromMs - READ_AT_MS) < DAY_MS, new Date(time.fromMs).toISOString());
      assert.notDeepEqual(logsource, {});
    }
  });
}
