import type { Event, TimeSpan } from "./event.ts";
import type { Digest } from "./names.ts";

/** How grave a finding is, in the words of Sigma's rules specification ("Level"), mildest first. */
export const LEVELS = ["informational", "low", "medium", "high", "critical"] as const;
export type Level = (typeof LEVELS)[number];

/** Above 0 when `left` is graver, below 0 when `right` is, else 0: sorts the mildest first. */
export function compareLevels(left: Level, right: Level): number {
  return LEVELS.indexOf(left) - LEVELS.indexOf(right);
}

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
