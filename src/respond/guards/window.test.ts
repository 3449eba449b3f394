import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createWindow } from "./window.ts";

const WIDTH = 60_000;
const steps = fc.array(fc.record({ waitMs: fc.integer({ min: 0, max: 90_000 }), amount: fc.integer({ min: 0, max: 50 }) }), {
  maxLength: 40,
});

test("a window never forgets what is younger than its width, nor keeps what is a sixtieth older", () => {
  fc.assert(
    fc.property(steps, (list) => {
      const window = createWindow(WIDTH);
      const log: { readonly atMs: number; readonly amount: number }[] = [];
      let now = 5000;
      for (const { waitMs, amount } of list) {
        now += waitMs;
        window.add(amount, now);
        log.push({ atMs: now, amount });
        const since = (ms: number) => log.filter(({ atMs }) => atMs > now - ms).reduce((sum, one) => sum + one.amount, 0);
        assert.ok(window.sum(now) >= since(WIDTH) && window.sum(now) <= since(WIDTH + (2 * WIDTH) / 60));
      }
    }),
  );
});

test("when it says that it frees, it has freed, and not a bucket before", () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 100 }), (list, target) => {
      const window = createWindow(WIDTH);
      let now = 0;
      for (const { waitMs, amount } of list) window.add(amount, (now += waitMs));
      const waitMs = window.untilMs(target, now);
      assert.ok(window.copy().sum(now + waitMs) <= target);
      if (waitMs > 1000) assert.ok(window.copy().sum(now + waitMs - 1001) > target);
    }),
  );
});

test("time that goes back frees nothing", () => {
  const window = createWindow(WIDTH);
  window.add(7, 100_000);
  assert.equal(window.sum(1000), 7);
  window.add(1, 500);
  assert.equal(window.sum(100_000), 8);
  assert.equal(window.sum(Number.NaN), 8);
});

test("a copy goes its own way", () => {
  const window = createWindow(WIDTH);
  window.copy().add(9, 1);
  assert.equal(window.sum(1), 0);
});
