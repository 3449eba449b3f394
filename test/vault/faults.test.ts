// apt: strace
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { present } from "../../src/lib/index.ts";
import { temporaryFolder } from "../support/run-meridian.ts";

const CHILD = join(import.meta.dirname, "take-in-child.ts");
const BYTES = 700_000;
const canTrace = spawnSync("strace", ["-f", "-o", "/dev/null", "true"]).status === 0;
const skip = canTrace ? false : "strace is not installed or may not trace";

/** Takes a file of BYTES into a vault by a process of its own that `launcher` starts; gives its end and what the vault holds. */
async function takeInUnder(context: TestContext, launcher: readonly string[]) {
  const folder = await temporaryFolder(context);
  const [file, vault] = [join(folder, "file"), join(folder, "vault")];
  await writeFile(file, Buffer.alloc(BYTES, 7));
  const [program, ...args] = [...launcher, process.execPath, CHILD, file, vault, "exhibit"];
  // The calls of one thread are counted in order.
  const env = { ...process.env, UV_THREADPOOL_SIZE: "1" };
  const ran = spawnSync(present(program, "a launcher or node"), args, { encoding: "utf8", env });
  const held = existsSync(join(vault, "exhibit")) ? (await readdir(join(vault, "exhibit"))).sort() : [];
  return { ran, held, vault };
}

const strace = (what: string) => ["strace", "-f", "-qq", "-o", "/dev/null", "-e", `inject=${what}`];

const FAILING = ["fsync:error=EIO:when=1", "fsync:error=EIO:when=2", "rename:error=EIO:when=1"];

for (const what of FAILING) {
  test(`when ${what} fails, the import fails and nothing of it is left`, { skip }, async (context) => {
    const { ran, held } = await takeInUnder(context, strace(what));
    assert.equal(ran.status, 1, ran.stderr);
    assert.match(ran.stderr, /VAULT_DISK/);
    assert.deepEqual(held, []);
  });
}

for (const what of ["fsync:signal=KILL:when=1", "rename:signal=KILL:when=1", "fsync:signal=KILL:when=2"]) {
  test(`when the process is killed at ${what}, what is under the exhibit's name is whole`, { skip }, async (context) => {
    const { ran, held, vault } = await takeInUnder(context, strace(what));
    assert.notEqual(ran.status, 0);
    assert.ok(
      held.every((name) => name === "content" || name === "content.tmp"),
      held.join(),
    );
    if (held.includes("content")) assert.equal((await readFile(join(vault, "exhibit", "content"))).length, BYTES);
  });
}

test("when the disk takes no more, the import fails and nothing of it is left", async (context) => {
  // 400 blocks of 512 bytes; the signal of the limit is ignored, so that the write fails as on a full disk.
  const { ran, held } = await takeInUnder(context, ["sh", "-c", 'trap "" XFSZ; ulimit -f 400; exec "$@"', "sh"]);
  assert.equal(ran.status, 1, ran.stderr);
  assert.match(ran.stderr, /VAULT_DISK/);
  assert.deepEqual(held, []);
});
