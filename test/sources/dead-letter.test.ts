import assert from "node:assert/strict";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { utf8 } from "../../src/lib/index.ts";
import { createDeadLetter } from "../../src/telemetry/io/index.ts";
import { scratch } from "./support.ts";

const letter = (readAtMs: number, bytes: Uint8Array) => ({
  source: "stdin",
  offset: 7,
  reason: "no reader knows it",
  readAtMs,
  bytes,
});
const DAY_MS = 86_400_000;

test("dead letters are kept by day, as text or else as base64, for their owner only", async (context) => {
  const directory = join(await scratch(context), "dead-letter");
  const letters = createDeadLetter(directory);
  await letters.append([letter(0, utf8("häh?")), letter(1, Uint8Array.of(0xff, 0))]);
  await letters.append([letter(DAY_MS - 1, utf8("")), letter(DAY_MS, utf8("next day"))]);
  await letters.close();
  assert.deepEqual((await readdir(directory)).sort(), ["1970-01-01.ndjson", "1970-01-02.ndjson"]);
  assert.equal(
    await readFile(join(directory, "1970-01-01.ndjson"), "utf8"),
    [
      '{"offset":7,"readAt":"1970-01-01T00:00:00.000Z","reason":"no reader knows it","source":"stdin","text":"häh?"}',
      '{"base64":"/wA=","offset":7,"readAt":"1970-01-01T00:00:00.001Z","reason":"no reader knows it","source":"stdin"}',
      '{"offset":7,"readAt":"1970-01-01T23:59:59.999Z","reason":"no reader knows it","source":"stdin","text":""}',
      "",
    ].join("\n"),
  );
  assert.equal((await stat(join(directory, "1970-01-01.ndjson"))).mode & 0o777, 0o600);
  assert.equal((await stat(directory)).mode & 0o777, 0o700);
});

test("letters that cannot be kept are a failure", async (context) => {
  const path = join(await scratch(context), "file");
  await writeFile(path, "in the way");
  await assert.rejects(createDeadLetter(path).append([letter(0, utf8("x"))]), { code: "TELEMETRY_DEAD_LETTER" });
});
