import assert from "node:assert/strict";
import { test } from "node:test";
import { checkPacks, createLawBook, runCase } from "../../src/law/index.ts";
import { lawPacks } from "./support/domestic.ts";

// What whoever writes a pack runs: node_modules/.bin/node --test test/law/packs.test.ts
const TODAY = "2026-11-23";
const PACKS = [...lawPacks().values()];

test("all packs join to one book, and each of their cases comes to what it expects", async (t) => {
  const book = createLawBook(PACKS);
  assert.ok(book.ok, book.ok ? "" : `${book.fault.at}: expected ${book.fault.expected}`);
  for (const pack of PACKS) {
    if (pack.kind !== "cases") continue;
    for (const [id, lawCase] of Object.entries(pack.cases))
      await t.test(`${pack.pack}: ${id}`, () => assert.deepEqual(runCase(book.value, lawCase, TODAY), []));
  }
});

test("nothing in them is an error: names of States, idle or unproved elements, lost citations, offences without a link", () => {
  const errors = checkPacks(PACKS).filter(({ level }) => level === "error");
  assert.deepEqual(errors, []);
});
