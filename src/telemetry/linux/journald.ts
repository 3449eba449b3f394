import { isoTime, textOf, toHex } from "../../lib/index.ts";
import type { FieldValue, LogSource } from "../../model/index.ts";
import { type JsonMap, nameHost, noFields, type OpenFields } from "../fields.ts";
import { eventOutcome, type JsonFormat } from "../format.ts";
import { epochSpan } from "../times.ts";
import { readMessage } from "./program.ts";

const AUDIT: LogSource = { product: "linux", service: "auditd" };

/** The journal as `journalctl -o json` writes it (systemd Journal Export Formats, "Journal JSON Format"); times are journald's own. */
export const JOURNALD: JsonFormat = {
  name: "journald-json",
  read: (map, conditions) => {
    if (map["__REALTIME_TIMESTAMP"] === undefined || (map["__CURSOR"] === undefined && map["MESSAGE"] === undefined))
      return undefined;
    const fields = readFields(map);
    const message = lastText(fields["MESSAGE"]);
    const program = lastText(fields["SYSLOG_IDENTIFIER"] ?? fields["_COMM"]);
    if (message !== undefined) fields["message"] = message;
    if (program !== undefined) fields["program"] = program;
    const pid = fields["_PID"] ?? fields["SYSLOG_PID"];
    if (pid !== undefined) fields["pid"] = pid;
    if (fields["_HOSTNAME"] !== undefined) fields["hostname"] = fields["_HOSTNAME"];
    const logsource = readMessage(program, message ?? "", fields);
    nameHost(fields, fields["hostname"], conditions.host);
    const time = epochSpan(fields["__REALTIME_TIMESTAMP"]);
    if (time !== undefined) fields["timestamp"] = isoTime(time.fromMs);
    const audit = fields["_TRANSPORT"] === "audit";
    if (audit && fields["_AUDIT_TYPE_NAME"] !== undefined) fields["type"] = fields["_AUDIT_TYPE_NAME"];
    return eventOutcome(time, audit ? AUDIT : logsource, fields, conditions.readAtMs);
  },
};

function readFields(map: JsonMap): OpenFields {
  const fields = noFields();
  for (const name of Object.keys(map)) fields[name] = readValue(map[name]);
  return fields;
}

/** Text; null for a value that was too large; a list of bytes when it is not printable; a list of these when a name was given twice. */
function readValue(value: unknown): FieldValue {
  if (!Array.isArray(value)) return typeof value === "object" && value !== null ? JSON.stringify(value) : (value as FieldValue);
  if (value.length > 0 && value.every((item) => typeof item === "number" && item >= 0 && item < 256)) {
    const bytes = Uint8Array.from(value as number[]);
    return textOf(bytes) ?? toHex(bytes);
  }
  return value.slice(0, 256).map((item) => (Array.isArray(item) && !item.every(isByte) ? JSON.stringify(item) : readValue(item)));
}

function isByte(item: unknown): boolean {
  return typeof item === "number" && item >= 0 && item < 256;
}

function lastText(value: FieldValue | undefined): string | undefined {
  const last = Array.isArray(value) ? value.at(-1) : value;
  return typeof last === "string" ? last : undefined;
}
