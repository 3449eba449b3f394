import type { Measure, Target } from "../model/index.ts";
import { formatTarget } from "./target.ts";

/** A measure on a target, as one text: what one intent and one held element share. */
export type IntentKey = string;

/** What is meant to be held now, and on whose statement. */
export type Intent = {
  readonly key: IntentKey;
  readonly measure: Measure;
  readonly target: Target;
  /** The action that made it last as long as it does. */
  readonly action: string;
  readonly sinceMs: number;
  readonly expiresAtMs: number;
};

/** The key of a measure on a target, such as `block address:203.0.113.66`. */
export function intentKey({ measure, target }: { readonly measure: Measure; readonly target: Target }): IntentKey {
  return `${measure} ${formatTarget(target)}`;
}
