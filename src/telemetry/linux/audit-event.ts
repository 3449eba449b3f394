import { isoTime } from "../../lib/index.ts";
import type { FieldValue, LogSource } from "../../model/index.ts";
import { alias, nameHost, noFields, type OpenFields, put, textField } from "../fields.ts";
import type { Draft } from "../format.ts";
import { type AuditLine, type AuditPair, parsePairs } from "./audit-line.ts";
import { auditValue, decodeHex, socketAddress } from "./audit-value.ts";
import { syscallName } from "./syscalls.ts";

const AUDITD: LogSource = { product: "linux", service: "auditd" };
const PROCESS: LogSource = { product: "linux", category: "process_creation", service: "auditd" };
const NETWORK: LogSource = { product: "linux", category: "network_connection", service: "auditd" };
const FILE: LogSource = { product: "linux", category: "file_event", service: "auditd" };

/**
 * The event of the lines that share an audit id. Fields keep auditd's names; `type` lists the record types; the arguments of EXECVE stand
 * in a0 … aN in place of SYSCALL's pointers. What Sigma calls process creation, connection and file event also has Sigma's names.
 */
export function auditDraft(lines: readonly AuditLine[], host: string | null): Draft {
  const fields = noFields();
  const first = lines[0];
  fields["type"] = lines.length === 1 ? (first?.type ?? null) : lines.map((line) => line.type);
  fields["msg"] = first === undefined ? null : `audit(${first.id})`;
  if (first?.host !== undefined) fields["node"] = first.host;
  const executes = lines.some((line) => line.type === "EXECVE");
  for (const line of lines) readLine(fields, line, executes);
  nameSyscall(fields);
  nameHost(fields, first?.host, host);
  const timeMs = first?.timeMs ?? 0;
  fields["timestamp"] = isoTime(timeMs);
  return { time: { fromMs: timeMs, toMs: timeMs }, logsource: nameAsSigma(fields, lines), fields };
}

const POINTER = /^a[0-3]$/;

function readLine(fields: OpenFields, line: AuditLine, executes: boolean): void {
  if (line.type === "EXECVE") return readArguments(fields, line.pairs);
  for (const pair of line.pairs) {
    if (pair.name === "msg" && !pair.bare) readUserMessage(fields, pair.value, line.type);
    else if (!(executes && line.type === "SYSCALL" && POINTER.test(pair.name))) gather(fields, line.type, pair);
  }
  const saddr = line.type === "SOCKADDR" ? line.pairs.find((pair) => pair.name === "saddr") : undefined;
  for (const [name, value] of Object.entries((saddr && socketAddress(saddr.value)) ?? {})) put(fields, name, value);
}

// Names of files keep their places beside one another; all else that repeats is the same thing said again.
function gather(fields: OpenFields, type: string, pair: AuditPair): void {
  const value = auditValue(pair, type);
  if (type === "PATH" || fields[pair.name] !== value) put(fields, pair.name, value);
}

/** msg='op=login acct="root" res=success': what a program told the kernel. */
function readUserMessage(fields: OpenFields, message: string, type: string): void {
  for (const pair of parsePairs(message)) gather(fields, type, pair);
  alias(fields, "acct", "user");
  alias(fields, "addr", "src_ip");
  alias(fields, "terminal", "tty");
  const result = fields["res"];
  if (result === "success") fields["outcome"] = "success";
  else if (result === "failed") fields["outcome"] = "failure";
}

/** EXECVE: a0="ls" or in hexadecimal; a long argument comes as a1_len=… a1[0]=… a1[1]=… and, past a line's end, in a further record. */
function readArguments(fields: OpenFields, pairs: readonly AuditPair[]): void {
  for (const pair of pairs) {
    const [, argument, piece] = /^(a[0-9]{1,6})(\[[0-9]{1,6}\])?$/.exec(pair.name) ?? [];
    if (argument === undefined) {
      if (pair.name === "argc") put(fields, "argc", pair.value);
      continue;
    }
    const text = pair.bare ? (decodeHex(pair.value) ?? pair.value) : pair.value;
    fields[argument] = piece === undefined ? text : `${textField(fields, argument) ?? ""}${text}`;
  }
}

function nameSyscall(fields: OpenFields): void {
  if (fields["SYSCALL"] !== undefined) return;
  const name = syscallName(textField(fields, "arch") ?? "", textField(fields, "syscall") ?? "");
  if (name !== undefined) fields["SYSCALL"] = name;
}

function nameAsSigma(fields: OpenFields, lines: readonly AuditLine[]): LogSource {
  if (fields["success"] === "no" || !lines.some((line) => line.type === "SYSCALL")) return AUDITD;
  alias(fields, "exe", "Image");
  alias(fields, "pid", "ProcessId");
  if (fields["Image"] !== undefined) fields["User"] = fields["UID"] ?? fields["uid"] ?? null;
  if (lines.some((line) => line.type === "EXECVE")) return nameProcess(fields);
  if (fields["SYSCALL"] === "connect" && fields["laddr"] !== undefined) return nameConnection(fields);
  return nameFile(fields);
}

const ARGUMENTS_MAX = 10_000;

function nameProcess(fields: OpenFields): LogSource {
  const words: FieldValue[] = [];
  for (let at = 0; at < ARGUMENTS_MAX && fields[`a${at}`] !== undefined; at++) words.push(fields[`a${at}`] ?? "");
  fields["CommandLine"] = words.join(" ");
  alias(fields, "cwd", "CurrentDirectory");
  alias(fields, "ppid", "ParentProcessId");
  alias(fields, "ses", "LogonId");
  return PROCESS;
}

function nameConnection(fields: OpenFields): LogSource {
  alias(fields, "laddr", "DestinationIp");
  alias(fields, "lport", "DestinationPort");
  fields["Initiated"] = "true";
  return NETWORK;
}

function nameFile(fields: OpenFields): LogSource {
  const kinds = listOf(fields["nametype"]);
  const names = listOf(fields["name"]);
  const made = names.filter((name, at) => kinds[at] === "CREATE" && typeof name === "string");
  if (made.length === 0) return AUDITD;
  const cwd = textField(fields, "cwd") ?? "";
  fields["TargetFilename"] = made.map((name) => (String(name).startsWith("/") ? String(name) : `${cwd}/${String(name)}`));
  return FILE;
}

function listOf(value: FieldValue | undefined): readonly FieldValue[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
