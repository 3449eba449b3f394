import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { filesUnder } from "./folder-files.ts";
import { readRuleFiles } from "./rule-files.ts";

const SKIP = process.platform === "win32" ? "links need a privilege there" : false;

test("a folder whose links lead round in a circle is gone through once", { skip: SKIP }, async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "meridian-folder-"));
  context.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "b", "c"), { recursive: true });
  for (const name of ["a.yml", "b/b.yml", "b/c/c.yml", "b/other.txt"]) writeFileSync(join(folder, name), "title: x\n");
  symlinkSync("..", join(folder, "b", "c", "up"));
  symlinkSync("b/c", join(folder, "again"));
  symlinkSync(folder, join(folder, "b", "whole"));
  symlinkSync("itself.yml", join(folder, "itself.yml"));
  symlinkSync("b/b.yml", join(folder, "link.yml"));
  const names = (path: string) =>
    filesUnder(path, (name) => name.endsWith(".yml")).map((file) => file.path.slice(path.length + 1));
  assert.deepEqual(names(folder), ["a.yml", "b/b.yml", "b/c/c.yml", "itself.yml", "link.yml"]);
  assert.deepEqual(names(join(folder, "again")), [
    "c.yml",
    "up/b.yml",
    "up/whole/a.yml",
    "up/whole/itself.yml",
    "up/whole/link.yml",
  ]);
  const { files, refused } = await readRuleFiles([folder]);
  assert.deepEqual(
    files.map(({ path }) => path),
    [join(folder, "a.yml"), join(folder, "b/b.yml"), join(folder, "b/c/c.yml")],
  );
  assert.deepEqual(
    refused.map(({ path, reason }) => [path, reason]),
    [[join(folder, "itself.yml"), "not readable"]],
  );
});
