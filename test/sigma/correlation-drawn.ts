import fc from "fast-check";
import type { Expression, Seen, Spec } from "./correlation-oracle.ts";
import { ruleText } from "./one-rule.ts";

/** Seconds by which drawn events come late at most. */
export const LATE = 25;
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
export const stream = fc.array(step, { minLength: 1, maxLength: 50 }).map((steps): Seen[] => {
  let newest = 1_000;
  return steps.map(({ forward, late, is, user, x }) => {
    const at = late === 0 ? newest + forward : newest - late;
    newest = Math.max(newest, at);
    const number = /^-?[0-9.]+$/.test(x) ? Math.round(Number(x) * 100) : null;
    return { at, is, user, x, hundredths: number };
  });
});

/** Correlations of every type and window. */
export const spec = fc
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

export type Made = typeof spec extends fc.Arbitrary<infer Value> ? Value : never;

export function oracleSpec(given: Made): Spec {
  return { ...given, rules: RULES };
}

/** The rules, the correlation last. */
export function textsOf({ type, window, timespan, gap, bounds, percentile, expression }: Made): string[] {
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
