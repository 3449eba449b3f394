import assert from "node:assert/strict";
import { test } from "node:test";
import { assess, checkPacks, createLawBook, type LawBook, type LawPack, readLawPack } from "../../src/law/index.ts";
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

/** Rules of which each leans on the one before it twice. */
function doubling(count: number): Record<string, object> {
  const twice = (id: string) => rule({ all: [{ ref: id }, { not: { not: { ref: id } } }] });
  const doubled = Array.from({ length: count }, (_, at) => [`r${at + 1}`, twice(`r${at}`)] as const);
  return { r0: rule({ el: "e" }), ...Object.fromEntries(doubled) };
}

const FEW = { e: element("Read/1") };
const HOSTILE: readonly (readonly [what: string, rules: Record<string, object>, expected: string])[] = [
  ["rules that double", doubling(40), "at most 5000 leaves with all that it leans on"],
  [
    "a chain of rules",
    {
      z: rule({ el: "e" }),
      ...Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`a${at}`, rule({ ref: at === 399 ? "z" : `a${at + 1}` })])),
    },
    "at most 32 rules that lean on each other",
  ],
  ["a circle", { a: rule({ ref: "b" }), b: rule({ ref: "a" }) }, "no circle: a leans on itself"],
];

for (const [what, rules, expected] of HOSTILE)
  test(`${what}: refused, and its check ends`, () => {
    const pack = packOf(FEW, rules);
    const book = createLawBook([pack]);
    assert.equal(book.ok ? null : book.fault.expected, expected);
    assert.ok(checkPacks([pack]).length > 0);
  });

test("more asked for than there are parts: always not met, however many", () => {
  const pack = packOf(FEW, { r: rule({ atLeast: { k: Number.MAX_SAFE_INTEGER, of: [{ el: "e" }] } }) });
  assert.ok(checkPacks([pack]).some(({ what }) => what.includes("always not met")));
});

const YAML: readonly (readonly [what: string, text: string, expected: string])[] = [
  ["a map of very many keys", Array.from({ length: 80_000 }, (_, at) => `k${at}: 1`).join("\n"), "one of rules"],
  ["very many errors in one line", '"'.repeat(300_000), "YAML: Unexpected"],
  ["a key twice", "a: 1\nb: 2\na: 3", "YAML: each key once"],
  ["a key twice, further in", "a:\n  c: 1\n  'c': 2", "YAML: each key once"],
  ["a key that is a list", "? [a]\n: 1", "YAML: each key once, as a plain word"],
];

for (const [what, text, expected] of YAML)
  test(`${what}: refused within seconds`, () => {
    const begun = performance.now();
    const read = readLawPack(text);
    assert.ok(!read.ok && read.fault.expected.startsWith(expected), JSON.stringify(read));
    assert.ok(performance.now() - begun < 15_000);
  });
