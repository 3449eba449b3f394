import type { LogSource } from "../../model/index.ts";
import { alias, flatten, type OpenFields } from "../fields.ts";
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
    alias(fields, "dest_ip", "dst_ip");
    alias(fields, "dest_port", "dst_port");
    if (type === "dns") nameQuery(fields);
    const time = isoSpan(fields["timestamp"], conditions.utcOffsetMinutes);
    return eventOutcome(time, logsourceOf(type), fields, conditions.readAtMs);
  },
};

// EVE dns version 1, 2 and 3 have the name in three places.
function nameQuery(fields: OpenFields): void {
  for (const name of ["dns.rrname", "dns.query.rrname", "dns.queries.rrname"]) alias(fields, name, "query");
  for (const name of ["dns.rrtype", "dns.query.rrtype", "dns.queries.rrtype"]) alias(fields, name, "record_type");
  for (const name of ["dns.rdata", "dns.answers.rdata"]) alias(fields, name, "answer");
}

const CATEGORIES: Readonly<Record<string, string>> = { flow: "network_connection", netflow: "network_connection", dns: "dns" };
const LOGSOURCES = new Map<string, LogSource>();
const TYPE = /^[a-z0-9_-]{1,40}$/;

function logsourceOf(type: string): LogSource {
  const service = TYPE.test(type) ? type : "other";
  const found = LOGSOURCES.get(service);
  if (found !== undefined && LOGSOURCES.size < 1000) return found;
  const category = Object.hasOwn(CATEGORIES, service) ? CATEGORIES[service] : undefined;
  const made: LogSource = category === undefined ? { product: "suricata", service } : { product: "suricata", category, service };
  LOGSOURCES.set(service, made);
  return made;
}
