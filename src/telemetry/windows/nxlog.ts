import type { TimeSpan } from "../../model/index.ts";
import { alias, flatten, type OpenFields } from "../fields.ts";
import { type JsonFormat, TOO_WIDE } from "../format.ts";
import { isoSpan } from "../times.ts";
import { windowsEvent } from "./finish.ts";

/** A Windows event as NXLog's im_msvistalog and its relatives write it: one flat JSON object. The hot path: nothing is copied. */
export const NXLOG: JsonFormat = {
  name: "windows-flat-json",
  read: (map, conditions) => {
    if (map["EventID"] === undefined || !isWindows(map)) return undefined;
    const fields = flatten(map);
    if (fields === undefined) return TOO_WIDE;
    if (fields["Provider_Name"] === undefined) {
      const provider = fields["SourceName"] ?? fields["ProviderName"] ?? fields["Source"];
      if (provider !== undefined) fields["Provider_Name"] = provider;
    }
    alias(fields, "Hostname", "Computer");
    if (fields["Channel"] === "Windows PowerShell") alias(fields, "Message", "Data");
    else if (fields["EventID"] === 12 || fields["EventID"] === 14) nameEventType(fields);
    return windowsEvent(fields, nxlogTime(fields, conditions.utcOffsetMinutes), conditions);
  },
};

const EVENT_TYPE = /EventType: ([A-Za-z]{1,40})/;

// NXLog has an EventType of its own, and some shippers drop Sysmon's with it: the message still says whether a key came or went.
function nameEventType(fields: OpenFields): void {
  const known = fields["EventType"];
  const message = fields["Message"];
  if (typeof message !== "string" || (known !== undefined && known !== "INFO")) return;
  const said = EVENT_TYPE.exec(message.slice(0, 400))?.[1];
  if (said !== undefined) fields["EventType"] = said;
}

function isWindows(map: Readonly<Record<string, unknown>>): boolean {
  if (typeof map["EventID"] === "object") return false;
  return typeof map["Channel"] === "string" || typeof map["SourceName"] === "string" || typeof map["ProviderGuid"] === "string";
}

const QUARTER_HOUR_MS = 900_000;
const DAY_MS = 86_400_000;

/**
 * TimeCreated, else Sysmon's UtcTime, else EventTime, which is the host's local time without a zone: when a shipper added "@timestamp"
 * in UTC, the zone is the quarter of an hour nearest to what lies between its clock and the host's.
 */
function nxlogTime(fields: OpenFields, utcOffsetMinutes: number): TimeSpan | undefined {
  const exact = isoSpan(fields["TimeCreated"], utcOffsetMinutes) ?? isoSpan(fields["UtcTime"], 0);
  if (exact !== undefined) return exact;
  const shipped = isoSpan(fields["@timestamp"], 0);
  const local = isoSpan(fields["EventTime"], 0);
  if (local === undefined) return shipped;
  if (shipped === undefined) return isoSpan(fields["EventTime"], utcOffsetMinutes);
  const received = isoSpan(fields["EventReceivedTime"], 0) ?? local;
  const zoneMs = Math.round((shipped.fromMs - received.fromMs) / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
  if (Math.abs(zoneMs) > DAY_MS) return isoSpan(fields["EventTime"], utcOffsetMinutes);
  return { fromMs: local.fromMs + zoneMs, toMs: local.toMs + zoneMs };
}
