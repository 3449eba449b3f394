import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Offset, type SkewBound, solveSkews } from "./skew.ts";

const bound = (earlier: string, later: string, atLeastMs: number): SkewBound => ({
  earlier,
  later,
  atLeastMs,
  because: `${earlier} before ${later}`,
});

const TABLE: readonly (readonly [string, Record<string, Offset>, readonly SkewBound[], Record<string, Offset>])[] = [
  ["a clock is off by what was said of it", { a: { lo: -5, hi: 5 } }, [], { a: { lo: -5, hi: 5 } }],
  [
    "a clock that shows an effect before its cause is behind",
    { a: { lo: 0, hi: 0 }, b: { lo: -10_000, hi: 10_000 } },
    [bound("a", "b", 700)],
    { a: { lo: 0, hi: 0 }, b: { lo: 700, hi: 10_000 } },
  ],
  [
    "a clock that is held from both sides is known",
    { a: { lo: 0, hi: 0 } },
    [bound("a", "b", 700), bound("b", "a", -900)],
    { a: { lo: 0, hi: 0 }, b: { lo: 700, hi: 900 } },
  ],
  ["a clock that nothing ties to true time stays unknown", {}, [bound("a", "b", 700)], {}],
  [
    "what is known goes on from clock to clock",
    { a: { lo: 0, hi: 0 } },
    [bound("a", "b", 100), bound("b", "a", -100), bound("b", "c", 50), bound("c", "b", -60)],
    { a: { lo: 0, hi: 0 }, b: { lo: 100, hi: 100 }, c: { lo: 150, hi: 160 } },
  ],
];

for (const [name, stated, bounds, expected] of TABLE) {
  test(name, () => {
    const { offsets, contradictions } = solveSkews(new Map(Object.entries(stated)), bounds);
    assert.deepEqual(contradictions, []);
    assert.deepEqual(Object.fromEntries(offsets), expected);
  });
}

test("clocks that cannot all be right correct nothing, and are named", () => {
  const { offsets, contradictions } = solveSkews(
    new Map([
      ["a", { lo: 0, hi: 0 }],
      ["b", { lo: 0, hi: 10 }],
    ]),
    [bound("a", "b", 700)],
  );
  assert.equal(offsets.size, 0);
  assert.ok(contradictions.includes("a before b"));
});

test("the true offsets always lie within what is found, and a further bound never widens it", () => {
  const clocks = ["a", "b", "c", "d"];
  const offset = fc.integer({ min: -1000, max: 1000 });
  fc.assert(
    fc.property(
      fc.array(offset, { minLength: 4, maxLength: 4 }),
      fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.nat(500)), { maxLength: 12 }),
      (truth, pairs) => {
        const bounds = pairs.map(([from, to, slack]) =>
          bound(clocks[from] ?? "", clocks[to] ?? "", (truth[to] ?? 0) - (truth[from] ?? 0) - slack),
        );
        const stated = new Map([
          ["a", { lo: truth[0] ?? 0, hi: truth[0] ?? 0 }],
          ["b", { lo: (truth[1] ?? 0) - 50, hi: (truth[1] ?? 0) + 70 }],
        ]);
        const all = solveSkews(stated, bounds);
        assert.deepEqual(all.contradictions, []);
        for (const [at, clock] of clocks.entries()) {
          const found = all.offsets.get(clock);
          if (found !== undefined) assert.ok(found.lo <= (truth[at] ?? 0) && (truth[at] ?? 0) <= found.hi, clock);
        }
        for (const [clock, before] of solveSkews(stated, bounds.slice(1)).offsets) {
          const after = all.offsets.get(clock);
          assert.ok(after !== undefined && after.lo >= before.lo && after.hi <= before.hi, clock);
        }
      },
    ),
  );
});
