import type { Fields } from "../../../model/index.ts";
import { endOf, type Facts, pidIn, plainAddress, said, saidFirst, saidOrTold } from "../facts.ts";
import type { RouteEdgeKind } from "../kinds.ts";
import type { NodeRef } from "../store.ts";
import { autostartOf, commandRunBy, startedByScheduler } from "./autostart.ts";
import type { Reader } from "./reader.ts";
import { accountNamed, sessionNode } from "./windows-names.ts";

/** Sysmon's events by id (Sysinternals, Sysmon, "Events"; the same ids on Linux). */
export const SYSMON: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [1, processCreated],
  [3, connected],
  [5, ended],
  [6, driverLoaded],
  [7, imageLoaded],
  [8, toProcess("injects")],
  [9, rawRead],
  [10, toProcess("opens")],
  [11, toFile("replaces")],
  [12, registry],
  [13, registry],
  [14, registry],
  [15, toFile("writes")],
  [17, pipe],
  [18, pipe],
  [19, wmi],
  [20, wmi],
  [21, wmi],
  [22, lookedUp],
  [23, toFile("deletes")],
  [25, tampered],
  [26, toFile("deletes")],
]);

const SCRIPT_CONSUMERS = "script consumers";

/** The process that an event is about. */
function actor(facts: Facts, host: number, fields: Fields): NodeRef | undefined {
  return facts.process(host, {
    guid: said(fields, "ProcessGuid"),
    pid: pidIn(fields, "ProcessId"),
    image: said(fields, "Image"),
  });
}

function processCreated(facts: Facts, host: number, fields: Fields): void {
  const [image, command] = [said(fields, "Image"), said(fields, "CommandLine")];
  const [guid, pid] = [said(fields, "ProcessGuid"), pidIn(fields, "ProcessId")];
  const process = facts.process(host, { guid, pid, image, command });
  if (process === undefined) return;
  const [parentImage, parentCommand] = [said(fields, "ParentImage"), said(fields, "ParentCommandLine")];
  const parent = facts.process(host, {
    guid: said(fields, "ParentProcessGuid"),
    pid: pidIn(fields, "ParentProcessId"),
    image: parentImage,
    command: parentCommand,
  });
  facts.processes.startKnown(process, facts.ms);
  if (guid === undefined)
    facts.processes.startByPid(process, { ms: facts.ms, parent: "", session: "", image: image ?? "", command: command ?? "" });
  facts.edge("starts", parent, process);
  if (image !== undefined) facts.edge("executes", facts.file(host, image), process);
  facts.edge("runs in", sessionNode(facts, host, said(fields, "LogonId")), process);
  if (image?.toLowerCase().endsWith("\\scrcons.exe") === true)
    facts.edge("triggers", facts.node("wmi", host, SCRIPT_CONSUMERS), process, true);
  if (startedByScheduler(parentImage)) facts.edge("triggers", commandRunBy(facts, host, command ?? image), process);
}

function connected(facts: Facts, host: number, fields: Fields): void {
  const process = actor(facts, host, fields);
  const source = endOf(said(fields, "SourceIp"), said(fields, "SourcePort"));
  const destination = endOf(said(fields, "DestinationIp"), said(fields, "DestinationPort"));
  if (source === undefined || destination === undefined) return;
  const socket = facts.sockets.whole(host, source, destination);
  if (said(fields, "Initiated")?.toLowerCase() === "false") facts.edge("accepts", socket, process);
  else {
    facts.sockets.own(host, plainAddress(said(fields, "SourceIp") ?? ""));
    facts.edge("connects", process, socket);
    facts.edge("answers", socket, process);
  }
}

function ended(facts: Facts, host: number, fields: Fields): void {
  const process = actor(facts, host, fields);
  if (process !== undefined) facts.processes.end(process, facts.ms);
}

function driverLoaded(facts: Facts, host: number, fields: Fields): void {
  const path = said(fields, "ImageLoaded");
  if (path !== undefined) facts.edge("loads", facts.file(host, path), facts.processes.byPid(host, "4"));
}

function imageLoaded(facts: Facts, host: number, fields: Fields): void {
  const path = said(fields, "ImageLoaded");
  if (path !== undefined) facts.edge("loads", facts.file(host, path), actor(facts, host, fields));
}

function rawRead(facts: Facts, host: number, fields: Fields): void {
  const device = said(fields, "Device");
  if (device !== undefined) facts.edge("reads", facts.node("device", host, device.toLowerCase()), actor(facts, host, fields));
}

function toProcess(kind: RouteEdgeKind): Reader {
  return (facts, host, fields) => {
    const source = facts.process(host, {
      guid: saidFirst(fields, "SourceProcessGUID", "SourceProcessGuid"),
      pid: pidIn(fields, "SourceProcessId"),
      image: said(fields, "SourceImage"),
    });
    const target = facts.process(host, {
      guid: saidFirst(fields, "TargetProcessGUID", "TargetProcessGuid"),
      pid: pidIn(fields, "TargetProcessId"),
      image: said(fields, "TargetImage"),
    });
    facts.edge(kind, source, target);
  };
}

function toFile(kind: RouteEdgeKind): Reader {
  return (facts, host, fields) => {
    const path = said(fields, "TargetFilename");
    if (path !== undefined) facts.edge(kind, actor(facts, host, fields), facts.file(host, path));
  };
}

function registry(facts: Facts, host: number, fields: Fields): void {
  const path = said(fields, "TargetObject");
  if (path === undefined) return;
  const key = facts.node("registry", host, path.toLowerCase());
  facts.edge("sets", actor(facts, host, fields), key);
  autostartOf(facts, host, { key, path, value: said(fields, "Details") });
}

function pipe(facts: Facts, host: number, fields: Fields): void {
  const name = said(fields, "PipeName");
  if (name === undefined || /anonymous pipe/i.test(name)) return;
  const node = facts.node("pipe", host, name.toLowerCase().replace(/^\\/, ""));
  const process = actor(facts, host, fields);
  // Who creates a pipe serves it: what is written to it reaches its creator.
  if (Number(fields["EventID"]) === 17) facts.edge("accepts", node, process);
  else facts.edge("connects", process, node);
}

function wmi(facts: Facts, host: number, fields: Fields): void {
  const [domain, user] = (saidOrTold(fields, "User") ?? "").split("\\", 2);
  const account = user === undefined ? undefined : accountNamed(facts, host, user, domain);
  const name = ["Name", "Consumer", "Filter"].map((one) => saidOrTold(fields, one)).find((one) => one !== undefined);
  if (name === undefined) return;
  const node = facts.node("wmi", host, wmiName(name));
  facts.edge("creates", account, node);
  for (const part of ["Consumer", "Filter"]) {
    const other = saidOrTold(fields, part);
    if (other !== undefined) facts.edge("configures", facts.node("wmi", host, wmiName(other)), node);
  }
  const command = saidOrTold(fields, "Destination");
  if (command !== undefined) facts.edge("configures", node, commandRunBy(facts, host, command));
  // One program runs the scripts of all consumers, and says not which.
  if (saidOrTold(fields, "Type") === "Script") facts.edge("configures", node, facts.node("wmi", host, SCRIPT_CONSUMERS));
}

/** `\\.\root\subscription:CommandLineEventConsumer.Name="Updater"` is named Updater, as its own event names it. */
function wmiName(text: string): string {
  const quoted = /Name=\\?"([^"]{1,200})\\?"/.exec(text)?.[1] ?? text;
  return quoted.replace(/^\s*"|"\s*$/g, "").toLowerCase();
}

function lookedUp(facts: Facts, host: number, fields: Fields): void {
  const query = said(fields, "QueryName");
  if (query !== undefined) facts.edge("looks", actor(facts, host, fields), facts.node("name", 0, query.toLowerCase()));
}

function tampered(facts: Facts, host: number, fields: Fields): void {
  const process = actor(facts, host, fields);
  const path = said(fields, "Image");
  if (path !== undefined) facts.edge("executes", facts.file(host, path), process, true);
}
