import { alias, flatten, isMap, type JsonMap, type OpenFields } from "../fields.ts";
import { type JsonFormat, TOO_WIDE } from "../format.ts";
import { isoSpan } from "../times.ts";
import { envelopeOf, putNamed, windowsEvent } from "./finish.ts";

/** A Windows event as Winlogbeat 7 and later write it: ECS with the event under `winlog` (Winlogbeat exported fields). */
export const WINLOGBEAT: JsonFormat = {
  name: "winlogbeat",
  read: (map, conditions) => {
    if (!isMap(map["winlog"]) && map["winlog.channel"] === undefined) return undefined;
    return named(map, NEW_NAMES, NEW_PAYLOADS, conditions);
  },
};

/** The same as Winlogbeat 6 and earlier write it: `event_id`, `log_name` and `event_data` at top level. */
export const WINLOGBEAT_OLD: JsonFormat = {
  name: "winlogbeat-6",
  read: (map, conditions) => {
    if (map["event_id"] === undefined || typeof map["log_name"] !== "string") return undefined;
    return named(map, OLD_NAMES, OLD_PAYLOADS, conditions);
  },
};

/** Where the payload of an event stands. */
export const NEW_PAYLOADS: readonly string[] = ["winlog.event_data.", "winlog.user_data."];
/** See NEW_PAYLOADS. */
export const OLD_PAYLOADS: readonly string[] = ["event_data.", "user_data."];

/** Second names, the first that a line has counts. */
export const NEW_NAMES: readonly (readonly [string, string])[] = [
  ["winlog.event_id", "EventID"],
  ["event.code", "EventID"],
  ["winlog.channel", "Channel"],
  ["winlog.provider_name", "Provider_Name"],
  ["winlog.provider_guid", "Provider_Guid"],
  ["winlog.computer_name", "Computer"],
  ["winlog.record_id", "EventRecordID"],
  ["winlog.process.pid", "Execution_ProcessID"],
  ["winlog.process.thread.id", "Execution_ThreadID"],
  ["message", "Message"],
];
/** See NEW_NAMES. */
export const OLD_NAMES: readonly (readonly [string, string])[] = [
  ["event_id", "EventID"],
  ["log_name", "Channel"],
  ["source_name", "Provider_Name"],
  ["provider_guid", "Provider_Guid"],
  ["computer_name", "Computer"],
  ["record_number", "EventRecordID"],
  ["process_id", "Execution_ProcessID"],
  ["thread_id", "Execution_ThreadID"],
  ["message", "Message"],
];

function named(
  map: JsonMap,
  names: readonly (readonly [string, string])[],
  payloads: readonly string[],
  conditions: Parameters<JsonFormat["read"]>[1],
): ReturnType<JsonFormat["read"]> {
  const fields = flatten(map);
  if (fields === undefined) return TOO_WIDE;
  const gathered: [string, OpenFields[string]][] = [];
  for (const name of Object.keys(fields)) {
    const payload = payloads.find((prefix) => name.startsWith(prefix));
    if (payload !== undefined) gathered.push([name.slice(payload.length), fields[name] ?? null]);
  }
  for (const [from, to] of names) alias(fields, from, to);
  const envelope = envelopeOf(fields);
  for (const [name, value] of gathered) putPayload(fields, name, value);
  const time = isoSpan(fields["@timestamp"], 0) ?? isoSpan(fields["event.created"], 0);
  return windowsEvent(fields, time, conditions, envelope);
}

/** Values without a name are param1, param2 … here and `Data` in Sigma. */
function putPayload(fields: OpenFields, name: string, value: OpenFields[string]): void {
  putNamed(fields, name, value);
  if (/^param[0-9]+$/.test(name)) putNamed(fields, "Data", value);
}
