import assert from "node:assert/strict";
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { AppendNotice } from "../../src/telemetry/io/append-notice.ts";
import { scratch } from "./support.ts";

const NEVER = new AbortController().signal;
const HOUR_MS = 3_600_000;

test("a wait ends when the file is written to, long before its time", { timeout: 10_000 }, async (context) => {
  const path = join(await scratch(context), "app.log");
  await writeFile(path, "");
  const notice = new AppendNotice(path);
  context.after(() => notice.close());
  const waited = notice.wait(HOUR_MS, NEVER);
  await appendFile(path, "a line\n");
  await waited;
});

test("a wait ends by its time where the file cannot be watched, and at once when it is called off", async (context) => {
  const notice = new AppendNotice(join(await scratch(context), "absent.log"));
  context.after(() => notice.close());
  await notice.wait(1, NEVER);
  const stop = new AbortController();
  const waited = notice.wait(HOUR_MS, stop.signal);
  stop.abort();
  await waited;
  assert.equal(stop.signal.aborted, true);
});
