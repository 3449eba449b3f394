import type { RE2JS } from "re2js";
import type { Address, Network } from "../../lib/index.ts";
import type { StixTime } from "../timestamp.ts";

/** A constant of a pattern (STIX 2.1 §9.2). */
export type Literal =
  | { readonly is: "number"; readonly value: number }
  | { readonly is: "text"; readonly value: string }
  | { readonly is: "flag"; readonly value: boolean }
  | { readonly is: "time"; readonly value: StixTime }
  | { readonly is: "bytes"; readonly value: Uint8Array };

/** One step into an object: a name, a place in a list (from the end when negative), or any place in it. */
export type PathStep = { readonly name: string } | { readonly index: number } | { readonly any: true };

/** Such as `file:extensions.'windows-pebinary-ext'.sections[*].entropy`. */
export type ObjectPath = { readonly type: string; readonly steps: readonly PathStep[] };

export type Order = "<" | "<=" | ">" | ">=";

/** What is asked of each value that a path leads to. */
export type ValueTest =
  | { readonly op: "="; readonly value: Literal }
  | { readonly op: "!="; readonly value: Literal }
  | { readonly op: Order; readonly value: Literal }
  | { readonly op: "IN"; readonly values: readonly Literal[] }
  | { readonly op: "LIKE"; readonly like: string }
  | { readonly op: "MATCHES"; readonly source: string; readonly expression: RE2JS }
  | { readonly op: "ISSUBSET" | "ISSUPERSET"; readonly network: Network & { readonly base: Address } }
  | { readonly op: "EXISTS" };

/** What is asked of one object. */
export type Comparison =
  | { readonly is: "and" | "or"; readonly parts: readonly Comparison[] }
  | { readonly is: "test"; readonly path: ObjectPath; readonly negated: boolean; readonly test: ValueTest };

/** What is asked of a list of observations. */
export type Observing =
  | { readonly is: "observe"; readonly test: Comparison }
  | { readonly is: "and" | "or" | "followed-by"; readonly parts: readonly Observing[] }
  | { readonly is: "within"; readonly seconds: number; readonly of: Observing }
  | { readonly is: "repeats"; readonly times: number; readonly of: Observing }
  | { readonly is: "between"; readonly start: StixTime; readonly stop: StixTime; readonly of: Observing };

/** A pattern that was read. */
export type Pattern = { readonly source: string; readonly root: Observing };

/** Why a text is no pattern, with its place in UTF-16 units. `unsupported`: well formed, but it could not be answered in linear time. */
export type PatternFault = { readonly kind: "bad-pattern" | "unsupported"; readonly at: number; readonly expected: string };

export const PATTERN_UNITS_MAX = 100_000;
/** Parentheses in parentheses. */
export const PATTERN_DEPTH_MAX = 50;
/** Steps of one path. */
export const PATH_STEPS_MAX = 50;
/** Observations that one answer may take, over all REPEATS. */
export const BINDING_MAX = 1000;
export const REGEX_UNITS_MAX = 4096;
