import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DecisionInput } from "../../src/decision/index.ts";
import { createLawBook, type LawBook, readLawPack } from "../../src/law/index.ts";

const PACKS = join(import.meta.dirname, "..", "..", "packs", "law");

/** The shipped packs without their cases, joined, with what a page asks of them. */
export function shippedBook(): { book: LawBook } & Pick<DecisionInput, "asked" | "kind" | "holder"> {
  const files = globSync("{*.yaml,positions/*.yaml,domestic/*.yaml}", { cwd: PACKS }).sort();
  const packs = files.map((file) => {
    const read = readLawPack(readFileSync(join(PACKS, file), "utf8"));
    assert.ok(read.ok, file);
    return read.value;
  });
  const keys = new Map(
    packs.flatMap((pack) => (pack.kind === "rules" || pack.kind === "proposal" ? Object.entries(pack.law) : [])),
  );
  const book = createLawBook(packs);
  assert.ok(book.ok, book.ok ? "" : JSON.stringify(book.fault));
  const { elements, rules: all, kinds, positions } = book.value;
  return {
    book: book.value,
    asked: (id) => {
      const element = elements.get(id)?.item;
      if (element !== undefined) return { ask: element.ask, critical: element.critical };
      const ask = all.get(id)?.item.question ?? keys.get(id)?.ask;
      return ask === undefined ? null : { ask, critical: [] };
    },
    kind: (id) => kinds.get(id)?.name ?? null,
    holder: (id) => positions.get(id)?.at(-1)?.pack.of ?? null,
  };
}
