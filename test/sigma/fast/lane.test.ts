import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { openRuleSet } from "../../../src/app/rule-set.ts";
import { laneFormat, openLane } from "../../../src/app/scan/lane.ts";
import { numberingOf } from "../../../src/app/scan/same-rules.ts";
import { temporaryFolder } from "../../support/run-meridian.ts";
import { CHUNK_BYTES, LANE_FEEDS, LANE_RULES, writeLaneFeeds } from "./lane-feeds.ts";
import { SEPARATOR } from "./lane-watch.ts";

const execute = promisify(execFile);
/** Runs: 0 stands for reading each line, without threads. */
const THREADS = [0, 1, 2, 4];

/** What is printed for each number of threads. */
async function watched(folder: string): Promise<readonly string[]> {
  const program = [join(import.meta.dirname, "lane-watch.ts"), folder, ...THREADS.map(String)];
  const { stdout } = await execute(process.execPath, program, {
    maxBuffer: 100_000_000,
    env: { ...process.env, NO_COLOR: "1", NODE_COMPILE_CACHE: join(tmpdir(), "meridian-compile-cache") },
  });
  return stdout.split(SEPARATOR).slice(0, -1);
}

/** How many lines of a feed threads find quiet, and how many they hand over. */
async function looked(path: string, rules: string): Promise<{ readonly quiet: number; readonly handed: number }> {
  const fileId = { device: "0", inode: "0", headBytes: 0, headSha256: "" };
  const sizeBytes = statSync(path).size;
  const file = { kind: "file", id: "file:x", path, compression: "none", mtimeMs: 0, sizeBytes, fileId, position: null } as const;
  const format = await laneFormat(file, 0, 1);
  assert.ok(format !== undefined);
  const { loaded } = await openRuleSet([rules], 0);
  const work = {
    rules: [rules],
    numbering: numberingOf(loaded.rules),
    load: {},
    cache: { folder: null, engine: "test" },
    utcOffsetMinutes: 0,
    format,
  };
  const lane = openLane(work, { threads: 1, chunkBytes: CHUNK_BYTES });
  const found = { quiet: 0, handed: 0 };
  for await (const { quiet, frames } of lane.read(path, new AbortController().signal)) {
    for (const { lines } of quiet.kinds) found.quiet += lines;
    found.handed += frames.length;
  }
  await lane.close();
  return found;
}

/** Shows the first line that differs, not half a megabyte. */
function assertSame(written: string, plain: string, what: string): void {
  const lines = plain.split("\n");
  for (const [at, line] of written.split("\n").entries()) assert.equal(line, lines[at], `${what}, line ${at + 1}`);
  assert.ok(written === plain, what);
}

describe("large files, looked at by threads", () => {
  test("give with 1, 2 and 4 of them, byte by byte, what is written without any", async (context) => {
    const folder = await temporaryFolder(context);
    mkdirSync(join(folder, "rules"));
    writeFileSync(join(folder, "rules", "rules.yml"), LANE_RULES);
    writeLaneFeeds(folder);
    const [plain = "", ...ahead] = await watched(folder);
    assert.equal(ahead.length, THREADS.length - 1);
    for (const [place, written] of ahead.entries()) assertSame(written, plain, `${THREADS[place + 1]} threads`);
    const asked = [
      ...[1, 2, 3, 4, 5, 6].map((at) => `"id":"6b1d1c5a-0000-4000-8000-00000000000${at}"`),
      ...Object.values(LANE_FEEDS).map((name) => `${name}"],"records"`),
      '"what":"occurrences"',
      '"what":"late"',
    ];
    for (const text of asked) assert.ok(plain.includes(text), text);
    const { quiet, handed } = await looked(join(folder, LANE_FEEDS.oneFormat), join(folder, "rules"));
    assert.ok(quiet > 300 && handed < quiet, `${quiet} quiet lines, ${handed} handed over`);
  });
});
