import type { EvidenceRecord } from "./record.ts";

/** Milliseconds since 1970, both ends inclusive: the event happened somewhere inside. */
export type TimeSpan = { readonly fromMs: number; readonly toMs: number };

export type FieldValue = string | number | boolean | null | readonly FieldValue[];

/** Flat fields in the Sigma taxonomy; nested names joined by "."; without a prototype. A list means that any member may match. */
export type Fields = { readonly [name: string]: FieldValue };

/** What kind of log an event is (Sigma specification, taxonomy appendix). Absent parts are unknown, not wildcards. */
export type LogSource = { readonly product?: string; readonly category?: string; readonly service?: string };

/** A re-computable reading of one or more records. */
export type Event = {
  readonly time: TimeSpan;
  readonly logsource: LogSource;
  readonly fields: Fields;
  /** The records it was read from, in source order; never empty. */
  readonly records: readonly EvidenceRecord[];
};

export type EntityKind = "host" | "user" | "ip" | "process" | "file" | "domain" | "session";

/** Someone or something that an event is about, as `kind:value`, lower-case. */
export type Entity = `${EntityKind}:${string}`;
