import { type Checked, no, parseIsoTime, parseJson, type Shape, type ShapeFault, shape, yes } from "../../lib/index.ts";
import type { ClockedSpan, Event, QuantityName, Range } from "../../model/index.ts";
import type { Interval } from "./intervals.ts";
import type { OutageSets } from "./outage.ts";
import type { Records } from "./select.ts";

/** Why a query could not be asked. `at` is the argument. */
export type QueryFault =
  | { readonly kind: "unknown-query"; readonly expected: string }
  | { readonly kind: "bad-argument"; readonly at: string; readonly expected: string }
  /** The records give a number that no figure can hold. */
  | { readonly kind: "beyond-range"; readonly expected: string };

/** What one sensor or one part of the whole says by itself: shown beside the total, never added to it. */
export type Part = { readonly name: string; readonly origin: string; readonly value: Range };

/** Intervals of an outage, for those who draw it. */
export type OutagePicture = {
  readonly window: Interval;
  readonly planned: readonly Interval[];
  readonly sensors: readonly { readonly name: string; readonly origin: string; readonly outages: OutageSets }[];
  readonly union: OutageSets;
};

/** What a query answers, before it is wrapped with its digests. */
export type Answer = {
  readonly value: Range;
  readonly unit: string;
  readonly over: ClockedSpan;
  /** The events the figure rests on; what was read beyond them is in the input digest alone. */
  readonly cited: readonly Event[];
  /** Share of the window that records cover, 0 to 1; null where that has no meaning. */
  readonly coverage: number | null;
  readonly countingRule: string;
  readonly baseline: string | null;
  readonly caveats: readonly string[];
  readonly pricedOn: string | null;
  readonly parts: readonly Part[];
  /** Said when nothing was found: that it was looked for, where, and how much of it could be seen. */
  readonly negative: string | null;
  readonly picture: OutagePicture | null;
};

/** A named question to records. The version changes whenever the same records could be answered differently. */
export type QueryDefinition = {
  readonly name: string;
  readonly version: string;
  readonly quantity: QuantityName;
  readonly run: (read: Arguments, records: Records) => Answer;
  /** Names of the arguments it must have, and of those that it may. */
  readonly needs: readonly string[];
  readonly takes: readonly string[];
};

/** Thrown by the readers below, caught in runQuery: the arguments are nested too deep for returned faults to stay readable. */
export class BadArgument extends Error {
  readonly fault: QueryFault;
  constructor(at: string, expected: string) {
    super(`${at}: expected ${expected}`);
    this.fault = { kind: "bad-argument", at, expected };
  }
}

/** Reads the arguments of one query: texts, of which the structured ones are JSON. */
export type Arguments = {
  text(name: string): string;
  textOr<Other>(name: string, other: Other): string | Other;
  json<Value>(name: string, read: Shape<Value>): Value;
  jsonOr<Value>(name: string, read: Shape<Value>, other: Value): Value;
  /** `from` and `to`. */
  window(): Interval;
  /** `baselineFrom` to `from`; null when it was not asked for. */
  before(): Interval | null;
};

/** Wraps the arguments as they stand in a quantity. */
export function argumentsOf(args: Readonly<Record<string, string>>): Arguments {
  const textOr = <Other>(name: string, other: Other) => (Object.hasOwn(args, name) ? (args[name] ?? other) : other);
  const text = (name: string) => {
    const value = textOr(name, undefined);
    if (value === undefined) throw new BadArgument(name, "a value");
    return value;
  };
  const json = <Value>(name: string, read: Shape<Value>) => {
    const shaped = parseArgument(text(name), read, name);
    if (!shaped.ok) throw new BadArgument("path" in shaped.fault ? shaped.fault.path : name, shaped.fault.expected);
    return shaped.value;
  };
  const timeOf = (name: string) => {
    const ms = parseIsoTime(text(name));
    if (ms === undefined) throw new BadArgument(name, "a time such as 2026-11-22T12:00:00.000Z");
    return ms;
  };
  const window = () => span(timeOf("from"), timeOf("to"), "to");
  return {
    text,
    textOr,
    json,
    jsonOr: (name, read, other) => (textOr(name, undefined) === undefined ? other : json(name, read)),
    window,
    before: () =>
      textOr("baselineFrom", undefined) === undefined ? null : span(timeOf("baselineFrom"), window().fromMs, "baselineFrom"),
  };
}

function span(fromMs: number, toMs: number, at: string): Interval {
  if (fromMs >= toMs) throw new BadArgument(at, "a window that ends after it begins");
  return { fromMs, toMs };
}

function parseArgument<Value>(text: string, read: Shape<Value>, name: string): Checked<Value, ShapeFault> {
  const json = parseJson(text);
  return json.ok
    ? read(json.value, name)
    : no({ kind: "bad-shape", path: name, expected: `JSON (${json.fault.expected} at ${json.fault.at})` });
}

/** A list of times from and to, as an argument: planned maintenance. */
export const intervalsShape: Shape<readonly Interval[]> = (json, path) => {
  const read = shape.list(shape.record({ from: shape.text(30), to: shape.text(30) }), 1000)(json, path);
  if (!read.ok) return read;
  const intervals: Interval[] = [];
  for (const { from, to } of read.value) {
    const fromMs = parseIsoTime(from);
    const toMs = parseIsoTime(to);
    if (fromMs === undefined || toMs === undefined || fromMs > toMs)
      return no({ kind: "bad-shape", path, expected: "times from and to" });
    intervals.push({ fromMs, toMs });
  }
  return yes(intervals);
};
