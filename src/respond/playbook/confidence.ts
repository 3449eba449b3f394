import { tableOf } from "../../lib/index.ts";

/** How much a rule's `status` is worth (Sigma rules specification 2.1, "Status"), as a share of its alarms that are expected to be true. */
const CONFIDENCE_BY_STATUS: ReadonlyMap<string, number> = tableOf({
  stable: 0.9,
  test: 0.7,
  experimental: 0.5,
  deprecated: 0.3,
  unsupported: 0.1,
});
/** No status is stated, or one that Sigma does not know. */
const CONFIDENCE_UNSTATED = 0.5;

/**
 * The confidence, 0 to 1, of a rule of this status; null for none stated. A convention, not a measurement: measure your own false alarms and
 * state them by rule in the playbook (`confidence`). `falsepositives` is prose that warns of them and weighs nothing.
 */
export function confidenceOf({ status }: { readonly status: string | null }): number {
  const stated = status?.toLowerCase() ?? "";
  return CONFIDENCE_BY_STATUS.get(stated) ?? CONFIDENCE_UNSTATED;
}
