import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createDetector, type Eviction } from "../../src/detect/index.ts";
import type { CorrelationLimits } from "../../src/detect/sigma/correlation/limits.ts";
import { LATE, type Made, oracleSpec, spec, stream, textsOf } from "./correlation-drawn.ts";
import { firingsOf, holdsWithLast, type Seen } from "./correlation-oracle.ts";
import { event, load, ruleText } from "./one-rule.ts";

const BASE = ruleText("selection:\n  is: a\ncondition: selection", "title: a\nid: id-a\nname: a");
const ROOMY = { groupsMax: 1_000, occurrencesMax: 100_000, bytesMax: 1e9, lateMs: 25_000 };

/** Bounds, the most that a session may count to fire, and the users and seconds of events: the last is older than what was given up. */
const CASES = [
  {
    what: "entries",
    limits: { ...ROOMY, occurrencesMax: 3 },
    most: 1,
    steps: [
      ["ann", 1000],
      ["bob", 1000],
      ["bob", 1002],
      ["ann", 1002],
      ["bob", 999],
    ],
  },
  {
    what: "bytes",
    limits: { ...ROOMY, bytesMax: 2_500 },
    most: 0,
    steps: [
      ["ann", 1000],
      ["ann", 1000],
      ["ann", 1000],
      ["ann", 999],
      ["ann", 1000],
    ],
  },
] as const;

for (const { what, limits, most, steps } of CASES) {
  test(`an event older than what its session gave up for ${what} begins a session of its own`, () => {
    const together = `title: t\nid: t\ncorrelation:\n  type: event_count\n  rules: [a]\n  group-by: [user]\n  timespan: 1s\n  window: session\n  gap: 1s\n  condition: {lte: ${most}}\n`;
    const { rules, refused } = load(BASE, together);
    assert.deepEqual(refused, []);
    const evictions: Eviction[] = [];
    const onEviction = (eviction: Eviction): void => void evictions.push(eviction);
    const detector = createDetector(rules, { utcOffsetMinutes: 0, limits, onEviction });
    for (const [user, at] of steps)
      for (const found of detector.observe(event({ is: "a", user }, at * 1000)))
        assert.ok(found.events.length > 0 && found.events.length <= most, `${user} ${at}`);
    assert.ok(evictions.length > 0);
  });
}

const RUNS = process.env["MERIDIAN_SOAK"] === "1" ? 30_000 : 600;
const SMALL: readonly (readonly [what: string, limits: Partial<CorrelationLimits>])[] = [
  ["groups", { groupsMax: 1 }],
  ["entries", { occurrencesMax: 3 }],
  ["bytes", { bytesMax: 2_500 }],
];

/** The end of what fired at each event, or null; and before which event something was first said to be given up. */
function bounded(given: Made, events: readonly Seen[], limits: CorrelationLimits) {
  let [order, firstLoss] = [0, events.length];
  const onEviction = (): void => void (firstLoss = Math.min(firstLoss, order));
  const { rules } = load(...textsOf(given));
  const detector = createDetector(rules, { utcOffsetMinutes: 0, limits, onEviction });
  const found = events.map(({ at, is, user, x }, number) => {
    order = number;
    const [first] = detector.observe(event({ is, user, ...(x === "" ? {} : { x }) }, at * 1000));
    return first === undefined ? null : first.time.toMs / 1000;
  });
  return { found, firstLoss };
}

/** More events can only help it, and no window begins elsewhere for want of those before. */
function isRising({ type, window, bounds, expression }: Made): boolean {
  const isCounted = type === "event_count" || type === "value_count" || type.startsWith("temporal");
  return (
    isCounted && window !== "session" && bounds.every(([compare]) => compare.startsWith("g")) && !expression?.text.includes("not")
  );
}

for (const [what, small] of SMALL) {
  test(`with little room for ${what}, nothing differs before a loss is said, and what rises fires on what there was`, (t) => {
    const seen = { losses: 0, hits: 0 };
    fc.assert(
      fc.property(spec, stream, (given, events) => {
        const { found, firstLoss } = bounded(given, events, { ...ROOMY, lateMs: LATE * 1000, ...small });
        const expected = firingsOf(oracleSpec(given), events);
        assert.deepEqual(found.slice(0, firstLoss), expected.slice(0, firstLoss), textsOf(given).at(-1) ?? "");
        if (firstLoss < events.length) seen.losses++;
        if (!isRising(given)) return;
        for (const [number, hit] of found.entries()) {
          if (hit === null) continue;
          seen.hits++;
          assert.ok(holdsWithLast(oracleSpec(given), events.slice(0, number + 1)), textsOf(given).at(-1) ?? "");
        }
      }),
      { numRuns: RUNS },
    );
    t.diagnostic(JSON.stringify(seen));
    assert.ok(seen.losses > RUNS / 10 && seen.hits > RUNS / 100);
  });
}

test("an event that comes late is said to lack what was given up when no event in order asked for it", () => {
  const together = "title: t\nid: t\ncorrelation:\n  type: event_count\n  rules: [a]\n  timespan: 10s\n  condition: {gte: 3}\n";
  const { rules } = load(BASE, together);
  for (const [between, said] of [
    [10, 0],
    [200, 1],
  ] as const) {
    const evictions: Eviction[] = [];
    const detector = createDetector(rules, { utcOffsetMinutes: 0, limits: ROOMY, onEviction: (loss) => evictions.push(loss) });
    const seconds = [1000, 1001, ...Array.from({ length: between }, () => 1020), 1002];
    const fired = seconds.map((at) => detector.observe(event({ is: "a" }, at * 1000)).length);
    assert.equal(fired.at(-1), said === 0 ? 1 : 0);
    assert.deepEqual(
      evictions.map(({ kind, fromMs, toMs }) => [kind, fromMs, toMs]),
      said === 0 ? [] : [["occurrences", 1_002_000, 1_012_000]],
    );
  }
});
