import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createDetector, reproduce } from "../../src/detect/index.ts";
import type { Detection } from "../../src/model/index.ts";
import { type Expression, firingsOf, type Seen, type Spec } from "./correlation-oracle.ts";
import { event, load, ruleText } from "./one-rule.ts";
import { sha256 } from "./support.ts";

const SOAK = process.env["MERIDIAN_SOAK"] === "1";
const LATE = 25;
const RULES = ["a", "b", "c"];
const NUMERIC = ["value_sum", "value_avg", "value_median", "value_percentile"];

const EXPRESSIONS: readonly Expression[] = [
  { text: "a and b and c", holds: (is) => is("a") && is("b") && is("c"), ways: [[["a", "b", "c"], []]] },
  {
    text: "(a or b) and c",
    holds: (is) => (is("a") || is("b")) && is("c"),
    ways: [
      [["a", "c"], []],
      [["b", "c"], []],
    ],
  },
  { text: "a and c and not b", holds: (is) => is("a") && is("c") && !is("b"), ways: [[["a", "c"], ["b"]]] },
  {
    text: "2 of them",
    holds: (is) => RULES.filter(is).length >= 2,
    ways: [
      [["a", "b"], []],
      [["a", "c"], []],
      [["b", "c"], []],
    ],
  },
  {
    text: "(a and not b) or (c and b)",
    holds: (is) => (is("a") && !is("b")) || (is("c") && is("b")),
    ways: [
      [["a"], ["b"]],
      [["b", "c"], []],
    ],
  },
];

const step = fc.record({
  forward: fc.integer({ min: 0, max: 6 }),
  late: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: LATE })),
  is: fc.constantFrom("a", "b", "c", "d"),
  user: fc.constantFrom("ann", "bob"),
  x: fc.constantFrom("1", "2.5", "-3", "0.1", "0.2", "7", "V", "v", "w", ""),
});

/** Steps forward in time, some of them late, never by more than the lateness. */
const stream = fc.array(step, { minLength: 1, maxLength: 50 }).map((steps): Seen[] => {
  let newest = 1_000;
  return steps.map(({ forward, late, is, user, x }) => {
    const at = late === 0 ? newest + forward : newest - late;
    newest = Math.max(newest, at);
    const number = /^-?[0-9.]+$/.test(x) ? Math.round(Number(x) * 100) : null;
    return { at, is, user, x, hundredths: number };
  });
});

const spec = fc
  .record({
    type: fc.constantFrom("event_count", "value_count", "temporal", "temporal_ordered", ...NUMERIC),
    window: fc.constantFrom("sliding" as const, "tumbling" as const, "session" as const),
    timespan: fc.integer({ min: 1, max: 30 }),
    gap: fc.integer({ min: 1, max: 30 }),
    limit: fc.integer({ min: 0, max: 4 }),
    fraction: fc.constantFrom(0, 10, 30, 50),
    compare: fc.constantFrom("gt", "gte", "lt", "lte", "eq", "neq"),
    upper: fc.boolean(),
    percentile: fc.constantFrom(0, 25, 50, 66.6, 95, 100),
    expression: fc.option(fc.constantFrom(...EXPRESSIONS), { nil: null }),
  })
  .map(({ limit, fraction, compare, upper, gap, expression, ...given }) => {
    const { type, timespan } = given;
    const scale = NUMERIC.includes(type) ? 100 : 1;
    const bounds: (readonly [string, number])[] = [[compare, limit * scale + (scale === 100 ? fraction : 0)]];
    if (upper && compare.startsWith("g")) bounds.push(["lte", (limit + 2) * scale]);
    if (type === "temporal_ordered") bounds.splice(0, 2, ["gte", RULES.length]);
    return { ...given, bounds, gap: Math.min(gap, timespan), expression: type.startsWith("temporal") ? expression : null };
  });

type Made = typeof spec extends fc.Arbitrary<infer Value> ? Value : never;

function oracleSpec(given: Made): Spec {
  return { ...given, rules: RULES };
}

function textsOf({ type, window, timespan, gap, bounds, percentile, expression }: Made): string[] {
  const scale = NUMERIC.includes(type) ? 100 : 1;
  const field = type.startsWith("value_") ? "field: x, " : "";
  const rank = type === "value_percentile" ? `percentile: ${percentile}, ` : "";
  const limits = bounds.map(([compare, limit]) => `${compare}: ${limit / scale}`).join(", ");
  const lines = [
    "title: together",
    "id: together",
    "correlation:",
    `  type: ${type}`,
    `  rules: [${RULES.join(", ")}]`,
    "  group-by: [user]",
    `  timespan: ${timespan}s`,
    `  window: ${window}`,
    ...(window === "session" ? [`  gap: ${gap}s`] : []),
    `  condition: ${expression === null ? `{${field}${rank}${limits}}` : expression.text}`,
  ];
  const bases = RULES.map((name) =>
    ruleText(`selection:\n  is: ${name}\ncondition: selection`, `title: ${name}\nid: id-${name}\nname: ${name}`),
  );
  return [...bases, lines.join("\n")];
}

function observed(given: Made, events: readonly Seen[]): (Detection | null)[] {
  const { rules, refused } = load(...textsOf(given));
  assert.deepEqual(refused, []);
  const limits = { groupsMax: 1_000, occurrencesMax: 100_000, bytesMax: 1e9, lateMs: LATE * 1000 };
  const evictions: unknown[] = [];
  const detector = createDetector(rules, { utcOffsetMinutes: 0, limits, onEviction: (eviction) => evictions.push(eviction) });
  const found = events.map(
    ({ at, is, user, x }) => detector.observe(event({ is, user, ...(x === "" ? {} : { x }) }, at * 1000))[0] ?? null,
  );
  assert.deepEqual(evictions, []);
  return found;
}

test("every type, window and order fires as windows made from scratch say", () => {
  fc.assert(
    fc.property(spec, stream, (given, events) => {
      const found = observed(given, events).map((detection) => (detection === null ? null : detection.time.toMs / 1000));
      assert.deepEqual(found, firingsOf(oracleSpec(given), events), textsOf(given).at(-1) ?? "");
    }),
    { numRuns: SOAK ? 100_000 : 1_500 },
  );
});

test("what is cited of any type and window fires the rule again", () => {
  fc.assert(
    fc.property(spec, stream, (given, events) => {
      const documents = load(...textsOf(given)).rules.map(({ document }) => document);
      for (const found of observed(given, events)) {
        if (found === null) continue;
        const again = reproduce(documents, found.events, sha256, { utcOffsetMinutes: 0 });
        assert.ok(
          again.some(({ rule }) => rule.id === found.rule.id),
          textsOf(given).at(-1) ?? "",
        );
      }
    }),
    { numRuns: SOAK ? 20_000 : 300 },
  );
});
