import assert from "node:assert/strict";
import { test } from "node:test";
import { type PlanLanguage, remedyLines, remedyOf } from "../../src/remedy/index.ts";
import { columnsOf } from "../../src/remedy/wrap.ts";
import { CATALOGUE, input, without } from "./world.ts";

const plan = remedyOf([CATALOGUE], { ...input("person", without("remedy_available")), reviews: [] });

for (const language of ["en", "zh", "fr", "es", "ru", "ar"] as const satisfies readonly PlanLanguage[])
  test(`a plan in ${language} fits 100 columns and has its headings and options in that language`, () => {
    const lines = remedyLines(plan, language);
    for (const line of lines) assert.ok(columnsOf(line) <= 100, line);
    const option = CATALOGUE.options["victim_care"]?.title[language] ?? assert.fail();
    assert.ok(lines.some((line) => line.includes(option)));
  });

test("a plan tells what is open with its limits, and what is shut with what would open it", () => {
  const text = remedyLines(plan, "en").join("\n");
  assert.match(text, /^Lawful answers as of 2026-11-23\. Not legal advice\./);
  assert.match(text, /Actor: clear and convincing \(3\) – Party A, person/);
  assert.match(
    text,
    /✗ review: Review: at least 1 other parties agree and none disagrees\n {6}there is: No other party has reviewed it/,
  );
  assert.match(text, /✗ rule remedy_available: Can those affected have it reviewed\?/);
  assert.match(text, /Never offered, whatever the record shows: force/);
});

test("a name that would turn or hide a terminal's text is written out", () => {
  const text = remedyLines({ ...plan, actor: { ...plan.actor, name: "A\u001b[2J\u202e\nOpen (99)" } }, "en").join("\n");
  assert.ok(text.includes("A\\u001b[2J\\u202e Open (99)"));
});

test("a brief plan tells every shut gate once, and each shut answer the numbers of its own", () => {
  const lines = remedyLines(plan, "en", "brief");
  for (const line of lines) assert.ok(columnsOf(line) <= 100, line);
  const text = lines.join("\n").replace(/\n {4,}/g, " ");
  const shut = plan.options.flatMap(({ gates }) => gates.filter(({ open }) => !open));
  const distinct = new Set(shut.map((gate) => JSON.stringify(gate)));
  assert.match(text, new RegExp(`^What keeps them shut, and what would open each \\(${distinct.size}\\)$`, "m"));
  for (const { asks } of shut) assert.ok(text.includes(asks.en) || text.replace(/\s+/g, " ").includes(asks.en), asks.en);
  assert.ok(lines.length < remedyLines(plan, "en").length);
});
