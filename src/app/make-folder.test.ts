import assert from "node:assert/strict";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../../test/support/run-meridian.ts";
import { makeFolder } from "./make-folder.ts";

test("a folder is made with those above it, for its owner alone, and again without complaint", async (context) => {
  const folder = await temporaryFolder(context);
  const path = join(folder, "a", "b", "c");
  await makeFolder(path);
  await makeFolder(path);
  assert.equal(statSync(path).mode & 0o777, 0o700);
});

test("a file in the place of a folder is an error", async (context) => {
  const folder = await temporaryFolder(context);
  writeFileSync(join(folder, "file"), "");
  await assert.rejects(makeFolder(join(folder, "file")), { code: "EEXIST" });
  await assert.rejects(makeFolder(join(folder, "file", "a")), { code: "ENOTDIR" });
});

test("below a folder that takes none an attempt ends", { skip: existsSync("/proc/self") ? false : "needs /proc" }, async () => {
  await assert.rejects(makeFolder("/proc/nope/deep"), { code: "ENOENT" });
});
