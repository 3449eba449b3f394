/** What a value of an event may be. A number keeps the text that stands in the table, so that no digit is lost on the way. */
export type EventValue = string | number | boolean | null | readonly EventValue[];
export type VectorEvent = {
  readonly at?: string;
  readonly logsource?: { readonly product?: string; readonly category?: string; readonly service?: string };
  readonly fields: { readonly [name: string]: EventValue };
};
/** `rule` fires when the event of that index has been observed; `events` are those that it rests on, where the table says. */
export type Alert = { readonly rule: string; readonly event: number; readonly events?: readonly number[] };
export type Expectation = { readonly alerts: readonly Alert[] } | { readonly refused: string };

/** What an engine is told: everything but the answer. */
export type Question = {
  readonly id: string;
  readonly feature: string;
  readonly rules: readonly string[];
  readonly pipelines?: readonly string[];
  readonly filters?: readonly string[];
  readonly options?: {
    readonly filterDialect?: "suppress" | "require";
    readonly placeholders?: { readonly [name: string]: readonly string[] };
    readonly utcOffsetMinutes?: number;
  };
  readonly events: readonly VectorEvent[];
};

/** One vector of the suite (conformance/sigma/vector.schema.json). */
export type Vector = Question & {
  readonly title: string;
  readonly spec: { readonly document: string; readonly section: string };
  readonly rationale: string;
  readonly status: "specified" | "decided";
  readonly trap?: number;
  readonly disputed_by?: readonly string[];
  readonly expect: Expectation;
};

/** What an engine answers. */
export type Answer = { readonly id: string } & (Expectation | { readonly unsupported: string });
