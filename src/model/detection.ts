import type { Event, TimeSpan } from "./event.ts";
import type { Digest } from "./names.ts";

export type Level = "informational" | "low" | "medium" | "high" | "critical";

/** Which rule, in which version, by whom: the Detection Rule License wants its author named in every alert. */
export type RuleRef = {
  readonly id: string;
  readonly title: string;
  readonly author: string;
  /** The rule's `modified` date, else its `date`, else "undated". */
  readonly version: string;
  readonly level: Level;
  readonly tags: readonly string[];
  /** SHA-256 of the rule document's bytes. */
  readonly digest: Digest;
};

/** One condition that held: which field met which pattern. The value is in the record, not here. */
export type Reason = { readonly selection: string; readonly field: string | null; readonly pattern: string };

/** A rule that fired, on the events it fired on. */
export type Detection = {
  readonly rule: RuleRef;
  readonly time: TimeSpan;
  /** In the order observed; one for a plain rule, all that count for a correlation. */
  readonly events: readonly Event[];
  readonly why: readonly Reason[];
};
