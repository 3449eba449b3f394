import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
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

test("what stands in the way is named where it stands, with what to do", async (context) => {
  const folder = await temporaryFolder(context);
  writeFileSync(join(folder, "file"), "");
  symlinkSync("nowhere", join(folder, "dangling"));
  const file = `${folder}/file is a file, not a folder: choose another path, or move it away`;
  const link = `${folder}/dangling is a link to nothing: make what it leads to, or remove it`;
  for (const [path, message] of [
    ["file", file],
    ["file/a", file],
    ["file/a/b/c", file],
    ["dangling", link],
    ["dangling/a/b", link],
  ] as const)
    await assert.rejects(makeFolder(join(folder, path)), { message });
});

test("a folder that this user may not write to is named", {
  skip: process.getuid?.() === 0 || process.platform === "win32" ? "needs a user with bounds" : false,
}, async (context) => {
  const folder = join(await temporaryFolder(context), "shut");
  mkdirSync(folder);
  chmodSync(folder, 0o500);
  const message = `${folder} is not writable for this user: change its owner or mode, or choose another path`;
  await assert.rejects(makeFolder(join(folder, "a", "b")), { message });
});

test("below a folder that takes none an attempt ends", { skip: existsSync("/proc/self") ? false : "needs /proc" }, async () => {
  await assert.rejects(makeFolder("/proc/nope/deep"), { message: "/proc takes no folders: choose another path" });
});
