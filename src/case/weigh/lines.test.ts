import assert from "node:assert/strict";
import { test } from "node:test";
import type { NounId } from "../../model/index.ts";
import type { Ask, Item } from "./ask.ts";
import { verdictLines } from "./lines.ts";
import { matrixLines, matrixOf } from "./matrix.ts";
import { enfsiWords, icdWords } from "./scales.ts";
import { DEFAULT_SETTINGS } from "./settings.ts";
import { weigh } from "./weigh.ts";

const link = (number: number) => number.toString(16).padStart(64, "a") as NounId;
const exactly = (value: number) => ({ lo: value, best: value, hi: value });

function item(number: number, change: Partial<Item> = {}): Item {
  const weight = (answer: string, bans: number) => ({
    for: answer,
    against: "other",
    log10LR: exactly(bans),
    basis: "judged" as const,
  });
  return {
    link: link(number),
    weights: [weight("Harbour Crew", 1.4), weight("Party A", -0.3)],
    reliability: "B",
    credibility: 2,
    forgeability: 0.05,
    origins: [`sensor:${number}`],
    records: [link(number)],
    content: null,
    ...change,
  };
}

const ANSWERS = ["Harbour Crew", "imitation of Harbour Crew", "Party A", "imitation of Party A", "other"];

function ask(items: readonly Item[], change: Partial<Ask> = {}): Ask {
  return { claim: link(0), kind: "actor", level: "cluster", answers: ANSWERS, prior: null, items, roots: 99, ...change };
}

const linesOf = (question: Ask) => verdictLines(weigh(question, DEFAULT_SETTINGS), new Map([["sensor:1", "the jump host"]]));
const FIVE = [1, 2, 3, 4, 5].map((number) => item(number));

test("a verdict says what leads, how surely, on whom it leans and what would change it", () => {
  const lines = linesOf(
    ask(FIVE, {
      coverage: { vertices: ["capability", "infrastructure"], knowledge: "54 of 174 actors have a profile" },
      dissents: [{ by: "Harbour Authority", answer: "Harbour Crew", why: "the key was sold" }],
    }),
  );
  assert.deepEqual(lines, EXPECTED);
});

test("what cannot be assessed is said so, and gets no likelihood", () => {
  const lines = linesOf(ask(FIVE, { notAssessable: [{ answer: "Party A", reason: "its profile has 2 techniques" }] }));
  assert.ok(lines.includes("- Party A: not assessable: its profile has 2 techniques."));
  assert.ok(lines.every((line) => !/Party A.*unlikely/.test(line)));
});

test("the outcome is the first line", () => {
  const easy = item(1, { forgeability: 0.8 });
  const table: [string, Ask, RegExp][] = [
    ["nothing", ask([]), /^Unknown: no evidence carries weight\.$/],
    [
      "one source",
      ask([item(1)]),
      /^Unknown: all of it comes from a single source; without one source nothing would lead\. Nearest: Harbour Crew\.$/,
    ],
    [
      "easy to plant",
      ask([easy, item(2, { forgeability: 0.9 })]),
      /^The evidence fits Harbour Crew, but cannot exclude imitation: /,
    ],
    [
      "outside the knowledge base",
      ask(FIVE, { openSet: { statistic: 0.1, threshold: 0.2 } }),
      /^Unknown: nothing in the knowledge base stands out/,
    ],
  ];
  for (const [name, question, expected] of table) assert.match(linesOf(question)[0] ?? "", expected, name);
});

test("likelihood and confidence never share a sentence", () => {
  for (const items of [[], [item(1)], FIVE]) {
    for (const line of linesOf(ask(items)))
      for (const sentence of line.split(". "))
        assert.ok(!/likelihood/i.test(sentence) || !/confidence/i.test(sentence), sentence);
  }
});

test("ENFSI words change at their cut points", () => {
  const table: [number, string][] = [
    [1, "no support worth naming"],
    [1.99, "no support worth naming"],
    [2, "weak support"],
    [10, "moderate support"],
    [100, "moderately strong support"],
    [1000, "strong support"],
    [10_000, "very strong support"],
    [999_999, "very strong support"],
    [1_000_000, "extremely strong support"],
    [0.01, "moderately strong support for the rest"],
  ];
  for (const [ratio, words] of table) assert.equal(enfsiWords(Math.log10(ratio)), words, String(ratio));
});

test("ICD 203 words change at their bounds, and a range names both ends", () => {
  const terms = [0.01, 0.05, 0.2, 0.45, 0.55, 0.8, 0.95].map((chance) => icdWords(exactly(chance)));
  assert.deepEqual(terms, [
    "almost no chance",
    "very unlikely",
    "unlikely",
    "roughly even chance",
    "likely",
    "very likely",
    "almost certain",
  ]);
  assert.equal(icdWords({ lo: 0.3, best: 0.6, hi: 0.7 }), "unlikely to likely, best estimate likely");
});

test("the matrix shows each cell with where it came from", () => {
  const echo = item(2, { content: "f00d", origins: ["publisher:North Port CERT"] });
  const lines = matrixLines(matrixOf(ask([item(1, { content: "f00d" }), echo]), DEFAULT_SETTINGS));
  assert.match(lines[0] ?? "", /^evidence .*Harbour Crew .*other {2}tells apart {3}counts$/);
  assert.match(lines[1] ?? "", /^aaaaaaaaaaaa +\+0\.99 +\+0\.16 +-0\.25 +-0\.01 +\+0\.00 +1\.24 +100 %$/);
  assert.equal(
    lines[2],
    "  Harbour Crew against other: judged +1.40, credibility 2 leaves +1.26, reliability B leaves +0.99, forgeability 0.05 leaves +0.99 (sensor:1)",
  );
  assert.match(lines[4] ?? "", /echo$/);
});

const EXPECTED: readonly string[] = [
  "The evidence supports: Harbour Crew.",
  "- Harbour Crew: +2.47 (+2.47 to +2.47) against other: moderately strong support; likelihood almost certain; over its imitation +2.07 (+2.07 to +2.07).",
  "- imitation of Harbour Crew: +0.39 (+0.39 to +0.39) against other: weak support; likelihood likely.",
  "- Party A: -3.10 (-3.10 to -3.10) against Harbour Crew: strong support for the rest; likelihood almost no chance; over its imitation -0.60 (-0.60 to -0.60).",
  "- imitation of Party A: -2.49 (-2.49 to -2.49) against Harbour Crew: moderately strong support for the rest; likelihood almost no chance.",
  "- other: -2.47 (-2.47 to -2.47) against Harbour Crew: moderately strong support for the rest; likelihood almost no chance.",
  "Figures are log10 likelihood ratios (bans: +1 is ten times as probable under this answer as under the one named); likelihood starts from even odds unless it says otherwise; words for support after ENFSI 2015, for likelihood after ICD 203.",
  "Confidence in this assessment is moderate: one source failing weakens its words; the evidence touches 2 of the 4 sides: adversary, capability, infrastructure, victim; dissents that stand open: 1.",
  "Independent sources: n = 5 (of 5 sources with 5 items; items that only repeat another count nothing: 0).",
  "Weaker words if 1 of 5 sources fails (k = 1): the jump host; then: moderate support for Harbour Crew.",
  "No lead left if 5 of 5 sources fail (k = 5): the jump host, sensor:2, sensor:3, sensor:4, sensor:5; then: imitation of Harbour Crew is no longer excluded.",
  "Leans most on: the jump host (+0.49 bans), sensor:2 (+0.49 bans), sensor:3 (+0.49 bans).",
  "Weight was cut: 5 items because the information is less than confirmed, 5 items because the source may be wrong.",
  "Of adversary, capability, infrastructure and victim the evidence touches: capability, infrastructure.",
  "Knowledge base: 54 of 174 actors have a profile.",
  "Dissent by Harbour Authority on Harbour Crew: the key was sold",
  "Would change it: strong support for Harbour Crew takes new independent evidence of 1.07 bans (moderate support): at least 1 source of grade A or 1 of grade B.",
  "Would change it: other leads takes new independent evidence of 4.93 bans (very strong support): at least 3 sources of grade A or 4 of grade B.",
  "Would change it: imitation of Party A leads takes new independent evidence of 4.98 bans (very strong support): at least 3 sources of grade A or 4 of grade B.",
  "Would change it: Party A leads takes new independent evidence of 6.19 bans (extremely strong support): at least 4 sources of grade A or 5 of grade B.",
  "All support is divided by T = 2.00, because sources are less independent than they look (default: best in all 5 folds on ATT&CK 18.1, leave-one-report-out).",
  "This measures how well the evidence fits each answer, not guilt.",
];
