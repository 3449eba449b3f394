import type { Event } from "../../../model/index.ts";
import { type Facts, said, saidFirst } from "../facts.ts";
import { readAudit } from "./audit.ts";
import { readCloudTrail } from "./cloudtrail.ts";
import { readNetwork } from "./network.ts";
import { readSyslog } from "./syslog.ts";
import { readWeb } from "./web.ts";
import { readWindows } from "./windows.ts";

const SENSORS: ReadonlySet<string> = new Set(["zeek", "suricata", "tshark"]);

/** Says to the graph what an event shows. Events of other kinds say nothing. */
export function readEvent(facts: Facts, event: Event): void {
  const { fields, logsource } = event;
  facts.begin(event);
  const { product = "", service } = logsource;
  if (product === "windows" || service === "sysmon") return readWindows(facts, service, fields);
  if (SENSORS.has(product)) return readNetwork(facts, product, fields);
  if (product === "aws") return readCloudTrail(facts, fields);
  const host = facts.host(
    saidFirst(fields, "host", "Computer", "_HOSTNAME", "host.name") ?? event.records[0]?.reading.host ?? undefined,
  );
  if (service === "auditd") return readAudit(facts, host, fields);
  if (logsource.category === "webserver") return readWeb(facts, host, fields);
  if (product === "linux" && said(fields, "action") !== undefined) return readSyslog(facts, host, fields);
}
