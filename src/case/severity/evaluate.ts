import type { NounId, Range } from "../../model/index.ts";
import { type FactName, isRange, type SeverityFacts } from "./facts.ts";
import type { Condition } from "./scale.ts";

/** Facts of every kind end in one of three answers: what is not known is not no. */
export type Answer = "met" | "not met" | "undetermined";

/** An answer and, when there is none, what it waits for. */
export type Judged = {
  readonly answer: Answer;
  /** Facts that nobody has given. */
  readonly missing: readonly FactName[];
  /** Ranges that lie on both sides of a threshold, as a sentence. */
  readonly straddling: readonly string[];
  /** Thresholds that were not verified, by article. */
  readonly unverified: readonly string[];
  /** What the answer rests on, sorted. */
  readonly from: readonly NounId[];
};

/** A criterion as others refer to it. */
export type Referred = (id: string) => Judged;

/** Kleene's three-valued logic: an answer comes as soon as no missing fact could change it. */
export function judge(condition: Condition, facts: SeverityFacts, referred: Referred): Judged {
  if ("criterion" in condition) return referred(condition.criterion);
  if ("not" in condition) return opposite(judge(condition.not, facts, referred));
  const all = (list: readonly Condition[]) => list.map((part) => judge(part, facts, referred));
  if ("all" in condition) return atLeast(condition.all.length, all(condition.all));
  if ("any" in condition) return atLeast(1, all(condition.any));
  if ("of" in condition) return atLeast(condition.count, all(condition.of));
  return compare(condition, facts);
}

function opposite(judged: Judged): Judged {
  if (judged.answer === "undetermined") return judged;
  return { ...judged, answer: judged.answer === "met" ? "not met" : "met" };
}

function atLeast(count: number, parts: readonly Judged[]): Judged {
  const of = (answer: Answer) => parts.filter((part) => part.answer === answer);
  const met = of("met");
  const open = of("undetermined");
  if (met.length >= count) return { ...NOTHING, answer: "met", from: merged(met, ({ from }) => from) };
  if (met.length + open.length < count) return { ...NOTHING, answer: "not met", from: merged(of("not met"), ({ from }) => from) };
  return {
    answer: "undetermined",
    missing: merged(open, ({ missing }) => missing),
    straddling: merged(open, ({ straddling }) => straddling),
    unverified: merged(open, ({ unverified }) => unverified),
    from: merged(parts, ({ from }) => from),
  };
}

function merged<Item extends string>(parts: readonly Judged[], pick: (part: Judged) => readonly Item[]): readonly Item[] {
  return [...new Set(parts.flatMap(pick))].sort();
}

/** No answer, nothing missing: what the others are written from. */
export const NOTHING: Judged = { answer: "undetermined", missing: [], straddling: [], unverified: [], from: [] };

type Comparison = Extract<Condition, { readonly fact: FactName }>;

function compare(condition: Comparison, facts: SeverityFacts): Judged {
  const fact = facts.get(condition.fact);
  if (fact === undefined) return { ...NOTHING, missing: [condition.fact] };
  const { value, from } = fact;
  const decided = (met: boolean): Judged => ({ ...NOTHING, answer: met ? "met" : "not met", from });
  if ("is" in condition)
    return typeof value === "boolean" ? decided(value === condition.is) : { ...NOTHING, missing: [condition.fact] };
  if ("has" in condition)
    return Array.isArray(value) ? decided(value.includes(condition.has)) : { ...NOTHING, missing: [condition.fact] };
  if (!isRange(value)) return { ...NOTHING, missing: [condition.fact] };
  const [least, most] = compareRange(condition, value);
  if (least === most) return decided(least);
  return {
    ...NOTHING,
    straddling: [`${condition.fact} is ${value.lo} to ${value.hi}, on both sides of ${thresholdOf(condition)}`],
    from,
  };
}

/** The answer for the one end of the range, and for the other. */
function compareRange(
  condition: Exclude<Comparison, { is: boolean } | { has: string }>,
  { lo, hi }: Range,
): readonly [boolean, boolean] {
  if ("over" in condition) return [lo > condition.over, hi > condition.over];
  if ("from" in condition) return [lo >= condition.from, hi >= condition.from];
  if ("under" in condition) return [lo < condition.under, hi < condition.under];
  return [lo <= condition.upTo, hi <= condition.upTo];
}

function thresholdOf(condition: Exclude<Comparison, { is: boolean } | { has: string }>): number {
  if ("over" in condition) return condition.over;
  if ("from" in condition) return condition.from;
  return "under" in condition ? condition.under : condition.upTo;
}
