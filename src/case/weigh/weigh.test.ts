import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { NounId } from "../../model/index.ts";
import type { Ask, Item } from "./ask.ts";
import { DEFAULT_SETTINGS } from "./settings.ts";
import type { AnswerSupport, Verdict } from "./verdict.ts";
import { weigh } from "./weigh.ts";

const GRADES = ["A", "B", "C", "D", "E", "F"] as const;
const ANSWERS = ["Harbour Crew", "imitation of Harbour Crew", "Party A", "imitation of Party A", "other"];
const T = DEFAULT_SETTINGS.temperature.value;

const link = (number: number) => number.toString(16).padStart(64, "0") as NounId;
const exactly = (bans: number) => ({ lo: bans, best: bans, hi: bans });

function item(number: number, change: Partial<Item> = {}): Item {
  const weights = [weight("Harbour Crew", "other", 1), weight("Party A", "other", 0)];
  return {
    link: link(number),
    weights,
    reliability: "A",
    credibility: 1,
    forgeability: 0,
    origins: [`sensor:${number}`],
    records: [link(number)],
    content: null,
    ...change,
  };
}

function weight(first: string, second: string, bans: number) {
  return { for: first, against: second, log10LR: exactly(bans), basis: "judged" as const };
}

function ask(items: readonly Item[], change: Partial<Ask> = {}): Ask {
  return { claim: link(0), kind: "actor", level: "cluster", answers: ANSWERS, prior: null, items, roots: 1000, ...change };
}

function supportFor(verdict: Verdict, answer: string): AnswerSupport {
  const support = verdict.answers.find((one) => one.answer === answer);
  assert.ok(support !== undefined);
  return support;
}

function bestFor(items: readonly Item[], answer = "Harbour Crew"): number {
  return supportFor(weigh(ask(items), DEFAULT_SETTINGS), answer).log10LR?.best ?? Number.NaN;
}

const range = fc
  .array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 3, maxLength: 3 })
  .map((ends) => ends.toSorted((a, b) => a - b))
  .map(([lo = 0, best = 0, hi = 0]) => ({ lo, best, hi }));
const anyWeight = fc.record({
  for: fc.constantFrom(...ANSWERS),
  against: fc.constantFrom(...ANSWERS),
  log10LR: range,
  basis: fc.constantFrom("judged" as const, "measured" as const),
});
const anyOrigins = fc
  .uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 3 })
  .map((origins) => origins.toSorted());
const anyItem = fc.record({
  weights: fc.array(anyWeight, { maxLength: 5 }),
  reliability: fc.constantFrom(...GRADES),
  credibility: fc.integer({ min: 1, max: 6 }),
  forgeability: fc.double({ min: 0, max: 1, noNaN: true }),
  origins: anyOrigins,
  content: fc.option(fc.constantFrom("x", "y")),
});
const anyItems = fc
  .array(anyItem, { maxLength: 8 })
  .map((items) => items.map((one, index): Item => ({ ...one, link: link(index + 1), records: [link(index + 1)] })));

test("every range is in order, whatever the evidence", () => {
  fc.assert(
    fc.property(anyItems, (items) => {
      const verdict = weigh(ask(items, { prior: [0.1, 0.2, 0.3, 0, 0.4] }), DEFAULT_SETTINGS);
      for (const { log10LR, likelihood, posterior, overImitation } of verdict.answers)
        for (const one of [log10LR, likelihood?.range ?? null, posterior, overImitation])
          assert.ok(one === null || (one.lo <= one.best && one.best <= one.hi), JSON.stringify(one));
    }),
  );
});

test("the order of the evidence changes nothing, to the bit", () => {
  fc.assert(
    fc.property(anyItems, (items) => {
      assert.deepEqual(weigh(ask(items.toReversed()), DEFAULT_SETTINGS), weigh(ask(items), DEFAULT_SETTINGS));
    }),
  );
});

test("an item of likelihood ratio 1 changes nothing", () => {
  fc.assert(
    fc.property(anyItems, anyOrigins, fc.constantFrom(...GRADES), (items, origins, reliability) => {
      const empty = item(999, {
        origins,
        reliability,
        forgeability: 0.7,
        weights: [weight("Harbour Crew", "Party A", 0), weight("other", "Party A", 0)],
      });
      const [before, after] = [weigh(ask(items), DEFAULT_SETTINGS), weigh(ask([...items, empty]), DEFAULT_SETTINGS)];
      assert.deepEqual(after, before);
    }),
  );
});

const SWAP = new Map([
  ["Harbour Crew", "Party A"],
  ["Party A", "Harbour Crew"],
  ["imitation of Harbour Crew", "imitation of Party A"],
  ["imitation of Party A", "imitation of Harbour Crew"],
]);
const swapped = (name: string) => SWAP.get(name) ?? name;

test("swapping the names of two parties swaps their results and nothing else", () => {
  fc.assert(
    fc.property(anyItems, (items) => {
      const turned = items.map((one) => ({
        ...one,
        weights: one.weights.map((pair) => ({ ...pair, for: swapped(pair.for), against: swapped(pair.against) })),
      }));
      const [plain, mirror] = [weigh(ask(items), DEFAULT_SETTINGS), weigh(ask(turned), DEFAULT_SETTINGS)];
      for (const { answer, log10LR, scale, overImitation } of plain.answers) {
        const other = supportFor(mirror, swapped(answer));
        assert.deepEqual([other.log10LR, other.scale, other.overImitation], [log10LR, scale, overImitation]);
      }
      assert.equal(mirror.fragility?.k, plain.fragility?.k);
      assert.equal(mirror.confidence.level, plain.confidence.level);
      assert.equal(mirror.outcome.is, plain.outcome.is);
    }),
  );
});

test("a weight says the same whichever side is named first", () => {
  fc.assert(
    fc.property(anyItems, (items) => {
      const turned = items.map((one) => ({
        ...one,
        weights: one.weights.map(({ for: first, against, log10LR: { lo, best, hi }, basis }) => ({
          for: against,
          against: first,
          basis,
          log10LR: { lo: 0 - hi, best: 0 - best, hi: 0 - lo },
        })),
      }));
      assert.deepEqual(weigh(ask(turned), DEFAULT_SETTINGS).answers, weigh(ask(items), DEFAULT_SETTINGS).answers);
    }),
  );
});

test("one report re-published 50 times never counts for more than once, nor a talkative source for more than its cap", () => {
  const cap = (reliability: "A" | "B" | "C" | "D" | "E") => 0 - Math.log10(1 - DEFAULT_SETTINGS.reliability[reliability].best);
  const gradeAndBans = [
    fc.constantFrom("A" as const, "B" as const, "C" as const, "D" as const, "E" as const),
    fc.double({ min: 0.1, max: 9, noNaN: true }),
  ] as const;
  fc.assert(
    fc.property(...gradeAndBans, (reliability, bans) => {
      const report = (number: number, change: Partial<Item>) =>
        item(number, { reliability, weights: [weight("Harbour Crew", "other", bans), weight("Party A", "other", 0)], ...change });
      const fifty = (change: (number: number) => Partial<Item>) =>
        Array.from({ length: 50 }, (_, at) => report(at + 1, change(at)));
      const once = bestFor([report(1, {})]);
      const copies = fifty((at) => ({ content: "f00d", origins: [`publisher:${at}`] }));
      assert.equal(bestFor(copies), once);
      assert.equal(weigh(ask(copies), DEFAULT_SETTINGS).n, 1);
      const chatter = bestFor(fifty(() => ({ origins: ["publisher:North Port CERT"] })));
      assert.ok(chatter <= cap(reliability) / T + 1e-9 && chatter >= once - 1e-9, `${chatter} over ${cap(reliability)}`);
    }),
  );
});

test("a report of many parts, each printed by 50 outlets with a strength of its own choice, is one source", () => {
  const bans = fc.array(fc.double({ min: 0.1, max: 4, noNaN: true }), { minLength: 100, maxLength: 100 });
  fc.assert(
    fc.property(bans, fc.integer({ min: 2, max: 10 }), (strengths, parts) => {
      const items = Array.from({ length: 50 * parts }, (_, at) =>
        item(at + 1, {
          content: `part ${at % parts}`,
          origins: [`outlet:${Math.floor(at / parts)}`],
          reliability: "B",
          weights: [weight("Harbour Crew", "other", strengths[at % 100] ?? 1), weight("Party A", "other", 0)],
        }),
      );
      const cap = 0 - Math.log10(1 - DEFAULT_SETTINGS.reliability.B.best);
      assert.ok(bestFor(items) <= cap / T + 1e-9, `${bestFor(items)} over ${cap / T}`);
      assert.equal(weigh(ask(items), DEFAULT_SETTINGS).n, 1);
    }),
    { numRuns: 30 },
  );
});

test("of two items of one source that weigh the same for two parties, neither party has the better place", () => {
  const against = (number: number, party: string, other: string) =>
    item(number, { origins: ["sensor:jump"], weights: [weight(party, "other", 1), weight(other, "other", 0)] });
  const one = weigh(
    ask([against(1, "Harbour Crew", "Party A"), against(2, "Party A", "Harbour Crew")]),
    DEFAULT_SETTINGS,
  ).answers;
  const bans = (answer: string) => one.find((support) => support.answer === answer)?.log10LR;
  assert.deepEqual(bans("Harbour Crew"), bans("Party A"));
});

test("who repeats two sources that say something of their own takes nothing from either", () => {
  const of = (number: number, origin: string, content: string) =>
    item(number, {
      content,
      origins: [origin],
      weights: [weight("Harbour Crew", "other", 1), weight("Party A", "other", 0)],
    });
  const two = [of(1, "a", "a1"), of(2, "a", "a2"), of(3, "b", "b1"), of(4, "b", "b2")];
  assert.equal(bestFor([...two, of(5, "copier", "a1"), of(6, "copier", "b1")]), bestFor(two));
});

test("items of one source count less and less, those of independent sources add", () => {
  const same = (count: number) =>
    Array.from({ length: count }, (_, at) =>
      item(at + 1, {
        origins: ["sensor:jump"],
        reliability: "A",
        weights: [weight("Harbour Crew", "other", 0.2), weight("Party A", "other", 0)],
      }),
    );
  const one = bestFor(same(1));
  assert.ok(Math.abs(bestFor(same(2)) - 1.5 * one) < 1e-12);
  assert.ok(Math.abs(bestFor(same(3)) - 1.75 * one) < 1e-12);
  const apart = same(3).map((each, at) => ({ ...each, origins: [`sensor:${at}`] }));
  assert.ok(Math.abs(bestFor(apart) - 3 * one) < 1e-12);
});

/** The Olympic Destroyer replay, with an invented cast: a compiler header that matches one crew only, and code that does not. */
const RICH_HEADER = {
  forgeability: 0.8,
  origins: ["malware:sample"],
  weights: [weight("Harbour Crew", "other", 9), weight("Party A", "other", 0)],
};

test("what is easy to plant never excludes imitation, however much of it there is", () => {
  const cases: readonly (readonly [string, readonly Item[], Verdict["outcome"]["is"]])[] = [
    ["a header match of huge weight", [item(1, RICH_HEADER)], "imitation-not-excluded"],
    [
      "header, language and compile time, each from its own source",
      Array.from({ length: 40 }, (_, at) => item(at + 1, { ...RICH_HEADER, origins: [`sample:${at}`] })),
      "imitation-not-excluded",
    ],
    [
      "four independent items that nobody else can plant",
      [1, 2, 3, 4].map((number) => item(number, { ...RICH_HEADER, forgeability: 0.01, origins: [`source:${number}`] })),
      "leads",
    ],
    ["no evidence", [], "unknown"],
    [
      "one strong source that nobody could plant",
      [item(1, { weights: [weight("Harbour Crew", "other", 3), weight("Party A", "other", 0)] })],
      "unknown",
    ],
  ];
  for (const [name, items, expected] of cases) assert.equal(weigh(ask(items), DEFAULT_SETTINGS).outcome.is, expected, name);
});

test("a header match is held to 1 in 62, whatever the data base says", () => {
  const support = supportFor(weigh(ask([item(1, RICH_HEADER)]), DEFAULT_SETTINGS), "Harbour Crew");
  // Reliability A first: 100; then 100 ÷ ((1 − 0.016) + 0.016 × 100) = 38.7, under 1 ÷ (0.02 × 0.8) = 62.5.
  assert.ok(Math.abs((support.log10LR?.best ?? 0) * T - Math.log10(100 / (0.984 + 1.6))) < 1e-6);
  assert.ok((support.overImitation?.lo ?? 1) <= 0);
});

test("an answer that no weight names is never surely below one that is named", () => {
  const verdict = weigh(
    ask([1, 2, 3, 4].map((number) => item(number, { weights: [weight("Harbour Crew", "other", 2)] }))),
    DEFAULT_SETTINGS,
  );
  assert.deepEqual(verdict.outcome, { is: "unknown", nearest: "Harbour Crew", doubts: ["not-told-apart"] });
  assert.ok((supportFor(verdict, "Party A").log10LR?.hi ?? -1) >= 0);
});

test("what cannot be assessed is not ranked, never unlikely, and its imitation shares its fate", () => {
  const items = [1, 2, 3, 4].map((number) => item(number));
  const verdict = weigh(
    ask(items, { notAssessable: [{ answer: "Party A", reason: "its profile has 2 techniques" }] }),
    DEFAULT_SETTINGS,
  );
  for (const answer of ["Party A", "imitation of Party A"]) {
    const { notAssessable, log10LR, likelihood, scale } = supportFor(verdict, answer);
    assert.deepEqual([notAssessable, log10LR, likelihood, scale], ["its profile has 2 techniques", null, null, null]);
  }
  assert.notEqual(verdict.confidence.level, "high");
});

test("with one source confidence is never high, and no answer leads", () => {
  fc.assert(
    fc.property(anyItems, (items) => {
      const verdict = weigh(ask(items, { roots: 1 }), DEFAULT_SETTINGS);
      assert.equal(verdict.confidence.level, "low");
      assert.notEqual(verdict.outcome.is, "leads");
    }),
  );
});

test("posteriors follow Bayes' rule, and are given only with priors", () => {
  const items = [item(1, { weights: [weight("occurred", "other", 1)] })];
  const two = { answers: ["occurred", "other"], kind: "occurred" as const, level: null };
  const none = weigh(ask(items, two), DEFAULT_SETTINGS);
  assert.ok(none.answers.every(({ posterior }) => posterior === null));
  const given = supportFor(weigh(ask(items, { ...two, prior: [0.2, 0.8] }), DEFAULT_SETTINGS), "occurred");
  const odds = (0.2 / 0.8) * 10 ** (given.log10LR?.best ?? 0);
  assert.ok(Math.abs((given.posterior?.best ?? 0) - odds / (1 + odds)) < 1e-12);
});
