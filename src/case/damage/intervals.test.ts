import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Interval, inAtLeast, isInside, lengthMs, union, within, without } from "./intervals.ts";

const END = 40;
const anySet = fc.array(
  fc.tuple(fc.nat(END), fc.nat(END)).map(([a, b]): Interval => ({ fromMs: Math.min(a, b), toMs: Math.max(a, b) })),
  { maxLength: 12 },
);

/** The slow way: each millisecond by itself. */
const holds = (set: readonly Interval[], at: number) => set.some(({ fromMs, toMs }) => fromMs <= at && at < toMs);
const instants = (test: (at: number) => boolean) => Array.from({ length: END + 1 }, (_, at) => at).filter(test);
const of = (set: readonly Interval[]) => instants((at) => holds(set, at));

test("sets of intervals are the sets of their instants", () => {
  fc.assert(
    fc.property(anySet, anySet, anySet, (a, b, c) => {
      assert.deepEqual(
        of(union(a, b)),
        instants((at) => holds(a, at) || holds(b, at)),
      );
      assert.deepEqual(
        of(without(a, b)),
        instants((at) => holds(a, at) && !holds(b, at)),
      );
      assert.deepEqual(
        of(within(a, { fromMs: 5, toMs: 20 })),
        instants((at) => holds(a, at) && at >= 5 && at < 20),
      );
      for (const least of [1, 2, 3])
        assert.deepEqual(
          of(inAtLeast(least, [a, b, c])),
          instants((at) => [a, b, c].filter((set) => holds(set, at)).length >= least),
        );
      assert.equal(lengthMs([...a, ...b, ...a]), of([...a, ...b]).length);
      const sorted = union(a);
      for (const span of b)
        assert.equal(
          isInside(sorted, span),
          sorted.some(({ fromMs, toMs }) => fromMs < span.fromMs && span.toMs < toMs),
        );
    }),
    { numRuns: 300 },
  );
});

test("a union is sorted, and its parts neither touch nor overlap", () => {
  fc.assert(
    fc.property(anySet, (set) => {
      const parts = union(set);
      for (const [at, { fromMs, toMs }] of parts.entries()) assert.ok(fromMs < toMs && toMs < (parts[at + 1]?.fromMs ?? END + 1));
      assert.deepEqual(union([...set].reverse(), set), parts);
    }),
  );
});
