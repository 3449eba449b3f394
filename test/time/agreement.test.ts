import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { agree, type Reading } from "../../src/time/index.ts";
import { A, at, B, type Outcome, reading, TABLE, TRUTH } from "./agreement-cases.ts";

const SEED = Number(process.env["MERIDIAN_SEED"] ?? 20_261_122);
const SOAK = process.env["MERIDIAN_SOAK"] === "1";
const RUNS = SOAK ? 200_000 : 3000;
/** What is agreed, relative to TRUTH, and who is blamed. */
function outcome(readings: readonly Reading[], floor?: { readonly entry: number; readonly fromMs: number }): Outcome {
  const { interval, contradictions } = agree(readings, floor);
  return {
    interval: interval === null ? null : [interval.fromMs - TRUTH, interval.toMs - TRUTH],
    blamed: contradictions.map(({ sources }) => sources),
  };
}

for (const [name, readings, expected] of TABLE) {
  test(name, () => assert.deepEqual(outcome(readings), expected));
  test(`${name}, in whatever order`, () => {
    const { interval, blamed } = outcome(readings.toReversed());
    assert.deepEqual(
      { interval, blamed: blamed.flat().sort() },
      { interval: expected.interval, blamed: expected.blamed.flat().sort() },
    );
  });
}

test("a clock before what the tree holds is against the order of the log; the interval begins no earlier", () => {
  const floor = { entry: 7, fromMs: TRUTH - 4 };
  assert.deepEqual(outcome([A, B, at("c", -900, -800)], floor), { interval: [-4, 10], blamed: [["c"]] });
  assert.match(agree([at("c", -900, -800)], floor).contradictions[0]?.reason ?? "", /entry 7/);
  assert.deepEqual(outcome([at("c", -900, -800)], floor), { interval: null, blamed: [["c"]] });
});

/** An honest clock: a span of up to ten seconds that has the true moment. */
const honest = (name: string) =>
  fc
    .tuple(fc.nat(5000), fc.nat(5000), fc.nat(500))
    .map(([before, after, slack]) => reading(name, TRUTH - before, TRUTH + after, slack));
/** A liar says whatever it likes, near or far. */
const liar = (name: string) =>
  fc
    .tuple(
      fc.oneof(fc.integer({ min: -20_000, max: 20_000 }), fc.integer({ min: -1e12, max: 1e12 })),
      fc.nat(20_000),
      fc.nat(500),
    )
    .map(([from, width, slack]) => reading(name, TRUTH + from, TRUTH + from + width, slack));
/** A liar that is away from every honest clock. */
const farLiar = (name: string) =>
  fc
    .tuple(fc.integer({ min: 20_000, max: 1e12 }), fc.boolean(), fc.nat(10_000))
    .map(([off, late, width]) =>
      late ? reading(name, TRUTH + off, TRUTH + off + width) : reading(name, TRUTH - off - width, TRUTH - off),
    );

const NAMES = ["a", "b", "c", "d", "e", "f", "g"];
const mixed = (lie: typeof liar) =>
  fc.integer({ min: 1, max: NAMES.length }).chain((total) =>
    fc.integer({ min: 0, max: Math.floor((total - 1) / 2) }).chain((liars) =>
      fc.record({
        honest: fc.tuple(...NAMES.slice(liars, total).map(honest)),
        liars: fc.tuple(...NAMES.slice(0, liars).map(lie)),
      }),
    ),
  );

test(`liars, fewer than half, cannot move the interval off the truth or beyond the honest (seed ${SEED})`, () => {
  fc.assert(
    fc.property(mixed(liar), ({ honest, liars }) => {
      const { interval } = agree([...liars, ...honest], undefined);
      if (interval === null) return;
      const [from, to] = [Math.min(...honest.map((one) => one.fromMs)), Math.max(...honest.map((one) => one.toMs + one.slackMs))];
      assert.ok(interval.fromMs <= TRUTH && TRUTH <= interval.toMs, "the true moment is in it");
      assert.ok(from <= interval.fromMs && interval.toMs <= to, "honest clocks bound it");
    }),
    { seed: SEED, numRuns: RUNS },
  );
});

test(`what the tree holds is never after what the clocks agree on (seed ${SEED})`, () => {
  fc.assert(
    fc.property(mixed(liar), fc.nat(20_000), ({ honest, liars }, ago) => {
      const { interval } = agree([...liars, ...honest], { entry: 3, fromMs: TRUTH - ago });
      if (interval === null) return;
      assert.ok(TRUTH - ago <= interval.fromMs && interval.fromMs <= TRUTH && TRUTH <= interval.toMs);
    }),
    { seed: SEED, numRuns: RUNS },
  );
});

test(`liars away from the honest, fewer than half, are named and nobody else is (seed ${SEED})`, () => {
  fc.assert(
    fc.property(mixed(farLiar), ({ honest, liars }) => {
      const { interval, contradictions } = agree([...liars, ...honest], undefined);
      assert.ok(interval !== null);
      assert.deepEqual(contradictions.flatMap(({ sources }) => sources).sort(), liars.map(({ name }) => name).sort());
    }),
    { seed: SEED, numRuns: RUNS },
  );
});

test(`with five clocks, an attack on one moves neither end beyond where four honest ones put it (seed ${SEED})`, () => {
  const four = fc.tuple(...["b", "c", "d", "e"].map(honest));
  fc.assert(
    fc.property(four, liar("a"), liar("a"), (others, before, after) => {
      const [one, other] = [agree([before, ...others], undefined).interval, agree([after, ...others], undefined).interval];
      assert.ok(one !== null && other !== null, "one clock cannot silence four");
      const [from, to] = [
        Math.min(...others.map(({ fromMs }) => fromMs)),
        Math.max(...others.map((each) => each.toMs + each.slackMs)),
      ];
      for (const { fromMs, toMs } of [one, other]) assert.ok(from <= fromMs && toMs <= to);
    }),
    { seed: SEED, numRuns: RUNS },
  );
});

test("who is not named agrees: every pair overlaps", () => {
  fc.assert(
    fc.property(mixed(liar), ({ honest, liars }) => {
      const all = [...liars, ...honest];
      const { interval, contradictions } = agree(all, undefined);
      if (interval === null) return;
      const blamed = new Set(contradictions.flatMap(({ sources }) => sources));
      const inside = all.filter(({ name }) => !blamed.has(name));
      const overlaps = (x: Reading, y: Reading) => x.fromMs <= y.toMs + y.slackMs && y.fromMs <= x.toMs + x.slackMs;
      assert.ok(inside.every((x) => inside.every((y) => overlaps(x, y))));
    }),
    { seed: SEED, numRuns: RUNS },
  );
});
