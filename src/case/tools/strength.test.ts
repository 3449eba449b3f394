import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { baseRate, rateOf, STRENGTH_BANS_MAX, UNKNOWN_BANS_MAX, weigh } from "./strength.ts";
import { WAYS } from "./trait.ts";

const counted = fc
  .integer({ min: 0, max: 5000 })
  .chain((of) => fc.record({ of: fc.constant(of), k: fc.integer({ min: 0, max: of }) }));
const shares = fc
  .tuple(...[1, 2, 3].map(() => fc.double({ min: 0.001, max: 1, noNaN: true })))
  .map((drawn) => drawn.sort((a, b) => a - b))
  .map(([lo = 1, best = 1, hi = 1]) => ({ lo, best, hi }));

test("a rate is an interval around the share, never 0 and never beyond 1", () => {
  fc.assert(
    fc.property(counted, ({ k, of }) => {
      const { lo, best, hi } = rateOf(k, of);
      assert.ok(0 < lo && lo <= best && best <= hi && hi <= 1);
      if (of > 0) assert.ok(hi >= k / of - 1e-9);
    }),
  );
});

test("the interval of Wilson for 1 of 10 is the one that is printed in textbooks", () => {
  const { lo, hi } = rateOf(1, 10);
  assert.deepEqual([lo.toFixed(3), hi.toFixed(3)], ["0.045", "0.404"]);
});

test("a weight is ordered, within its cap, and falls as the trait gets more common", () => {
  fc.assert(
    fc.property(shares, counted, fc.integer({ min: 1, max: 1000 }), (shows, { k, of }, searched) => {
      const bans = weigh("behaviour", shows, baseRate("c", { k, of }, searched));
      assert.ok(-STRENGTH_BANS_MAX <= bans.lo && bans.lo <= bans.best && bans.best <= bans.hi && bans.hi <= STRENGTH_BANS_MAX);
      if (k < of) assert.ok(weigh("behaviour", shows, baseRate("c", { k: k + 1, of }, searched)).best <= bans.best + 1e-12);
    }),
  );
});

test("without a base rate no weight exceeds its cap, for any way and share", () => {
  fc.assert(
    fc.property(shares, fc.constantFrom(...WAYS), (shows, way) => {
      const { lo, best, hi } = weigh(way, shows, { known: false, why: "none" });
      assert.ok(lo <= 0 && lo <= best && best <= UNKNOWN_BANS_MAX[way] / 2 && best <= hi && hi <= UNKNOWN_BANS_MAX[way]);
    }),
  );
});
