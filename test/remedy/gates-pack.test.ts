import assert from "node:assert/strict";
import { test } from "node:test";
import { readLawPack, runCase } from "../../src/law/index.ts";
import { BOOK, DAY, textOf } from "./world.ts";

const cases = readLawPack(textOf("packs/law/cases/remedy.yaml"));
assert.ok(cases.ok && cases.value.kind === "cases", JSON.stringify(cases));
for (const [id, lawCase] of Object.entries(cases.value.cases))
  test(`${id}: ${lawCase.title.en}`, () => assert.deepEqual(runCase(BOOK, lawCase, DAY), []));

test("every gate of this project's own rests on a source that somebody has read", () => {
  for (const [id, { pack, verified }] of BOOK.elements) if (pack === "remedy-gates") assert.ok(verified, id);
});
