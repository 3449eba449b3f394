import type { Fields } from "../../../model/index.ts";
import { endOf, type Facts, pidIn, plainAddress, said, saidAll, saidFirst } from "../facts.ts";
import type { RouteEdgeKind } from "../kinds.ts";
import type { NodeRef } from "../store.ts";
import { loginNode } from "./login.ts";

const UNSET = "4294967295";
/** connect(2) on a non-blocking socket: EINPROGRESS is a connection that was begun. */
const IN_PROGRESS = "-115";

/** Reads an event of auditd (linux-audit, "Audit record types"; man 2 of the system calls). */
export function readAudit(facts: Facts, host: number, fields: Fields): void {
  const type = saidAll(fields, "type")[0] ?? "";
  if (type === "LOGIN") return readLogin(facts, host, fields);
  if (type === "SYSCALL" || said(fields, "SYSCALL") !== undefined) readCall(facts, host, fields);
  if (type === "USER_LOGIN" || type === "USER_START") return readSession(facts, host, fields);
  if (ACCOUNT_TYPES.has(type)) readAccount(facts, host, fields);
}

const ACCOUNT_TYPES: ReadonlyMap<string, RouteEdgeKind> = new Map([
  ["ADD_USER", "creates"],
  ["ADD_GROUP", "creates"],
  ["DEL_USER", "changes"],
  ["USER_CHAUTHTOK", "changes"],
  ["USER_MGMT", "changes"],
  ["GRP_MGMT", "changes"],
  ["ROLE_ASSIGN", "changes"],
]);

/** An audit session; undefined for none. */
function sessionOf(facts: Facts, host: number, id: string | undefined): NodeRef | undefined {
  return id === undefined || id === UNSET || id === "-1" ? undefined : facts.node("session", host, id);
}

function actor(facts: Facts, host: number, fields: Fields): NodeRef | undefined {
  return facts.process(host, { pid: pidIn(fields, "pid") });
}

function readCall(facts: Facts, host: number, fields: Fields): void {
  const process = actor(facts, host, fields);
  const began = said(fields, "exit") === IN_PROGRESS;
  if (process === undefined || (said(fields, "success") === "no" && !began)) return;
  const session = sessionOf(facts, host, said(fields, "ses"));
  const call = said(fields, "SYSCALL") ?? "";
  if (said(fields, "CommandLine") !== undefined) executed(facts, host, { fields, process, session });
  else facts.edge("runs in", session, process);
  if (call === "connect") connected(facts, host, { fields, process, session });
  else if (call === "ptrace" || call.startsWith("process_vm")) traced(facts, host, { fields, process, session });
  else if (FILE_CALLS.has(call)) touched(facts, host, { fields, process, session });
}

type Call = { readonly fields: Fields; readonly process: NodeRef; readonly session: NodeRef | undefined };

function executed(facts: Facts, host: number, { fields, process, session }: Call): void {
  const parent = pidIn(fields, "ppid") ?? "";
  const image = said(fields, "exe") ?? "";
  const command = said(fields, "CommandLine") ?? "";
  facts.processes.startByPid(process, { ms: facts.ms, parent, session: said(fields, "ses") ?? UNSET, image, command });
  facts.edge("starts", facts.process(host, { pid: parent }), process);
  facts.edge("runs in", session, process);
  const names = pathsOf(fields);
  // The first path is what was asked for, a script perhaps; then its interpreter; the last is the loader.
  const asked = names.slice(0, names.length > 2 ? 2 : 1).map((path) => path.name);
  for (const path of new Set(asked.length === 0 ? [image] : asked))
    if (path !== "") facts.edge("executes", facts.file(host, path), process);
}

function connected(facts: Facts, host: number, { fields, process }: Call): void {
  const server = endOf(said(fields, "laddr"), said(fields, "lport"));
  if (server === undefined || server.startsWith("0.0.0.0|") || server.startsWith("::|")) return;
  const socket = facts.sockets.toServer(host, server, facts.ms);
  facts.edge("connects", process, socket);
  facts.edge("answers", socket, process);
}

function traced(facts: Facts, host: number, { fields, process }: Call): void {
  facts.edge("injects", process, facts.process(host, { pid: pidIn(fields, "opid") }));
}

const FILE_CALLS: ReadonlySet<string> = new Set([
  "open",
  "openat",
  "openat2",
  "creat",
  "rename",
  "renameat",
  "renameat2",
  "unlink",
  "unlinkat",
  "rmdir",
  "truncate",
  "ftruncate",
  "link",
  "linkat",
  "symlink",
  "symlinkat",
  "mkdir",
  "mkdirat",
  "chmod",
  "fchmodat",
  "chown",
  "fchownat",
  "init_module",
  "finit_module",
]);

type Path = { readonly name: string; readonly kind: string };

function pathsOf(fields: Fields): readonly Path[] {
  const kinds = saidAll(fields, "nametype");
  const cwd = said(fields, "cwd") ?? "";
  return saidAll(fields, "name").flatMap((name, at) => {
    const kind = kinds[at] ?? "";
    if (name === "" || kind === "PARENT" || kind === "UNKNOWN") return [];
    return [{ name: name.startsWith("/") || cwd === "" ? name : `${cwd === "/" ? "" : cwd}/${name}`, kind }];
  });
}

function touched(facts: Facts, host: number, { fields, process }: Call): void {
  const paths = pathsOf(fields);
  const renames = (said(fields, "SYSCALL") ?? "").startsWith("rename");
  const made = paths.filter((path) => path.kind === "CREATE");
  const gone = paths.filter((path) => path.kind === "DELETE" && !made.some((one) => one.name === path.name));
  for (const path of made) facts.edge("replaces", process, facts.file(host, path.name));
  for (const path of gone) {
    facts.edge("deletes", process, facts.file(host, path.name));
    if (renames) for (const one of made) facts.edge("renames", facts.file(host, path.name), facts.file(host, one.name));
  }
  for (const path of paths) {
    if (path.kind !== "NORMAL") continue;
    const file = facts.file(host, path.name);
    if (writes(fields)) facts.edge("writes", process, file);
    else facts.edge("reads", file, process);
  }
}

/** open flags O_WRONLY, O_RDWR, O_CREAT, O_TRUNC stand in a1 of open and a2 of openat; the other calls here change what they name. */
function writes(fields: Fields): boolean {
  const call = said(fields, "SYSCALL") ?? "";
  if (!call.startsWith("open")) return true;
  const flags = Number.parseInt(said(fields, call === "open" ? "a1" : "a2") ?? "0", 16);
  return (flags & 0x243) !== 0;
}

/** LOGIN: a process left one session and opened another. */
function readLogin(facts: Facts, host: number, fields: Fields): void {
  const session = sessionOf(facts, host, said(fields, "ses"));
  facts.edge("logs on", actor(facts, host, fields), session);
  const account = said(fields, "AUID");
  if (account !== undefined && session !== undefined) facts.edge("logs on", facts.node("account", host, account), session);
}

function readSession(facts: Facts, host: number, fields: Fields): void {
  if (said(fields, "res") !== "success") return refused(facts, host, fields);
  const session = sessionOf(facts, host, said(fields, "ses"));
  const address = said(fields, "addr");
  const account = saidFirst(fields, "AUID", "acct");
  if (session === undefined || address === undefined || address === "?" || account === undefined) return;
  // The program that logs on names itself in terminal; sudo and su open no session of their own.
  facts.edge("logs on", loginNode(facts, host, { account, address }), session);
  facts.edge("logs on", facts.node("account", host, account), session);
}

function refused(facts: Facts, host: number, fields: Fields): void {
  const [address, account] = [said(fields, "addr"), said(fields, "acct")];
  if (address === undefined || address === "?" || account === undefined) return;
  facts.edge("tries to log on", facts.node("address", 0, plainAddress(address)), facts.node("account", host, account));
}

function readAccount(facts: Facts, host: number, fields: Fields): void {
  const account = saidFirst(fields, "acct", "ID");
  if (account === undefined || said(fields, "res") !== "success") return;
  const kind = ACCOUNT_TYPES.get(saidAll(fields, "type")[0] ?? "") ?? "changes";
  facts.edge(kind, actor(facts, host, fields), facts.node("account", host, account));
}
