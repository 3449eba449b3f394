// Packs as people use them on the command line: listed, checked, and refused with the place of what is wrong.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { checkPackFiles } from "../../src/app/law/check-packs.ts";
import { runMeridian, temporaryFolder } from "../support/run-meridian.ts";
import { writePacks } from "./packs.ts";

const CASES = (expected: string) => `
kind: cases
pack: example-cases
version: "1"
title: { en: Cases, zh: Cases }
sources: { Text: { title: A text that was read, read: read } }
cases:
  three_sensors:
    title: { en: Three sensors, zh: Three sensors }
    confidence: D
    cite: [Text/1]
    accused: null
    shown: { stopped: { at: clear, kinds: [operator_log], sources: [a, b] } }
    expect: { loss: [{ is: ${expected} }] }
`;

test("packs are listed by folder, and checked with the cases that they carry", async (context) => {
  const packs = await writePacks(await temporaryFolder(context));
  const listed = await runMeridian(["packs", "list", packs, "--ids"]);
  assert.equal(listed.code, 0, listed.stderr);
  assert.match(listed.stdout, /position-marsh {2}position 1[\s\S]*positions of harbour, marsh/);
  await writeFile(join(packs, "cases.yaml"), CASES("met"));
  const sound = await runMeridian(["packs", "check", packs]);
  assert.equal(sound.code, 0, sound.stdout);
  assert.match(sound.stdout, /warning .*part: no case tests this rule[\s\S]*^5 packs, 1 cases: 0 errors, 2 warnings$/m);
  await writeFile(join(packs, "cases.yaml"), CASES("not_met"));
  const wrong = await runMeridian(["packs", "check", packs]);
  assert.equal(wrong.code, 1);
  assert.match(wrong.stdout, /error .*cases\.yaml:8 .*three_sensors: loss: expected not_met, came met/);
});

const BROKEN: readonly (readonly [what: string, text: string, expected: RegExp])[] = [
  ["what is no YAML", "kind: [", /line \d+/],
  ["an alias", "a: &x 1\nb: *x\n", /alias|expected/],
  ["a kind that there is not", "kind: weapon\n", /expected one of rules/],
  ["a pack without sources", 'kind: evidence-kinds\npack: p\nversion: "1"\ntitle: { en: a, zh: a }\nkinds: {}\n', /sources/],
  ["a name twice", "kind: rules\nkind: rules\n", /line 2|unique/i],
];

test("a pack that cannot be read is an error with its place, and the others are checked all the same", async (context) => {
  const folder = await temporaryFolder(context);
  const packs = await writePacks(folder);
  for (const [what, text, expected] of BROKEN) {
    await writeFile(join(packs, "broken.yaml"), text);
    const { findings } = await checkPackFiles([packs], "2026-11-22");
    const broken = findings.filter(({ path }) => path.endsWith("broken.yaml"));
    assert.equal(broken.length, 1, what);
    assert.match(`${broken[0]?.at} ${broken[0]?.what}`, expected, what);
  }
  assert.equal((await runMeridian(["packs", "check", join(folder, "nowhere")])).code, 3);
});
