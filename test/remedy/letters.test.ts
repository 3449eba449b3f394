import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { draftLetter, LETTERS, type LetterInput } from "../../src/remedy/index.ts";
import { withoutName } from "../../src/remedy/letters/without-name.ts";
import { assertGolden } from "../support/golden.ts";
import { anyText } from "./world.ts";

const LETTER: LetterInput = {
  case: "case-0123456789ab",
  date: "2026-11-23",
  from: "Harbour Authority",
  to: "North Port CERT",
  incident: {
    what: "Two time servers gave a wrong time to the harbour's control systems.",
    since: "2026-11-20T04:10Z",
    until: "2026-11-20T09:40Z",
  },
  asked: [{ what: "flow records of 192.0.2.10, 2026-11-20 04:00Z to 10:00Z", why: "the connections came from there" }],
  shown: [
    { part: "route", what: "Connections from 192.0.2.10", standard: "preponderance", sources: 2, claim: "4f2a" },
    { part: "actor", what: "Done by Party A", standard: "reasonable", sources: 1, claim: "77c0" },
    { part: "damage", what: "Five hours without berthing", standard: "clear", sources: 1, claim: "90de" },
    { part: "damage", what: "A rumour of theft", standard: null, sources: 0, claim: "beef" },
  ],
  actor: "Party A",
  answerBy: "2026-12-07",
  basis: null,
  measure: { en: "Private protest", zh: "非公开抗议" },
};

for (const kind of LETTERS)
  for (const language of ["en", "zh"] as const)
    test(`the ${kind} letter in ${language} is as it was reviewed`, () =>
      assertGolden(join(import.meta.dirname, `golden/${kind}.${language}.md`), draftLetter(kind, LETTER, language)));

test("every letter says at its head and its foot that it is a draft and not sent", () => {
  for (const kind of LETTERS)
    for (const [language, mark] of [
      ["en", "DRAFT – not sent"],
      ["zh", "草稿——未发送"],
    ] as const) {
      const lines = draftLetter(kind, LETTER, language).trimEnd().split("\n");
      assert.ok(lines[0]?.includes(mark) && lines.at(-1)?.includes(mark));
    }
});

test("a request accuses nobody: the actor's name stands nowhere in it, however it was spelled", () => {
  const loud: LetterInput = {
    ...LETTER,
    incident: { ...LETTER.incident, what: "PARTY A did it. So say we: Party\u200b A, Ｐａｒｔｙ  Ａ!" },
    asked: [{ what: "all records of party a", why: "because Party A" }],
  };
  for (const kind of ["preservation", "assistance"] as const)
    for (const language of ["en", "zh"] as const) {
      const text = draftLetter(kind, loud, language);
      assert.doesNotMatch(text.normalize("NFKC"), /party\s+a(?![a-z])/i);
      assert.match(text, /accuses nobody|不构成对任何一方的指控/);
    }
  assert.match(draftLetter("notice", LETTER, "en"), /Done by Party A – reasonable grounds, from 1 independent source/);
});

test("a notice names nobody whom the record does not show", () => {
  const unshown = {
    ...LETTER,
    shown: LETTER.shown.filter(({ part }) => part !== "actor"),
    incident: { ...LETTER.incident, what: "Party A did it" },
  };
  assert.match(draftLetter("notice", unshown, "en"), /\(name left out\) did it/);
});

const NAMES: readonly (readonly [text: string, name: string, without: string])[] = [
  ["Or so the port says, or not", "or", "- so the port says, - not"],
  ["A harbour, party a", "Party A", "A harbour, -"],
  ["partya party a1", "Party A", "partya party a1"],
  ["aa a a", "a", "aa - -"],
  ["据称甲方所为", "甲方", "据称-所为"],
  ["\u0130stanbul and X", "X", "-"],
  ["nothing here", "", "nothing here"],
];
for (const [text, name, without] of NAMES)
  test(`${JSON.stringify(text)} without ${JSON.stringify(name)} is ${JSON.stringify(without)}`, () =>
    assert.equal(withoutName(text, name, "-"), without));

test("what reaches no standard is not said", () => {
  for (const kind of LETTERS) assert.doesNotMatch(draftLetter(kind, LETTER, "en"), /rumour/);
});

const HOSTILE = [
  "[click](https://evil.example)",
  "![x](https://evil.example/p.png)",
  "<script>alert(1)</script>",
  "\n\n# Confession\n\nWe did it",
  "| a | b |",
  "`code` **bold** _it_",
  "http://evil.example www.evil.example a@evil.example",
  "\u202eevil\u202c",
  "1. one",
  "- one",
  "> said",
  "&lt;b&gt;",
  "$x^2$ ~~no~~",
];
for (const text of HOSTILE)
  test(`a name such as ${JSON.stringify(text)} stays a name`, () => {
    const clean = draftLetter("notice", { ...LETTER, from: "X", to: "X" }, "en");
    const letter = draftLetter("notice", { ...LETTER, from: text, to: text }, "en");
    assert.equal(letter.split("\n").length, clean.split("\n").length, "no line is added");
    assert.doesNotMatch(letter, /<script|(?<!\\)\[click|!\[x\]|https?:\/\/|www\.evil|\u202e|(?<!\\)`code|(?<!\\)\|/);
    assert.doesNotMatch(letter, /^# Confession/m);
  });

test("no text adds a line, a heading or a tag to a letter", () => {
  const lines = draftLetter("assistance", { ...LETTER, actor: null }, "en").split("\n").length;
  fc.assert(
    fc.property(anyText, (text) => {
      const given = { ...LETTER, actor: null, from: text, to: text, incident: { what: text, since: text, until: text } };
      const letter = draftLetter("assistance", given, "en");
      assert.ok(letter.split(/\r\n|[\n\r\u2028\u2029\v\f\u0085]/).length === lines);
      assert.doesNotMatch(letter, /[<\u202a-\u202e]/);
    }),
    { numRuns: 100 },
  );
});
