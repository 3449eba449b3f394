import { z } from "zod";
import { type Checked, no, tableOf, yes } from "../../lib/index.ts";
import type { FieldValue } from "../../model/index.ts";
import { readYaml } from "../../yaml/index.ts";
import { dictionary } from "../dictionary.ts";
import { placeAt } from "./yaml-place.ts";

const UNITS_MAX = 4 * 1024 * 1024;
const EVENTS_MAX = 10_000;
const TIMES_MAX = 100_000;

const DURATION = /^([0-9]{1,9})(ms|s|m|h|d)$/;
const UNIT_MS: ReadonlyMap<string, number> = tableOf({ ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 });

const name = z.string().min(1).max(500);
const duration = z
  .string()
  .regex(DURATION, "expected a number and one of ms, s, m, h, d")
  .transform((text) => {
    const [, amount = "0", unit = "s"] = DURATION.exec(text) ?? [];
    return Number(amount) * (UNIT_MS.get(unit) ?? 0);
  });
const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const value: z.ZodType<FieldValue> = z.lazy(() => z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(value)]));

const placed = {
  /** The event's time; else `after` the one before. */
  time: instant.optional(),
  after: duration.optional(),
  /** So many times, each so long after the one before. */
  times: z.int().min(1).max(TIMES_MAX).default(1),
  every: duration.default(0),
};
const logsource = z.strictObject({ product: name.optional(), category: name.optional(), service: name.optional() });
const event = z.union(
  [
    z.string().transform((lines) => ({ lines, times: 1, every: 0, time: undefined, after: undefined })),
    z.strictObject({ lines: z.string(), ...placed }),
    z.strictObject({ fields: dictionary(name, value), logsource: logsource.optional(), ...placed }),
    z.strictObject({ file: name, ...placed }),
  ],
  "expected a log line, or one of lines, fields and file, with time, after, times, every and, beside fields, logsource",
);
const fires = z.union([z.boolean(), z.int().min(0).max(TIMES_MAX)]);
const SCHEMA = z.strictObject({
  rule: name.optional(),
  host: name.optional(),
  utcOffset: z
    .string()
    .regex(/^[+-](0[0-9]|1[0-4]):[0-5][0-9]$/)
    .default("+00:00"),
  readAt: instant.default(Date.UTC(2026, 11, 31, 12)),
  tests: z
    .array(
      z.strictObject({
        name,
        fires: z.union(
          [fires, dictionary(name, fires)],
          "expected true, false, how often it fires, or one of these for each rule by its title, name or id",
        ),
        events: z.array(event).min(1).max(EVENTS_MAX),
      }),
    )
    .min(1)
    .max(1_000),
});

/** A file of examples for the rules of one file, as docs/rules.md describes it. */
export type TestFile = z.infer<typeof SCHEMA>;
export type ExampleTest = TestFile["tests"][number];
export type ExampleEvent = ExampleTest["events"][number];
/** How often a rule must fire: so often, at least once, or never. */
export type Fires = z.infer<typeof fires>;

/** Reads a file of examples (YAML 1.2). Untrusted as any input; says in one line what is wrong. */
export function parseTestFile(text: string): Checked<TestFile, { readonly kind: "not a test file"; readonly say: string }> {
  const bad = (say: string) => no({ kind: "not a test file" as const, say });
  const read = readYaml(text, UNITS_MAX);
  if (!read.ok) return bad(`${read.fault.line}:${read.fault.column}: not YAML as it is read here: ${read.fault.problem}`);
  if (read.value === null) return bad("1:1: expected tests, got an empty file");
  const checked = SCHEMA.safeParse(read.value);
  if (checked.success) return yes(checked.data);
  return bad(
    checked.error.issues
      .map(({ path, message }) => `${placeAt(text, path)}: ${path.length === 0 ? "" : `${path.join(".")}: `}${message}`)
      .slice(0, 5)
      .join("; "),
  );
}

/** Minutes east of UTC of a text such as +13:00. */
export function offsetMinutes(text: string): number {
  return (text.startsWith("-") ? -1 : 1) * (Number(text.slice(1, 3)) * 60 + Number(text.slice(4, 6)));
}
