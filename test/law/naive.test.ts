import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { assess, createLawBook, type LawPack } from "../../src/law/index.ts";
import type { Answer, Facts, Value } from "../../src/model/index.ts";
import { lawPacks } from "./support/domestic.ts";
import { Naive } from "./support/naive.ts";
import { ON, randomFacts, randomPacks } from "./support/random-packs.ts";

const SEED = Number(process.env["MERIDIAN_SEED"] ?? 20_261_123);
const RUNS = process.env["MERIDIAN_SOAK"] === "1" ? 20_000 : 120;
console.log(`seed ${SEED}, ${RUNS} runs`);
const check = <T>(property: fc.IProperty<T>, numRuns = RUNS) => fc.assert(property, { seed: SEED, numRuns });

function answersOf(packs: readonly LawPack[], facts: Facts, asOf: string): readonly Answer[] {
  const book = createLawBook(packs);
  assert.ok(book.ok, book.ok ? "" : JSON.stringify(book.fault));
  return assess(book.value, facts, { asOf }).answers;
}

function holdersOf(packs: readonly LawPack[]): readonly string[] {
  return [...new Set(packs.flatMap((pack) => (pack.kind === "position" ? [pack.holder] : [])))].sort();
}

/** Every rule: what all agree on, and what each holder's eyes see. */
function assertAlike(packs: readonly LawPack[], facts: Facts, asOf: string): void {
  const [naive, holders] = [new Naive(packs, facts, asOf), holdersOf(packs)];
  for (const { rule, headline, believed, byPosition } of answersOf(packs, facts, asOf)) {
    assert.deepEqual(believed, naive.headline(rule, holders, false), rule);
    assert.deepEqual(headline, naive.headline(rule, holders, true), rule);
    for (const holder of holders) {
      // A rule that no point of law reaches has one answer for all.
      const seen = byPosition.find(({ position }) => position === holder) ?? { value: believed, sure: headline };
      assert.deepEqual(seen.value, naive.rule(rule, { holder, sure: false }), `${rule} for ${holder}`);
      assert.deepEqual(seen.sure, naive.rule(rule, { holder, sure: true }), `${rule} for ${holder}`);
    }
  }
}

test("random packs: what is shared between rules and positions comes to what the plainest evaluator says", () => {
  check(
    fc.property(randomPacks({ presume: true }), randomFacts({ conflicts: true }), (packs, facts) =>
      assertAlike(packs, facts, ON),
    ),
  );
});

test("so do the packs that are shipped, on random records and on both sides of their days", () => {
  const packs = [...lawPacks().values()];
  const ruled = packs.flatMap((pack) => (pack.kind === "rules" || pack.kind === "proposal" ? [pack] : []));
  const props = [...new Set(ruled.flatMap(({ elements }) => Object.entries(elements).map(([id, { prop }]) => prop ?? id)))];
  const kinds = packs.flatMap((pack) => (pack.kind === "evidence-kinds" ? Object.keys(pack.kinds) : []));
  const standard = fc.constantFrom(null, null, "reasonable" as const, "clear" as const, "conclusive" as const);
  const shown = fc.record({ pro: standard, con: standard, sources: fc.subarray(["a", "b", "c"]) });
  const facts = fc.tuple(fc.subarray(props), fc.infiniteStream(shown)).map(([some, stream]) => ({
    findings: some.map((prop) => ({
      prop,
      ...(stream.next().value ?? assert.fail()),
      kinds,
      against: ["z"],
      claims: [],
    })),
    figures: [],
  }));
  const days = fc.constantFrom("2011-08-31", "2020-01-01", "2026-11-23");
  check(
    fc.property(facts, days, (given, day) => assertAlike(packs, given, day)),
    process.env["MERIDIAN_SOAK"] === "1" ? 300 : 3,
  );
});

/** One rule's values: for all, and for each holder. */
function valuesOf({ headline, believed, byPosition }: Answer): readonly Value[] {
  return [headline, believed, ...byPosition.flatMap(({ value, sure }) => [value, sure])];
}

// Kleene's connectives are monotone, so rules are wherever elements are: when nothing is presumed and nothing is proved both ways,
// a finding or figure that was missing only adds.
test("to learn what was missing takes no answer back: with no presumption and no conflict, rules are monotone in the information order", () => {
  const part = fc.tuple(randomFacts({ conflicts: false }), fc.infiniteStream(fc.boolean()));
  check(
    fc.property(randomPacks({ presume: false }), part, (packs, [all, keeps]) => {
      const fewer = {
        findings: all.findings.filter(() => keeps.next().value),
        figures: all.figures.filter(() => keeps.next().value),
      };
      const after = answersOf(packs, all, ON);
      for (const [at, before] of answersOf(packs, fewer, ON).entries()) {
        const later = valuesOf(after[at] ?? assert.fail());
        for (const [which, { truth, facts, law }] of valuesOf(before).entries()) {
          const now = later[which] ?? assert.fail();
          if (truth !== "undetermined") assert.deepEqual(now.truth, truth, before.rule);
          // Causes only go, except that holders may come to differ in what all agree on.
          if (which >= 2) assert.ok((facts || truth !== "undetermined" || !now.facts) && (law || !now.law), before.rule);
        }
      }
    }),
  );
});

test("proof of the opposite makes an answer open, and never turns it round: that takes a presumption that somebody raised", () => {
  const proved = randomFacts({ conflicts: true });
  check(
    fc.property(randomPacks({ presume: false }), proved, proved, (packs, first, more) => {
      const added = joined(first, more);
      const after = answersOf(packs, added, ON);
      for (const [at, before] of answersOf(packs, first, ON).entries()) {
        const later = valuesOf(after[at] ?? assert.fail());
        for (const [which, { truth }] of valuesOf(before).entries())
          if (truth !== "undetermined") assert.ok([truth, "undetermined"].includes(later[which]?.truth ?? ""), before.rule);
      }
    }),
  );
});

/** The first record with what the second has beside it: on one proposition both sides, each as it was where there was any. */
function joined(first: Facts, more: Facts): Facts {
  const known = new Map(first.findings.map((finding) => [finding.prop, finding]));
  const both = first.findings.map((finding) => {
    const other = more.findings.find(({ prop }) => prop === finding.prop);
    return { ...finding, pro: finding.pro ?? other?.pro ?? null, con: finding.con ?? other?.con ?? null };
  });
  const names = new Set(first.figures.map(({ name }) => name));
  return {
    findings: [...both, ...more.findings.filter(({ prop }) => !known.has(prop))],
    figures: [...first.figures, ...more.figures.filter(({ name }) => !names.has(name))],
  };
}
