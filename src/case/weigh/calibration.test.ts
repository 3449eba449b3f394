import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  bootstrapInterval,
  brierScore,
  calibrationError,
  calibrationNoise,
  cllr,
  type Forecast,
  logScore,
  reliabilityBins,
  rocArea,
  seededRandom,
} from "./calibration.ts";

function near(actual: number, expected: number, why: string): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${why}: expected ${expected}, got ${actual}`);
}

const said = (chance: number, ...outcomes: number[]): Forecast[] => outcomes.map((so) => ({ chance, so: so === 1 }));

test("Brier and logarithmic scores are those computed by hand", () => {
  const table: [string, Forecast[], number, number][] = [
    ["a coin", said(0.5, 1, 0), 0.25, Math.LN2],
    ["certain and right", said(1, 1), 0, 0],
    ["certain and wrong", said(1, 0), 1, -Math.log(1e-12)],
    ["rain of 70 %, 80 %", [...said(0.7, 1), ...said(0.8, 0)], (0.09 + 0.64) / 2, -(Math.log(0.7) + Math.log(0.2)) / 2],
  ];
  for (const [name, forecasts, brier, log] of table) {
    near(brierScore(forecasts), brier, name);
    assert.ok(Math.abs(logScore(forecasts) - log) < 1e-3, name);
  }
});

test("calibration error is the gap between said and came out, bin by bin", () => {
  const good = [...said(0.25, 1, 0, 0, 0), ...said(0.75, 1, 1, 1, 0)];
  near(calibrationError(good, 2), 0, "perfect");
  const bold = [...said(0.1, 0, 0, 0, 0), ...said(0.9, 1, 0, 1, 0)];
  near(calibrationError(bold, 2), (0.1 + 0.4) / 2, "too bold");
  assert.deepEqual(
    reliabilityBins(bold, 2).map(({ count, cameOut }) => [count, cameOut]),
    [
      [4, 0],
      [4, 0.5],
    ],
  );
});

test("equal chances stay in one bin, whatever the order", () => {
  const forecasts = said(0.3, 1, 0, 0, 1, 0, 0, 1);
  assert.equal(reliabilityBins(forecasts, 5).length, 1);
  assert.equal(calibrationError(forecasts, 5), calibrationError(forecasts.toReversed(), 5));
});

test("a perfect model has a noise floor that shrinks with the number of cases", () => {
  const floor = (cases: number) => {
    const random = seededRandom(5);
    const chances = Array.from({ length: cases }, (_, index) => (index + 0.5) / cases);
    return calibrationNoise(chances, 5, { draws: 200, random });
  };
  const [few, many] = [floor(50), floor(2000)];
  assert.ok(many.lo <= many.best && many.best <= many.hi);
  assert.ok(few.best > 3 * many.best, `${few.best} over ${many.best}`);
  // Half-normal: 5 bins of n ÷ 5 cases, mean standard deviation 0.39 within them, times sqrt(2 ÷ pi).
  assert.ok(Math.abs(many.best - (0.39 / Math.sqrt(400)) * Math.sqrt(2 / Math.PI)) < 0.004, String(many.best));
});

test("Cllr is 1 for a system that says nothing, 0 for a perfect one, and by hand between", () => {
  near(cllr([0, 0], [0]), 1, "LR 1 always");
  near(cllr([400], [-400]), 0, "perfect");
  near(cllr([1], [-1]), Math.log2(1.1), "LR 10 and 1/10");
  near(cllr([Math.log10(3)], [Math.log10(2)]), (Math.log2(4 / 3) + Math.log2(3)) / 2, "one right, one wrong");
  assert.ok(cllr([-2], [2]) > 1, "misleading");
  near(cllr([-1000], [1000]), 1000 / Math.log10(2), "no overflow");
});

test("rank area counts pairs, ties half", () => {
  near(rocArea([3, 4], [1, 2]), 1, "apart");
  near(rocArea([1], [1]), 0.5, "tie");
  near(rocArea([1, 3], [2, 3]), (0 + 0 + 1 + 0.5) / 4, "by hand");
});

test("rank area agrees with the count over all pairs", () => {
  const scores = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(scores, scores, (positives, negatives) => {
      const wins = positives.flatMap((p) => negatives.map((n): number => (p > n ? 1 : p === n ? 0.5 : 0)));
      near(rocArea(positives, negatives), wins.reduce((a, b) => a + b, 0) / wins.length, "pairs");
    }),
  );
});

test("a bootstrap interval holds the statistic and is the same for the same seed", () => {
  const sample = Array.from({ length: 100 }, (_, index) => (index < 60 ? 1 : 0));
  const share = (cases: readonly number[]) => cases.reduce((a, b) => a + b, 0) / cases.length;
  const run = () => bootstrapInterval(sample, share, { draws: 1000, random: seededRandom(7) });
  const { lo, best, hi } = run();
  near(best, 0.6, "share");
  // Normal approximation: 0.6 ± 1.96 × sqrt(0.24 ÷ 100).
  assert.ok(Math.abs(lo - 0.504) < 0.02 && Math.abs(hi - 0.696) < 0.02, `${lo} ${hi}`);
  assert.deepEqual(run(), { lo, best, hi });
});

test("seeded numbers are those of the published generator", () => {
  const random = seededRandom(1);
  assert.deepEqual(
    [random(), random()].map((value) => value.toFixed(10)),
    ["0.6270739406", "0.0027357212"],
  );
});
