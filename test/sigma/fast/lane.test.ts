import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { temporaryFolder } from "../../support/run-meridian.ts";
import { LANE_FEEDS, LANE_RULES, writeLaneFeeds } from "./lane-feeds.ts";
import { SEPARATOR } from "./lane-watch.ts";

const execute = promisify(execFile);

/** What lane-watch.ts prints for each of some runs. */
async function printed(context: TestContext, runs: readonly string[]): Promise<readonly string[]> {
  const folder = await temporaryFolder(context);
  mkdirSync(join(folder, "rules"));
  writeFileSync(join(folder, "rules", "rules.yml"), LANE_RULES);
  writeLaneFeeds(folder);
  const env = { ...process.env, NO_COLOR: "1", NODE_COMPILE_CACHE: join(tmpdir(), "meridian-compile-cache") };
  const program = [join(import.meta.dirname, "lane-watch.ts"), folder, ...runs];
  const { stdout } = await execute(process.execPath, program, { maxBuffer: 100_000_000, env });
  return stdout.split(SEPARATOR).slice(0, -1);
}

/** Shows the first line that differs, not half a megabyte. */
function assertSame(written: string | undefined, plain: string | undefined, what: string): void {
  const lines = plain?.split("\n") ?? [];
  for (const [at, line] of (written?.split("\n") ?? []).entries()) assert.equal(line, lines[at], `${what}, line ${at + 1}`);
  assert.ok(plain !== undefined && written === plain, what);
}

test("large files looked at by 1, 2 and 4 threads give, byte by byte, what is written without any", async (context) => {
  const { oneFormat, longLine, mixed, nested } = LANE_FEEDS;
  const flat = [oneFormat, longLine, mixed];
  const runs = [...[0, 1, 2, 4].map((threads) => `${threads}:${flat.join()}`), `0:${nested}`, `2:${nested}`, `look:${oneFormat}`];
  const [plain, one, two, four, plainNested, twoNested, looked = ""] = await printed(context, runs);
  assertSame(one, plain, "1 thread");
  assertSame(two, plain, "2 threads");
  assertSame(four, plain, "4 threads");
  assertSame(twoNested, plainNested, "2 threads, nested");
  // There was something to lose in each of them.
  for (const at of [1, 2, 3, 4, 5, 6, 7])
    assert.ok(plain?.includes(`"id":"6b1d1c5a-0000-4000-8000-00000000000${at}"`), `rule ${at}`);
  for (const name of flat) assert.ok(plain?.includes(`${name}"],"records"`), name);
  assert.ok(plainNested?.includes(`${nested}"],"records"`), nested);
  for (const text of ['"what":"occurrences"', '"what":"late"', "line longer than"]) assert.ok(plain?.includes(text), text);
  // And the threads found it.
  const { quiet, handed, told, byOthers } = JSON.parse(looked) as Readonly<Record<string, number>>;
  assert.ok(Number(quiet) > 300 && Number(told) > 200 && Number(handed) > Number(told) && byOthers === 0, looked);
});
