import { tableOf } from "../lib/index.ts";
import type { LogSource } from "./event.ts";

/** Rule categories that stand for several of an event's (Sigma taxonomy 2.1.0, Windows categories; 26 is 23 without the archived copy). */
const CATEGORIES_WITHIN: ReadonlyMap<string, readonly string[]> = tableOf({
  registry_event: ["registry_add", "registry_delete", "registry_set", "registry_rename"],
  file_delete: ["file_delete_detected"],
});

/** Rule services that name a file or an older spelling, and the services of the events that such a rule means. */
const SERVICES_WITHIN: ReadonlyMap<string, readonly string[]> = tableOf({
  // auth.log and syslog hold what the programs write into them (Sigma taxonomy 2.1.0, product linux).
  auth: ["sshd", "sudo"],
  syslog: ["auth", "clamav", "cron", "guacamole", "sshd", "sudo", "vsftpd"],
  // SigmaHQ writes this one with its vendor.
  "microsoft-servicebus-client": ["servicebus-client"],
});

/**
 * True when a rule for `rule` is meant for events of `event`. A part that the rule leaves out is any; a part that the event leaves out is
 * unknown and meets no rule that names it. Broader categories and services count for the narrower ones in the two tables above.
 */
export function logsourceMatches(rule: LogSource, event: LogSource): boolean {
  return (
    (rule.product === undefined || rule.product === event.product) &&
    partMatches(rule.category, event.category, CATEGORIES_WITHIN) &&
    partMatches(rule.service, event.service, SERVICES_WITHIN)
  );
}

function partMatches(
  wanted: string | undefined,
  found: string | undefined,
  within: ReadonlyMap<string, readonly string[]>,
): boolean {
  if (wanted === undefined || wanted === found) return true;
  if (found === undefined) return false;
  return within.get(wanted)?.includes(found) ?? false;
}
