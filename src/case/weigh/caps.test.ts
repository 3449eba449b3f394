import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { capReliability, discountCredibility, mixed } from "./caps.ts";
import { DEFAULT_SETTINGS } from "./settings.ts";

const near = (actual: number, expected: number, why: string) =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${why}: expected ${expected}, got ${actual}`);
const exactly = (bans: number) => ({ lo: bans, best: bans, hi: bans });
const ITEM = { link: "" as never, weights: [], forgeability: 0, origins: [], records: [], content: null, credibility: 1 };

test("a mixture leaves what the formula says", () => {
  const table: [number, number, number][] = [
    [0, 0.3, 1],
    [2, 0, 100],
    [2, 0.05, 100 / (0.95 + 5)],
    [9, 0.05, 20],
    [-9, 0.05, 1 / 20],
    [9, 0.016, 62.5],
    [3, 1, 1],
    [-3, 1, 1],
    [1e15, 0.01, 100],
  ];
  for (const [bans, q, ratio] of table) {
    const expected = Math.log10(ratio);
    assert.ok(Math.abs(mixed(bans, q) - expected) < 1e-6, `${bans} ${q}: ${mixed(bans, q)} not ${expected}`);
  }
});

test("a mixture is odd, rises, shrinks, and stays under its cap", () => {
  const bans = fc.double({ min: -20, max: 20, noNaN: true });
  const chance = fc.double({ min: 1e-6, max: 1, noNaN: true });
  fc.assert(
    fc.property(bans, bans, chance, (a, b, q) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      assert.ok(mixed(low, q) <= mixed(high, q) + 1e-12);
      near(mixed(-a, q) + mixed(a, q), 0, "odd");
      assert.ok(Math.abs(mixed(a, q)) <= Math.min(Math.abs(a), 0 - Math.log10(q)) + 1e-12);
    }),
  );
});

test("reliability bounds, F is wide and not bad, credibility scales", () => {
  const left = (reliability: "A" | "B" | "E" | "F") => capReliability(exactly(12), { ...ITEM, reliability }, DEFAULT_SETTINGS);
  assert.deepEqual(
    [left("A"), left("B"), left("E")].map(({ best }) => best.toFixed(3)),
    ["2.000", "1.301", "0.301"],
  );
  assert.deepEqual([left("F").lo, left("F").hi.toFixed(3)], [0, "1.301"]);
  const kept = [1, 2, 3, 4, 5, 6].map((credibility) => discountCredibility(exactly(2), credibility, DEFAULT_SETTINGS));
  assert.deepEqual(
    kept.map(({ best }) => best.toFixed(2)),
    ["2.00", "1.80", "1.40", "0.80", "0.40", "1.00"],
  );
  assert.deepEqual([kept[5]?.lo, kept[5]?.hi], [0, 2]);
});
