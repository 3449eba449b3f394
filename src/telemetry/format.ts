import type { Event, TimeSpan } from "../model/index.ts";
import type { JsonMap } from "./fields.ts";
import type { AuditLine } from "./linux/audit-line.ts";
import type { ZeekTable } from "./network/zeek-columns.ts";

/** All that a reading may rest on beside the bytes. */
export type Conditions = {
  readonly readAtMs: number;
  readonly utcOffsetMinutes: number;
  /** The host assumed where a format names none. */
  readonly host: string | null;
  /** The table that the header lines before this one opened. */
  readonly table: ZeekTable | undefined;
};

/** An event without its records. */
export type Draft = Omit<Event, "records">;

/** What a format made of a line that is its own. */
export type Outcome =
  | { readonly kind: "event"; readonly draft: Draft }
  /** Nothing by itself: a separator, an index line, a blank. */
  | { readonly kind: "context" }
  /** A header line, the table as it stands with it, and the part of the table that it explains; null when no data line needs it. */
  | { readonly kind: "header"; readonly table: ZeekTable; readonly explains: string | null }
  /** A line of an event that may have more. */
  | { readonly kind: "part"; readonly part: AuditLine }
  | { readonly kind: "refused"; readonly reason: string };

/** A kind of log line. `read` gives undefined when the line is of another kind; input is untrusted, and it never throws. */
export type TextFormat = {
  readonly name: string;
  readonly read: (text: string, conditions: Conditions) => Outcome | undefined;
};

/** The same for a JSON object, which `read` may take over once it knows that it is its own. */
export type JsonFormat = {
  readonly name: string;
  readonly read: (map: JsonMap, conditions: Conditions) => Outcome | undefined;
};

/** Nothing by itself. */
export const CONTEXT: Outcome = { kind: "context" };

/** An event. `time` undefined means that the line names none: then it is when the line was read. */
export function eventOutcome(
  time: TimeSpan | undefined,
  logsource: Draft["logsource"],
  fields: Draft["fields"],
  readAtMs: number,
): Outcome {
  return { kind: "event", draft: { time: time ?? { fromMs: readAtMs, toMs: readAtMs }, logsource, fields } };
}

/** Ours, but not readable. */
export function refused(reason: string): Outcome {
  return { kind: "refused", reason };
}

/** The reason given when flatten gives up. */
export const TOO_WIDE: Outcome = refused(
  "nested deeper than 32 levels, more than 20000 values or a name of more than 4096 characters",
);
