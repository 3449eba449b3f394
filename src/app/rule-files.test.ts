import assert from "node:assert/strict";
import { linkSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../../test/support/run-meridian.ts";
import { readRuleFiles } from "./rule-files.ts";

const SKIP = process.platform === "win32" ? "links need a privilege there" : false;

test("a rule file that is reached twice is one document, by its own name where that is there", {
  skip: SKIP,
}, async (context) => {
  const folder = await temporaryFolder(context);
  const at = (name: string) => join(folder, name);
  for (const name of ["m.yml", "z.yml"]) writeFileSync(at(name), "title: the same text in two files\n");
  symlinkSync("m.yml", at("a-link.yml"));
  symlinkSync("m.yml", at("outside"));
  linkSync(at("z.yml"), at("z-hard.yml"));
  const own = [at("m.yml"), at("z-hard.yml")];
  for (const [paths, wanted] of [
    [[folder], own],
    [[folder, folder], own],
    [[at("m.yml"), folder, `${folder}/./m.yml`], own],
    [[at("m.yml"), at("m.yml")], [at("m.yml")]],
    [[at("outside"), at("a-link.yml")], [at("outside")]],
    [
      [at("z.yml"), at("z-hard.yml"), at("m.yml")],
      [at("z.yml"), at("m.yml")],
    ],
  ] as const) {
    const { files, refused } = await readRuleFiles(paths);
    assert.deepEqual(refused, []);
    assert.deepEqual(files.map(({ path }) => path).sort(), [...wanted].sort());
  }
});
