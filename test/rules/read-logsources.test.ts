import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readsLogsource } from "../../src/telemetry/index.ts";
import { lineFrames, readAll, sampleReader } from "../support/telemetry.ts";

test("every log source of the readers' own samples is among those that are read", () => {
  const folder = join(import.meta.dirname, "../../src/telemetry/samples");
  const missing = new Set<string>();
  for (const name of readdirSync(folder).filter((file) => !file.endsWith(".golden"))) {
    for (const { events } of readAll(sampleReader(), lineFrames(readFileSync(join(folder, name))))) {
      for (const { logsource } of events) {
        const isNamed = Object.values(logsource).some((part) => part !== undefined);
        if (isNamed && !readsLogsource(logsource)) missing.add(JSON.stringify(logsource));
      }
    }
  }
  assert.deepEqual([...missing], []);
});
