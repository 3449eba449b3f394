import assert from "node:assert/strict";
import { test } from "node:test";
import { checkPacks, type LawPack, readLawPack } from "../../src/law/index.ts";

const RULES = `
kind: rules
pack: p
version: "1"
title: { en: P, zh: P }
sources: { S: { title: A statute, read: read } }
law:
  k: { ask: { en: "K?", zh: "?" }, cite: [S] }
elements:
  a: { ask: { en: "A?", zh: "?" }, standard: clear, evidence: [[log]], cite: [S] }
  b: { ask: { en: "B?", zh: "?" }, standard: clear, evidence: [[log]], cite: [S/2] }
rules:
  r: { kind: law, question: { en: "R?", zh: "?" }, cite: [S], when: { all: [{ el: a }, { any: [{ el: b }, { law: k }] }] }, gives: { met: { en: m, zh: m }, not_met: { en: n, zh: n }, undetermined: { en: u, zh: u } } }
`;
const POSITION = `
kind: position
pack: q
version: "1"
title: { en: Q, zh: Q }
sources: { S: { title: A statement, read: read } }
holder: q
of: { en: Q, zh: Q }
date: "2020-01-01"
law: { k: { value: met, cite: [S], quote: a word } }
`;
const KINDS = `
kind: evidence-kinds
pack: kinds
version: "1"
title: { en: K, zh: K }
sources: {}
kinds: { log: { name: { en: L, zh: L }, route: own-logs } }
`;
const CASES = `
kind: cases
pack: c
version: "1"
title: { en: C, zh: C }
sources: { S: { title: S, read: read } }
cases:
  one: { title: { en: T, zh: T }, confidence: D, cite: [S], accused: null, expect: { r: [{ is: "undetermined:facts" }] } }
`;

function found(from: string, to: string): readonly string[] {
  const texts = [RULES, POSITION, KINDS, CASES];
  assert.ok(from === "" || texts.some((text) => text.includes(from)), `the fault cannot be planted: ${from}`);
  const packs = texts.map((text): LawPack => {
    const read = readLawPack(text.replace(from, to));
    assert.ok(read.ok, read.ok ? "" : JSON.stringify(read.fault));
    return read.value;
  });
  return checkPacks(packs).map(({ at, level, what }) => `${level} ${at}: ${what}`);
}

test("packs without a fault give no finding", () => assert.deepEqual(found("", ""), []));

const RULE = "{ all: [{ el: a }, { any: [{ el: b }, { law: k }] }] }";
const FAULTS: readonly (readonly [string, string, RegExp])[] = [
  ['en: "R?"', 'en: "Did Norway do it?"', /^error rules.r: names a State \(Norway\)/],
  ['question: { en: "R?", zh: "?"', 'question: { en: "R?", zh: "挪威"', /^error rules.r: names a State \(挪威\)/],
  ['en: "A?"', 'en: "Was it Russian?"', /^error elements.a: names a State/],
  ['en: "K?"', 'en: "What does Moscow say?"', /^error law.k: names a State/],
  ["evidence: [[log]], cite: [S/2]", "cite: [S]", /^error elements.b: names no kinds/],
  ["[[log]], cite: [S/2]", "[[rumour]], cite: [S]", /^error elements.b: no kind of evidence is called rumour/],
  ["[[log]], cite: [S/2]", "[[log], []], cite: [S]", /^error elements.b: an empty list/],
  [RULE, "{ all: [{ el: a }, { law: k }] }", /^error elements.b: no rule uses/],
  [RULE, "{ any: [{ law: k }, { el: a }, { all: [{ el: a }, { el: b }] }] }", /^error rules.r: b can never change/],
  [RULE, "{ any: [{ el: a }, { not: { el: a } }] }", /^error rules.r: is always met/],
  [RULE, "{ all: [{ el: a }, { el: b }, { not: { el: a } }] }", /^error rules.r: is always not met/],
  [RULE, "{ atLeast: { k: 3, of: [{ el: a }, { el: b }] } }", /^error rules.r: is always not met/],
  [RULE, "{ atLeast: { k: 2, of: [{ el: a }, { el: a }, { el: b }] } }", /^error rules.r: b can never change/],
  ["cite: [S/2]", "cite: []", /^error elements.b: cites nothing/],
  ["cite: [S/2]", "cite: [Nowhere/2]", /^error elements.b: Nowhere\/2 leads to no source/],
  ["cite: [S/2]", "presume: not_met, cite: [S]", /^error elements.b: only a defence/],
  ["kind: law", "kind: domestic", /^error rules.r: a domestic rule says whose/],
  ["kind: law", "kind: domestic, jurisdiction: XX", /^error rules.r: nothing ties it/],
  ["law: { k: {", "law: { other: {", /^error law.other: no pack has this point/],
  ["law: { k: {", "law: { other: {", /^warning law.k: no position answers/],
  ["quote: a word", `quote: ${"w ".repeat(26)}`, /^error law.k: quote at most 25/],
  ["title: A statute, read: read", "title: A statute, read: unverified", /^warning rules.r: nobody has read/],
  ["expect: { r: [", "expect: { other: [", /^warning rules.r: no case tests/],
  ["  r: {", `  copy: ${/ {2}r: (.*)/.exec(RULES)?.[1] ?? ""}\n  r: {`, /^warning rules.r: asks the same as copy/],
];

for (const [from, to, expected] of FAULTS)
  test(`a planted fault is found: ${expected.source}`, () => {
    const findings = found(from, to);
    assert.ok(
      findings.some((finding) => expected.test(finding)),
      findings.join("\n"),
    );
  });

test("a grade needs no case and no link of its own, and a sanction, a report or a bar no link", () => {
  for (const [name, needsCase] of [
    ["xx_grade_r", false],
    ["sanction_r", true],
    ["report_r", true],
    ["bar_r", true],
  ] as const) {
    const findings = found("  r: { kind: law, question", `  ${name}: { kind: domestic, jurisdiction: XX, question`).filter(
      (finding) => finding.includes(name),
    );
    assert.deepEqual(findings, needsCase ? [`warning rules.${name}: no case tests this rule: write one`] : []);
  }
});
