import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { readKeptState, STATE_PATH } from "../../src/app/state/keeper.ts";
import { formatState, STATE_BYTES_MAX } from "../../src/app/state/state-file.ts";
import { diskFiles } from "../../src/ledger/io/index.ts";
import { temporaryFolder } from "../support/run-meridian.ts";

const STATE = formatState({
  origin: "harbour.example/log",
  engine: "e/1",
  rules: "ab".repeat(32),
  segments: 1,
  entry: { index: 0, name: "cd".repeat(32) },
  places: new Map(),
  body: new Uint8Array(9),
});

/** What stands where the state should; why it is not used, behind its path; null: as if there were none. */
const PLACES: readonly (readonly [what: string, put: (path: string) => Promise<void>, why: string | null])[] = [
  ["nothing", async () => undefined, null],
  ["a link to nothing", (path) => symlink(`${path}-gone`, path), null],
  ["an empty file", (path) => writeFile(path, ""), " is damaged"],
  ["a state cut short", (path) => writeFile(path, STATE.subarray(0, -1)), " is damaged"],
  ["a folder", (path) => mkdir(path), " is not a regular file"],
  ["a pipe nobody writes to", async (path) => void execFileSync("mkfifo", [path]), " is not a regular file"],
  ["a link to a device", (path) => symlink("/dev/null", path), " is not a regular file"],
  [
    "a huge file",
    async (path) => {
      await writeFile(path, STATE);
      await truncate(path, STATE_BYTES_MAX + 1);
    },
    ` has more than ${STATE_BYTES_MAX} bytes`,
  ],
];

for (const [what, put, why] of PLACES) {
  test(`${what} in place of the state is told and never waited for`, {
    skip: process.platform === "win32",
    timeout: 10_000,
  }, async (context) => {
    const folder = await temporaryFolder(context);
    const path = join(folder, STATE_PATH);
    await put(path);
    const read = await readKeptState({ dataDirectory: folder, files: diskFiles(folder) });
    const expected = why === null ? undefined : { ok: false, fault: { kind: "unused", why: `${path}${why}` } };
    assert.deepEqual(read, expected);
  });
}
