import type { LogSource, RuleRef } from "../../model/index.ts";
import type { Condition } from "./condition.ts";
import type { Plan } from "./modifiers.ts";
import type { Place } from "./refusal.ts";

/** A value as the rule gives it. `source` is a number's text as written. */
export type RuleValue = { readonly value: string | number | boolean | null; readonly source: string; readonly place: Place };

/** `Field|modifier|…: values`; without a field it is a keyword, looked for in every value of the event. */
export type Item = {
  readonly kind: "item";
  readonly field: string | null;
  /** The modifiers as written, joined by "|"; "" when there are none. */
  readonly written: string;
  readonly plan: Plan;
  readonly values: readonly RuleValue[];
  readonly place: Place;
};

/** What stands under a search identifier: a map is all of its items, a list any of its members. */
export type Selection = Item | { readonly kind: "all" | "any"; readonly parts: readonly Selection[] };

/** What every rule document says about itself. */
export type Heading = { readonly ref: RuleRef; readonly name: string | null };

/** A detection rule as parsed. */
export type DetectionRule = Heading & {
  readonly kind: "detection";
  readonly logsource: LogSource;
  readonly selections: ReadonlyMap<string, Selection>;
  readonly condition: Condition;
};

export type CorrelationType =
  | "event_count"
  | "value_count"
  | "temporal"
  | "temporal_ordered"
  | "value_sum"
  | "value_avg"
  | "value_median"
  | "value_percentile";

/** `source` is the text of a bound that need not be whole, as written. */
export type Bound = {
  readonly compare: "gt" | "gte" | "lt" | "lte" | "eq" | "neq";
  readonly count: number;
  readonly source?: string;
};

/** How windows lie in time (docs/sigma.md, Correlations). */
export type WindowKind = "sliding" | "tumbling" | "session";

/** A correlation as parsed; `rules` are ids or names of other documents. */
export type CorrelationRule = Heading & {
  readonly kind: "correlation";
  readonly type: CorrelationType;
  readonly rules: readonly string[];
  readonly groupBy: readonly string[];
  /** For each alias: rule name or id to field. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly window: WindowKind;
  readonly timespanMs: number;
  /** The longest pause inside a session; null for other windows. */
  readonly gapMs: number | null;
  /** All must hold; none when there is an expression. */
  readonly bounds: readonly Bound[];
  /** A condition over names of `rules`; null where bounds are meant. */
  readonly expression: Condition | null;
  /** What the value_ types look at; several fields of value_count count as one combination. */
  readonly fields: readonly string[];
  /** 0 to 100, of value_percentile. */
  readonly percentile: number | null;
  readonly generate: boolean;
  readonly place: Place;
};
