import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { CaseId, Noun, NounId } from "../../model/index.ts";
import { type RelatedCase, relateCases, relationLines, type Trait } from "./relate.ts";

const CLOCK = { from: "2026-11-22T12:00:00.000Z", to: "2026-11-22T12:00:00.000Z", clock: null };
const event = (technique: string | null): Noun => ({
  noun: "event",
  what: "something",
  on: [],
  when: CLOCK,
  learned: CLOCK.from,
  technique,
});
const tool = (name: string, refs: readonly { scheme: string; id: string }[] = []): Noun => ({
  noun: "entity",
  kind: "tool",
  name,
  refs,
});

let last = 0;
function related(digit: string, sectors: readonly string[], ...nouns: readonly Noun[]): RelatedCase {
  const standing = nouns.map((noun) => ({ id: (++last).toString(16).padStart(64, "0") as NounId, noun, withdrawnBy: null }));
  return { case: `case-${digit.repeat(12)}` as CaseId, sectors, nouns: standing };
}

const GUESSING: Trait = { trait: "technique", id: "T1110" };
const TABLE: readonly (readonly [string, readonly Trait[], RelatedCase, "matches" | "differs" | "silent"])[] = [
  ["a technique", [GUESSING], related("1", [], event("T1110")), "matches"],
  ["a technique by its part", [GUESSING], related("1", [], event("T1110.001")), "matches"],
  ["another technique that begins alike", [{ trait: "technique", id: "T111" }], related("1", [], event("T1110")), "differs"],
  ["another technique", [GUESSING], related("1", [], event("T1021")), "differs"],
  ["a case without techniques cannot tell", [GUESSING], related("1", [], event(null)), "silent"],
  ["a tool by name", [{ trait: "entity", kind: "tool", name: "Tool A" }], related("1", [], tool("Tool A")), "matches"],
  [
    "a tool by reference",
    [{ trait: "reference", scheme: "sha256", id: "ab" }],
    related("1", [], tool("T", [{ scheme: "sha256", id: "ab" }])),
    "matches",
  ],
  ["a sector of a case without nouns", [{ trait: "sector", name: "energy" }], related("1", ["energy"]), "matches"],
  ["a sector that nobody named cannot tell", [{ trait: "sector", name: "energy" }], related("1", []), "silent"],
  [
    "one trait that is not there differs, whatever the others cannot tell",
    [GUESSING, { trait: "sector", name: "energy" }],
    related("1", ["water"]),
    "differs",
  ],
];

for (const [name, rule, one, likeness] of TABLE)
  test(name, () => assert.equal(relateCases(rule, [one]).cases[0]?.likeness, likeness));

test("what was withdrawn shows nothing", () => {
  const one = related("1", [], event("T1110"), event("T1021"));
  const nouns = one.nouns.map((noun, at) => (at === 0 ? { ...noun, withdrawnBy: noun.id } : noun));
  assert.equal(relateCases([GUESSING], [{ ...one, nouns }]).cases[0]?.likeness, "differs");
});

test("every case looked at is told, whatever came of it, with how common each trait is", () => {
  const cases = [related("3", [], event(null)), related("1", [], event("T1110")), related("2", [], event("T1021"))];
  assert.deepEqual(relationLines(relateCases([GUESSING], cases)), [
    "rule: technique T1110",
    "cases looked at: 3",
    "  case-111111111111  matches",
    "  case-222222222222  does not match  without technique T1110",
    "  case-333333333333  cannot tell: it holds nothing that would show it  without technique T1110",
    "technique T1110: in 1 of the 2 cases that could show it",
  ]);
});

test("the order of cases changes nothing", () => {
  const cases = [related("a", ["energy"], event("T1110")), related("b", [], tool("Tool A")), related("c", [], event(null))];
  fc.assert(
    fc.property(fc.shuffledSubarray(cases, { minLength: 3 }), (shuffled) => {
      assert.deepEqual(relateCases([GUESSING], shuffled), relateCases([GUESSING], cases));
    }),
  );
});
