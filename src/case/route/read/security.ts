import type { Fields } from "../../../model/index.ts";
import { endOf, type Facts, pidIn, plainAddress, said, saidFirst } from "../facts.ts";
import type { RouteEdgeKind } from "../kinds.ts";
import type { NodeRef } from "../store.ts";
import { autostartOf, commandRunBy, serviceNode, startedByScheduler } from "./autostart.ts";
import type { Reader } from "./reader.ts";
import { accountNamed, accountNode, sessionNode } from "./windows-names.ts";

/** Events of the Security log by id (Microsoft, "Advanced security auditing": one page an event). */
export const SECURITY: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [4624, loggedOn],
  [4625, refused],
  [4648, usedCredentials],
  [4672, privileged],
  [4656, accessed],
  [4657, registrySet],
  [4663, accessed],
  [4688, processCreated],
  [4689, processEnded],
  [4697, serviceInstalled],
  [4698, taskCreated],
  [4702, taskCreated],
  [4720, accountChanged("creates")],
  [4722, accountChanged("changes")],
  [4723, accountChanged("changes")],
  [4724, accountChanged("changes")],
  [4738, accountChanged("changes")],
  [4728, memberAdded],
  [4732, memberAdded],
  [4756, memberAdded],
  [4768, ticketAsked],
  [4769, ticketAsked],
  [4776, ticketAsked],
  [4778, reconnected],
  [5140, shareUsed],
  [5145, shareUsed],
  [5156, connected],
]);

function subjectSession(facts: Facts, host: number, fields: Fields): NodeRef | undefined {
  return sessionNode(facts, host, said(fields, "SubjectLogonId"));
}

/** The connection that a logon or a use of a share came over; the address alone when the port is not told. */
function originOf(facts: Facts, host: number, fields: Fields): NodeRef | undefined {
  const address = saidFirst(fields, "IpAddress", "ClientAddress");
  if (address === undefined || isOwn(address)) return undefined;
  const end = endOf(address, said(fields, "IpPort"));
  const from = facts.node("address", 0, plainAddress(address));
  if (end === undefined) return from;
  const socket = facts.sockets.fromClient(host, end);
  facts.edge("sends", from, socket);
  return socket;
}

function isOwn(address: string): boolean {
  return address === "::1" || address.startsWith("127.") || address.startsWith("fe80:");
}

const LOCAL_LOGONS: ReadonlySet<string> = new Set(["2", "4", "5", "7", "9", "11"]);

function loggedOn(facts: Facts, host: number, fields: Fields): void {
  const session = sessionNode(facts, host, said(fields, "TargetLogonId"));
  if (session === undefined) return;
  const origin = originOf(facts, host, fields);
  facts.edge("logs on", origin, session);
  facts.edge("logs on", accountNode(facts, host, fields, "Target"), session);
  facts.edge("starts", subjectSession(facts, host, fields), session);
  // Elevated and plain: two sessions of one logon.
  facts.edge("starts", sessionNode(facts, host, said(fields, "TargetLinkedLogonId")), session);
  const local = origin === undefined || LOCAL_LOGONS.has(said(fields, "LogonType") ?? "");
  if (local) facts.edge("logs on", facts.process(host, { pid: pidIn(fields, "ProcessId") }), session);
}

/** 4778: a session that was left is taken up again from an address. */
function reconnected(facts: Facts, host: number, fields: Fields): void {
  const session = sessionNode(facts, host, saidFirst(fields, "LogonID", "LogonId"));
  facts.edge("logs on", originOf(facts, host, fields), session);
}

function refused(facts: Facts, host: number, fields: Fields): void {
  const account = accountNode(facts, host, fields, "Target");
  facts.edge("tries to log on", originOf(facts, host, fields) ?? subjectSession(facts, host, fields), account);
}

function usedCredentials(facts: Facts, host: number, fields: Fields): void {
  const account = accountNode(facts, host, fields, "Target");
  facts.edge("uses", facts.process(host, { pid: pidIn(fields, "ProcessId") }), account);
  facts.edge("uses", subjectSession(facts, host, fields), account);
}

function privileged(facts: Facts, host: number, fields: Fields): void {
  facts.edge("logs on", accountNode(facts, host, fields, "Subject"), subjectSession(facts, host, fields));
}

function processCreated(facts: Facts, host: number, fields: Fields): void {
  const pid = pidIn(fields, "NewProcessId");
  const process = facts.process(host, { pid });
  if (process === undefined) return;
  const [image, command] = [said(fields, "NewProcessName") ?? "", said(fields, "CommandLine") ?? ""];
  facts.processes.startByPid(process, { ms: facts.ms, parent: pidIn(fields, "ProcessId") ?? "", session: "", image, command });
  facts.edge("starts", facts.process(host, { pid: pidIn(fields, "ProcessId") }), process);
  if (image !== "") facts.edge("executes", facts.file(host, image), process);
  const own = sessionNode(facts, host, said(fields, "TargetLogonId"));
  facts.edge("runs in", own ?? subjectSession(facts, host, fields), process);
  if (startedByScheduler(said(fields, "ParentProcessName")))
    facts.edge("triggers", commandRunBy(facts, host, command === "" ? image : command), process);
}

function processEnded(facts: Facts, host: number, fields: Fields): void {
  const process = facts.process(host, { pid: pidIn(fields, "ProcessId") });
  if (process !== undefined) facts.processes.end(process, facts.ms);
}

function serviceInstalled(facts: Facts, host: number, fields: Fields): void {
  const name = said(fields, "ServiceName");
  if (name === undefined) return;
  const service = serviceNode(facts, host, name);
  facts.edge("installs", subjectSession(facts, host, fields), service);
  facts.edge("configures", service, commandRunBy(facts, host, saidFirst(fields, "ServiceFileName", "ImagePath")));
}

function taskCreated(facts: Facts, host: number, fields: Fields): void {
  const name = said(fields, "TaskName");
  if (name === undefined) return;
  const task = facts.node("task", host, name.toLowerCase());
  facts.edge("creates", subjectSession(facts, host, fields), task);
  const content = saidFirst(fields, "TaskContent", "TaskContentNew") ?? "";
  const command = /<Command>([^<]{1,2000})<\/Command>/.exec(content)?.[1];
  const words = /<Arguments>([^<]{1,4000})<\/Arguments>/.exec(content)?.[1];
  if (command !== undefined)
    facts.edge("configures", task, commandRunBy(facts, host, words === undefined ? command : `${command} ${words}`));
}

function accountChanged(kind: RouteEdgeKind): Reader {
  return (facts, host, fields) =>
    facts.edge(kind, subjectSession(facts, host, fields), accountNode(facts, host, fields, "Target"));
}

function memberAdded(facts: Facts, host: number, fields: Fields): void {
  const named = /^CN=([^,]{1,256})/i.exec(said(fields, "MemberName") ?? "")?.[1];
  const member = named ?? said(fields, "MemberSid");
  if (member === undefined) return;
  const account = accountNamed(facts, host, member, said(fields, "TargetDomainName"));
  facts.edge("changes", subjectSession(facts, host, fields), account);
}

function ticketAsked(facts: Facts, host: number, fields: Fields): void {
  facts.edge("authenticates", originOf(facts, host, fields), accountNode(facts, host, fields, "Target"));
}

/** Bits of an access mask that change a file, a registry value or a process's memory ([MS-DTYP] §2.4.3; Microsoft, File access rights). */
const WRITES = 0x2 | 0x4 | 0x100 | 0x10000 | 0x40000 | 0x80000;

function isWrite(mask: string | undefined): boolean {
  const bits = Number.parseInt(mask ?? "", mask?.startsWith("0x") === true ? 16 : 10);
  return !Number.isNaN(bits) && (bits & WRITES) !== 0;
}

function accessed(facts: Facts, host: number, fields: Fields): void {
  const process = facts.process(host, { pid: pidIn(fields, "ProcessId") });
  const name = said(fields, "ObjectName");
  if (name === undefined) return;
  const mask = said(fields, "AccessMask");
  const type = said(fields, "ObjectType");
  if (type === "Process") return facts.edge("opens", process, facts.node("device", host, name.toLowerCase()));
  // A handle asked for with every right is no change: 4657 says what was set.
  if (type === "Key") return facts.edge("consults", facts.node("registry", host, registryPath(name)), process);
  const object = type === "File" ? facts.file(host, name) : facts.node("device", host, name.toLowerCase());
  return isWrite(mask) && type === "File" ? facts.edge("writes", process, object) : facts.edge("reads", object, process);
}

/** \REGISTRY\MACHINE\… is the HKLM\… of Sysmon. */
function registryPath(name: string): string {
  return name
    .toLowerCase()
    .replace(/^\\registry\\machine/, "hklm")
    .replace(/^\\registry\\user/, "hku");
}

function registrySet(facts: Facts, host: number, fields: Fields): void {
  const [name, value] = [said(fields, "ObjectName"), said(fields, "ObjectValueName")];
  if (name === undefined) return;
  const path = value === undefined ? name : `${name}\\${value}`;
  const key = facts.node("registry", host, registryPath(path));
  facts.edge("sets", facts.process(host, { pid: pidIn(fields, "ProcessId") }), key);
  autostartOf(facts, host, { key, path, value: said(fields, "NewValue") });
}

function shareUsed(facts: Facts, host: number, fields: Fields): void {
  const session = subjectSession(facts, host, fields);
  facts.edge("logs on", originOf(facts, host, fields), session);
  const name = said(fields, "RelativeTargetName");
  const share = said(fields, "ShareName") ?? "";
  if (name === undefined || session === undefined) return;
  if (share.toLowerCase().endsWith("\\ipc$")) return facts.edge("writes", session, facts.node("pipe", host, name.toLowerCase()));
  const root = (said(fields, "ShareLocalPath") ?? share).replace(/^\\\?\?\\/, "").replace(/\\+$/, "");
  const file = facts.file(host, `${root}\\${name}`);
  return isWrite(said(fields, "AccessMask")) ? facts.edge("writes", session, file) : facts.edge("reads", file, session);
}

function connected(facts: Facts, host: number, fields: Fields): void {
  const process = facts.process(host, { pid: saidFirst(fields, "ProcessID", "ProcessId") });
  const source = endOf(said(fields, "SourceAddress"), said(fields, "SourcePort"));
  const destination = endOf(said(fields, "DestAddress"), said(fields, "DestPort"));
  if (source === undefined || destination === undefined) return;
  const socket = facts.sockets.whole(host, source, destination);
  const direction = said(fields, "Direction") ?? "";
  if (direction === "%%14592" || direction === "Inbound") return facts.edge("accepts", socket, process);
  facts.sockets.own(host, plainAddress(said(fields, "SourceAddress") ?? ""));
  facts.edge("connects", process, socket);
  return facts.edge("answers", socket, process);
}
