import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  assess,
  createLawBook,
  type LawBook,
  type LawPack,
  type PositionPack,
  type RulesPack,
  readLawPack,
} from "../../src/law/index.ts";
import { present } from "../../src/lib/index.ts";
import { type Answer, type Tree, valueWord } from "../../src/model/index.ts";
import { lawPacks, rulesOf } from "./support/domestic.ts";
import { everythingShown } from "./support/everything-shown.ts";

const TODAY = "2026-11-23";
const NOTHING = { findings: [], figures: [] };
const packs = [...lawPacks().values()];
const positions = packs.filter((pack): pack is PositionPack => pack.kind === "position");
const rulePacks = packs.filter((pack): pack is RulesPack => pack.kind === "rules" || pack.kind === "proposal");
const keys = [...new Set(rulePacks.flatMap(({ law }) => Object.keys(law)))].sort();
const holders = [...new Set(positions.map(({ holder }) => holder))].sort();

const QUOTED_WORDS_MAX = 25;

test("every position pack answers every point of law or says that it is silent, and answers nothing that nobody asks", () => {
  for (const { pack, law } of positions) assert.deepEqual(Object.keys(law).sort(), keys, pack);
  assert.ok(holders.length >= 13, holders.join());
});

test("every answer leads to a source of its own pack, and every source is used", () => {
  for (const { pack, law, sources } of positions) {
    const cited = Object.entries(law).flatMap(([key, { cite }]) => cite.map((place) => ({ key, source: sourceKey(place) })));
    for (const { key, source } of cited) assert.ok(Object.hasOwn(sources, source), `${pack}: ${key} cites ${source}`);
    for (const key of keys) assert.ok(present(law[key], key).cite.length > 0, `${pack}: ${key} cites nothing`);
    assert.deepEqual([...new Set(cited.map(({ source }) => source))].sort(), Object.keys(sources).sort(), pack);
  }
});

test("what is silent, open or unread says why in a note", () => {
  for (const pack of positions)
    for (const [key, { value, note, cite }] of Object.entries(pack.law))
      if (value === "silent" || value === "undetermined" || !isRead(pack, cite))
        assert.ok((note ?? "").length > 0 || hasQuote(pack, key), `${pack.pack}: ${key}`);
});

test("a quotation is short, and stands only where somebody read the words", () => {
  const quoted = positions.flatMap((pack) => Object.entries(pack.law).map(([key, said]) => ({ pack, key, ...said })));
  for (const { pack, key, quote, cite } of quoted.filter(({ quote }) => quote !== null)) {
    const words = present(quote, key).trim().split(/\s+/).length;
    assert.ok(words >= 3 && words <= QUOTED_WORDS_MAX, `${pack.pack}: ${key} quotes ${words} words`);
    assert.ok(isRead(pack, cite), `${pack.pack}: ${key} quotes what nobody read`);
  }
  assert.ok(quoted.filter(({ quote }) => quote !== null).length >= 15);
});

test("days are days, none is in the future, and one holder states one thing a day", () => {
  const seen = new Set<string>();
  for (const { pack, holder, date } of positions) {
    assert.equal(new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10), date, pack);
    assert.ok(date >= "2010-01-01" && date <= TODAY, `${pack}: ${date}`);
    assert.equal(seen.has(`${holder} ${date}`), false, `${pack} repeats a day`);
    seen.add(`${holder} ${date}`);
  }
});

test("a statement that is superseded says so, and the later one says what it supersedes", () => {
  for (const holder of holders) {
    const own = positions.filter((pack) => pack.holder === holder).sort((a, b) => (a.date < b.date ? -1 : 1));
    for (const [at, later] of own.entries()) {
      const earlier = own[at - 1];
      if (earlier === undefined) continue;
      assert.match(earlier.note ?? "", new RegExp(`uperseded by ${shortName(later)}\\b`), earlier.pack);
      assert.match(later.note ?? "", new RegExp(`Supersedes ${shortName(earlier)}\\b`), later.pack);
      assert.notDeepEqual(answersOf(earlier), answersOf(later), `${later.pack} says nothing else than ${earlier.pack}`);
    }
  }
});

const book = bookOf([...rulePacks, ...positions, ...packs.filter(({ kind }) => kind === "evidence-kinds"), probes()]);

test("each holder's word is what the point of law comes to in its eyes, and silence stays silence", () => {
  for (const key of keys) {
    const answer = probe(book, key, TODAY);
    for (const holder of holders) {
      const { value } = present(latest(holder, TODAY)?.law[key], `${holder} ${key}`);
      const came = valueWord(present(ofHolder(answer, holder), holder).value);
      assert.equal(came, value === "met" || value === "not_met" ? value : "undetermined:law", `${holder} ${key}`);
      if (value === "silent") assert.ok(reasonsOf(answer.tree).includes("silent"), `${key}: silence is shown`);
    }
  }
});

test("a missing answer is silence and no default: leaving it out changes nothing of what silence gave", () => {
  const silent = positions.flatMap((pack) =>
    Object.entries(pack.law).flatMap(([key, { value }]) => (value === "silent" ? [{ pack, key }] : [])),
  );
  assert.ok(silent.length > 0);
  for (const { pack, key } of silent) {
    const without = { ...pack, law: Object.fromEntries(Object.entries(pack.law).filter(([name]) => name !== key)) };
    const thinner = bookOf([...rulePacks, without, probes()]);
    const came = probe(thinner, key, TODAY);
    assert.equal(valueWord(present(ofHolder(came, pack.holder), key).value), "undetermined:law", `${pack.pack} ${key}`);
    assert.ok(reasonsOf(came.tree).includes("silent"), `${pack.pack} ${key}`);
  }
});

test("before its first day a holder is silent, and a later word takes the place of an earlier one on its day", () => {
  for (const holder of holders) {
    const own = positions.filter((pack) => pack.holder === holder).sort((a, b) => (a.date < b.date ? -1 : 1));
    const first = present(own[0], holder);
    for (const key of keys) {
      assert.equal(wordAt(holder, key, dayBefore(first.date)), "undetermined:law", `${holder} ${key}`);
      for (const pack of own) {
        const { value } = present(pack.law[key], key);
        const expected = value === "met" || value === "not_met" ? value : "undetermined:law";
        assert.equal(wordAt(holder, key, pack.date), expected, `${pack.pack} ${key}`);
      }
    }
  }
});

test("a word that nobody read is believed, and no headline rests on it", () => {
  let unread = 0;
  for (const key of keys) {
    const answer = probe(book, key, TODAY);
    for (const holder of holders) {
      const pack = present(latest(holder, TODAY), holder);
      const { value, cite } = present(pack.law[key], key);
      if (isRead(pack, cite) || value === "silent" || value === "undetermined") continue;
      unread++;
      const seen = present(ofHolder(answer, holder), holder);
      assert.equal(valueWord(seen.value), value, `${holder} ${key}`);
      assert.equal(valueWord(seen.sure), "undetermined:law", `${holder} ${key}`);
    }
  }
  assert.ok(unread > 0);
});

test("swapping the holders' names changes no result, and moves each word with its text", () => {
  const rules = rulesOf(new Map(rulePacks.map((pack) => [pack.pack, pack]))).filter(({ item }) => item.kind !== "domestic");
  const swap = (order: readonly string[]) => new Map(holders.map((holder, at) => [holder, present(order[at], holder)]));
  fc.assert(
    fc.property(
      fc.shuffledSubarray(holders, { minLength: holders.length, maxLength: holders.length }),
      fc.constantFrom(...rules.map(({ id }) => id), ...keys.map((key) => `probe_${key}`)),
      (order, rule) => {
        const names = swap(order);
        const renamed = positions.map((pack) => ({ ...pack, holder: present(names.get(pack.holder), pack.holder) }));
        const other = bookOf([...rulePacks, ...renamed, probes()]);
        const facts = rule.startsWith("probe_") ? NOTHING : everythingShown(book, rule);
        const [here] = assess(book, facts, { asOf: TODAY, rules: [rule] }).answers;
        const [there] = assess(other, facts, { asOf: TODAY, rules: [rule] }).answers;
        assert.ok(here !== undefined && there !== undefined);
        assert.deepEqual([there.headline, there.believed], [here.headline, here.believed]);
        for (const [holder, name] of names)
          assert.deepEqual(ofHolder(there, name)?.value, ofHolder(here, holder)?.value, `${holder} as ${name}`);
      },
    ),
    { numRuns: process.env["MERIDIAN_SOAK"] === "1" ? 2000 : 40 },
  );
});

function shortName({ pack }: PositionPack): string {
  return pack.replace(/^position-/, "");
}

function answersOf({ law }: PositionPack): unknown {
  return Object.entries(law).map(([key, { value, cite, quote }]) => ({ key, value, cite, quote }));
}

function sourceKey(cite: string): string {
  return cite.split("/")[0] ?? "";
}

function isRead({ sources }: PositionPack, cite: readonly string[]): boolean {
  return cite.some((place) => (sources[sourceKey(place)]?.read ?? "unverified") !== "unverified");
}

function hasQuote({ law }: PositionPack, key: string): boolean {
  return (law[key]?.quote ?? null) !== null;
}

function latest(holder: string, on: string): PositionPack | undefined {
  return positions
    .filter((pack) => pack.holder === holder && pack.date <= on)
    .sort((a, b) => (a.date < b.date ? -1 : 1))
    .at(-1);
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

function bookOf(some: readonly LawPack[]): LawBook {
  const made = createLawBook(some);
  assert.ok(made.ok, made.ok ? "" : JSON.stringify(made.fault));
  return made.value;
}

/** A pack with one rule for each point of law, which asks that point alone. */
function probes(): LawPack {
  const gives = "{ met: { en: a, zh: a }, not_met: { en: b, zh: b }, undetermined: { en: c, zh: c } }";
  const rules = keys.map(
    (key) => `  probe_${key}: { kind: law, question: { en: q, zh: q }, cite: [S], when: { law: ${key} }, gives: ${gives} }`,
  );
  const head =
    'kind: rules\npack: probes\nversion: "1"\ntitle: { en: Probes, zh: Probes }\nsources: { S: { title: S, read: read } }';
  const read = readLawPack(`${head}\nrules:\n${rules.join("\n")}\n`);
  assert.ok(read.ok, read.ok ? "" : JSON.stringify(read.fault));
  return read.value;
}

function probe(of: LawBook, key: string, asOf: string): Answer {
  return present(assess(of, NOTHING, { asOf, rules: [`probe_${key}`] }).answers[0], key);
}

function wordAt(holder: string, key: string, day: string): string {
  return valueWord(present(ofHolder(probe(book, key, day), holder), holder).value);
}

function ofHolder({ byPosition }: Answer, holder: string): Answer["byPosition"][number] | undefined {
  return byPosition.find(({ position }) => position === holder);
}

function reasonsOf(tree: Tree): readonly string[] {
  return [...tree.reasons, ...tree.children.flatMap(reasonsOf)];
}
