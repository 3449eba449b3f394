import { tableOf } from "../../lib/index.ts";
import type { LogSource } from "../../model/index.ts";
import { alias, flatten } from "../fields.ts";
import { eventOutcome, type JsonFormat, TOO_WIDE } from "../format.ts";
import { isoSpan } from "../times.ts";

/** Suricata's EVE JSON (Suricata 8 user guide, "Eve JSON Format"). Sigma's dst_ip and query are added to EVE's own names. */
export const EVE: JsonFormat = {
  name: "suricata-eve",
  read: (map, conditions) => {
    const type = map["event_type"];
    if (typeof type !== "string" || typeof map["timestamp"] !== "string") return undefined;
    const fields = flatten(map);
    if (fields === undefined) return TOO_WIDE;
    for (const [from, to] of EVE_NAMES) alias(fields, from, to);
    if (type === "dns") for (const [from, to] of EVE_DNS_NAMES) alias(fields, from, to);
    const time = isoSpan(fields["timestamp"], conditions.utcOffsetMinutes);
    return eventOutcome(time, eveLogsource(type), fields, conditions.readAtMs);
  },
};

/** Sigma's names for EVE's own. */
export const EVE_NAMES: readonly (readonly [string, string])[] = [
  ["dest_ip", "dst_ip"],
  ["dest_port", "dst_port"],
];
/** The same for dns: EVE version 1, 2 and 3 have the name in three places. */
export const EVE_DNS_NAMES: readonly (readonly [string, string])[] = [
  ["dns.rrname", "query"],
  ["dns.query.rrname", "query"],
  ["dns.queries.rrname", "query"],
  ["dns.rrtype", "record_type"],
  ["dns.query.rrtype", "record_type"],
  ["dns.queries.rrtype", "record_type"],
  ["dns.rdata", "answer"],
  ["dns.answers.rdata", "answer"],
];

const CATEGORIES: ReadonlyMap<string, string> = tableOf({
  flow: "network_connection",
  netflow: "network_connection",
  dns: "dns",
});
const LOGSOURCES = new Map<string, LogSource>();
const TYPE = /^[a-z0-9_-]{1,40}$/;

/** The Sigma log source of an EVE event type. */
export function eveLogsource(type: string): LogSource {
  const service = TYPE.test(type) ? type : "other";
  const found = LOGSOURCES.get(service);
  if (found !== undefined) return found;
  if (LOGSOURCES.size > 1000) LOGSOURCES.clear(); // types are the producer's words: without a bound they would fill the memory
  const category = CATEGORIES.get(service);
  const made: LogSource = category === undefined ? { product: "suricata", service } : { product: "suricata", category, service };
  LOGSOURCES.set(service, made);
  return made;
}
