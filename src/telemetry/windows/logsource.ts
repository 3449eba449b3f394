import type { FieldValue, LogSource } from "../../model/index.ts";
import { CATEGORY_BY_SERVICE, SERVICE_BY_CHANNEL, SERVICE_BY_PROVIDER } from "./channels.ts";

const WINDOWS: LogSource = { product: "windows" };
const KNOWN_MAX = 4096;
const known = new Map<string, LogSource>();

/** What tells where an event is from; a part that is no text or number tells nothing. */
type Signs = Readonly<Record<string, FieldValue | undefined>>;

function textField(signs: Signs, name: string): string | undefined {
  const value = signs[name];
  return typeof value === "string" ? value : undefined;
}

/** The Sigma log source of a Windows event, by channel (else provider), event id and, for registry keys, EventType. One object a kind. */
export function windowsLogsource(fields: Signs): LogSource {
  const channel = textField(fields, "Channel") ?? "";
  if (channel === "Linux-Sysmon/Operational") return sysmonForLinux(fields["EventID"]);
  const key = [channel, fields["EventID"], channel === "" ? fields["Provider_Name"] : ""].join("\n");
  const found = known.get(key) ?? remember(key, logsourceOf(channel, fields));
  return found.category === "registry_event" ? registryLogsource(fields["EventType"], found) : found;
}

function logsourceOf(channel: string, fields: Signs): LogSource {
  const service =
    channel === ""
      ? SERVICE_BY_PROVIDER.get((textField(fields, "Provider_Name") ?? "").toLowerCase())
      : SERVICE_BY_CHANNEL.get(channel.toLowerCase());
  if (service === undefined) return WINDOWS;
  const category = CATEGORY_BY_SERVICE.get(service)?.get(Number(fields["EventID"]));
  return category === undefined ? { product: "windows", service } : { product: "windows", category, service };
}

// Channels are the producer's words: without a bound they would fill the memory.
function remember(key: string, logsource: LogSource): LogSource {
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(key, logsource);
  return logsource;
}

/** What an event on a registry key is once its EventType is known. */
export const REGISTRY_ADD: LogSource = { product: "windows", category: "registry_add", service: "sysmon" };
/** See REGISTRY_ADD. */
export const REGISTRY_DELETE: LogSource = { product: "windows", category: "registry_delete", service: "sysmon" };

function registryLogsource(eventType: unknown, unknownType: LogSource): LogSource {
  if (typeof eventType !== "string") return unknownType;
  if (eventType.startsWith("Create")) return REGISTRY_ADD;
  return eventType.startsWith("Delete") ? REGISTRY_DELETE : unknownType;
}

const LINUX_SYSMON: ReadonlyMap<number, LogSource> = new Map(
  [...(CATEGORY_BY_SERVICE.get("sysmon") ?? [])].map(([id, category]) => [id, { product: "linux", category, service: "sysmon" }]),
);
const LINUX_SYSMON_OTHER: LogSource = { product: "linux", service: "sysmon" };

function sysmonForLinux(eventId: unknown): LogSource {
  return LINUX_SYSMON.get(Number(eventId)) ?? LINUX_SYSMON_OTHER;
}
