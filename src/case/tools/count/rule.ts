import { type Shaped, shape } from "../../../lib/index.ts";

const KEYS_MAX = 10;

/** How a count is made, as data: two people with the same rule and the same items get the same number. */
export const countingRuleShape = shape.record({
  name: shape.text(100),
  /** What one of them is, such as `tool` or `attack`. */
  unit: shape.text(100),
  /** Two items are one when all of these are equal, such as `sha256`, or `family`. */
  same: shape.list(shape.text(100), KEYS_MAX),
  /** Only what happened inside, both ends inclusive, ms since 1970; null for any time. */
  window: shape.nullable(shape.record({ fromMs: shape.number(-1e15, 1e15), toMs: shape.number(-1e15, 1e15) })),
  /** What does not count, and why. */
  exclude: shape.list(
    shape.record({ key: shape.text(100), values: shape.list(shape.text(1000), 1000), why: shape.text(500) }),
    100,
  ),
});
export type CountingRule = Shaped<typeof countingRuleShape>;

/** Somebody's number, and by which rule they say they counted; null when they do not say. */
export const claimedCountShape = shape.record({
  what: shape.text(300),
  n: shape.count,
  by: shape.text(300),
  countingRule: shape.nullable(countingRuleShape),
});
export type ClaimedCount = Shaped<typeof claimedCountShape>;

/** One thing that somebody says is one. */
export type CountItem = {
  /** Its own name in the claim; two items of one name are the same item. */
  readonly id: string;
  /** What is known of it, such as its digest, family or time of compilation; a key that is missing is unknown, and may be anything. */
  readonly keys: Readonly<Record<string, string>>;
  /** null: not known when. */
  readonly when: { readonly fromMs: number; readonly toMs: number } | null;
  /** Sorted or not; without any it cannot be counted. */
  readonly records: readonly string[];
};

/** The rule in a sentence, for a reader and for a quantity's `countingRule`. */
export function sayRule({ name, unit, same, window, exclude }: CountingRule): string {
  const parts = [`${name}: each ${unit} once, by ${same.length === 0 ? "its own name" : same.join(" and ")}`];
  if (window !== null) parts.push(`from ${window.fromMs} to ${window.toMs} ms since 1970`);
  for (const { key, values, why } of exclude) parts.push(`without ${key} ${values.join(", ")} (${why})`);
  return parts.join("; ");
}
