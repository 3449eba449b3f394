import type { Fields } from "../../../model/index.ts";
import { type Facts, pidIn, said, saidFirst } from "../facts.ts";
import { commandRunBy, serviceNode } from "./autostart.ts";
import type { Reader } from "./reader.ts";
import { SECURITY } from "./security.ts";
import { SYSMON } from "./sysmon.ts";

const SYSTEM: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [7045, serviceInstalled],
  [7040, serviceChanged],
]);
const POWERSHELL: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [4103, scriptRan],
  [4104, scriptRan],
]);
const CLASSIC: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [400, hostStarted],
  [800, hostStarted],
]);

/** Readers of Windows events by Sigma service. */
const SERVICES: ReadonlyMap<string, ReadonlyMap<number, Reader>> = new Map([
  ["sysmon", SYSMON],
  ["security", SECURITY],
  ["system", SYSTEM],
  ["powershell", POWERSHELL],
  ["powershell-classic", CLASSIC],
]);

/** Reads an event of a Windows log, or of Sysmon for Linux. */
export function readWindows(facts: Facts, service: string | undefined, fields: Fields): void {
  const reader = SERVICES.get(service ?? "")?.get(Number(fields["EventID"]));
  if (reader !== undefined) reader(facts, facts.host(saidFirst(fields, "Computer", "Hostname", "host")), fields);
}

function serviceInstalled(facts: Facts, host: number, fields: Fields): void {
  const name = said(fields, "ServiceName");
  if (name === undefined) return;
  const service = serviceNode(facts, host, name);
  facts.edge("configures", service, commandRunBy(facts, host, saidFirst(fields, "ImagePath", "ServiceFileName")));
}

function serviceChanged(facts: Facts, host: number, fields: Fields): void {
  const name = saidFirst(fields, "param4", "param1");
  const process = facts.process(host, { pid: saidFirst(fields, "Execution_ProcessID", "ExecutionProcessID") });
  if (name !== undefined) facts.edge("changes", process, serviceNode(facts, host, name));
}

/** The pid of the process that wrote the event: a field of its own, named differently by each shipper. */
function writer(fields: Fields): string | undefined {
  return ["Execution_ProcessID", "ExecutionProcessID", "winlog.process.pid", "process_id"]
    .map((name) => pidIn(fields, name))
    .find((pid) => pid !== undefined && pid !== "0");
}

function scriptRan(facts: Facts, host: number, fields: Fields): void {
  const process = facts.process(host, { pid: writer(fields) });
  const id = said(fields, "ScriptBlockId") ?? saidFirst(fields, "Payload", "ContextInfo")?.slice(0, 200);
  if (process === undefined || id === undefined) return;
  const text = saidFirst(fields, "ScriptBlockText", "Payload") ?? "";
  const script = facts.store.node("script", host, id.toLowerCase(), text.slice(0, 200));
  facts.edge("runs", process, script);
}

const HOST_APPLICATION = /HostApplication=([^\r\n]{1,4000})/;
const HOST_ID = /HostId=([0-9a-fA-F-]{36})/;

/** Windows PowerShell's own log names no pid: only the command of its host, which is met by what was configured to run. */
function hostStarted(facts: Facts, host: number, fields: Fields): void {
  const value = fields["Data"] ?? fields["Message"];
  const text = Array.isArray(value) ? value.join("\n") : typeof value === "string" ? value : "";
  const command = HOST_APPLICATION.exec(text)?.[1];
  const id = HOST_ID.exec(text)?.[1];
  if (command === undefined || id === undefined) return;
  facts.edge("triggers", commandRunBy(facts, host, command), facts.node("script", host, id.toLowerCase()), true);
}
