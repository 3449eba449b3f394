import assert from "node:assert/strict";
import { test } from "node:test";
import { assess, createLawBook, type LawBook, type LawPack, readLawPack } from "../../src/law/index.ts";
import type { Facts } from "../../src/model/index.ts";

const said = (text: string) => ({ en: text, zh: text });
const element = (cite: string) => ({ ask: said("q"), standard: "reasonable", evidence: [["operator_log"]], cite: [cite] });
const rule = (when: object, more: object = {}) => ({
  kind: "law",
  question: said("q"),
  cite: ["Read/1"],
  when,
  gives: { met: said("a"), not_met: said("b"), undetermined: said("c") },
  ...more,
});

function packOf(elements: object, rules: object): LawPack {
  const sources = { Read: { title: "read", read: "read" }, Unread: { title: "unread", read: "unverified" } };
  const read = readLawPack(
    JSON.stringify({ kind: "rules", pack: "p", version: "1", title: said("p"), sources, elements, rules }),
  );
  assert.ok(read.ok, read.ok ? "" : JSON.stringify(read.fault));
  return read.value;
}

function bookOf(elements: object, rules: object): LawBook {
  const book = createLawBook([packOf(elements, rules)]);
  assert.ok(book.ok, book.ok ? "" : JSON.stringify(book.fault));
  return book.value;
}

function shown(...props: readonly string[]): Facts {
  const findings = props.map((prop) => ({
    prop,
    pro: "conclusive" as const,
    con: null,
    kinds: ["operator_log"],
    sources: ["a", "b"],
    against: [],
    claims: [],
  }));
  return { findings, figures: [] };
}

const headline = (book: LawBook, facts: Facts, id: string) =>
  assess(book, facts, { asOf: "2026-11-22" }).answers.find(({ rule: one }) => one === id)?.headline;
const LAW = { truth: "undetermined", facts: false, law: true };

test("a way out that nobody has read defeats a rule in no headline", () => {
  const out = { cite: ["Unread/1"], label: "out", when: { el: "d" } };
  const book = bookOf({ e: element("Read/1"), d: element("Read/1") }, { r: rule({ el: "e" }, { unless: { out } }) });
  assert.deepEqual(headline(book, shown("e", "d"), "r"), LAW);
});

test("that an unread rule is not in force yet is in no headline, nor is its opposite", () => {
  const later = rule({ el: "e" }, { cite: ["Unread/1"], from: "2030-01-01" });
  const book = bookOf({ e: element("Read/1") }, { later, unlater: rule({ all: [{ not: { ref: "later" } }, { el: "e" }] }) });
  assert.deepEqual([headline(book, shown("e"), "later"), headline(book, shown("e"), "unlater")], [LAW, LAW]);
});
