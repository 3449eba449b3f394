import type { Measure, TargetKind } from "../../model/index.ts";

/** To what kinds of target a measure can be done; a step that names none takes the first that the playbook names fields for. */
export const KINDS_OF_MEASURE: Readonly<Record<Measure, readonly TargetKind[]>> = {
  block: ["address"],
  quarantine: ["host"],
  "lock-account": ["account"],
  "end-session": ["session", "account"],
  "stop-process": ["process"],
  notify: ["host", "account", "session", "process", "address"],
};

/** Measures that are done at once and cannot be taken back: they have no duration. */
export const AT_ONCE: readonly Measure[] = ["end-session", "stop-process", "notify"];

/** Field names of the side that was attacked, or of ourselves, in the taxonomies that we read: Sigma, Zeek, Suricata, ECS, W3C, tshark. */
const DESTINATION =
  /(?:^|[^a-z])(?:dst|dest|destination|resp|responder|server|host|observer|local|own|s-ip|s_ip)(?:[^a-z]|$)|^(?:dst|dest|destination|server|local)|_dst$|\.resp/;

/** Why this field must not name an address to act on; undefined when it may. */
export function whyNotSource(field: string): string | undefined {
  const spelt = field.replaceAll(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();
  return DESTINATION.test(spelt)
    ? "a field that names the source: this one names the destination, which is your own side"
    : undefined;
}
