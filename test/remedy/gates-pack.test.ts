import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readLawPack, runCase } from "../../src/law/index.ts";
import { BOOK, bookOf, CATALOGUE, DAY, ROOT, textOf } from "./world.ts";

const cases = readLawPack(textOf("packs/law/cases/remedy.yaml"));
assert.ok(cases.ok && cases.value.kind === "cases", JSON.stringify(cases));
for (const [id, lawCase] of Object.entries(cases.value.cases))
  test(`${id}: ${lawCase.title.en}`, () => assert.deepEqual(runCase(BOOK, lawCase, DAY), []));

test("every rule that the catalogue waits for is in the packs that are shipped", () => {
  const files = readdirSync(join(ROOT, "packs/law"), { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".yaml"),
  );
  const texts = files.map((file) => textOf(`packs/law/${file}`));
  const book = bookOf(...texts);
  for (const { requires, owed } of Object.values(CATALOGUE.options))
    for (const rule of [...requires, ...(owed === null ? [] : [owed])]) assert.ok(book.rules.has(rule), rule);
  for (const { rule } of Object.values(CATALOGUE.warnings)) assert.ok(rule !== null && book.rules.has(rule), rule ?? "a warning");
});

test("every gate of this project's own rests on a source that somebody has read", () => {
  for (const [id, { pack, verified }] of BOOK.elements) if (pack === "remedy-gates") assert.ok(verified, id);
});
