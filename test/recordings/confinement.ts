/**
 * Finds what a line of a recording names (users, absolute paths, commands, hosts, addresses) and refuses what is not ours.
 * Lines of unknown shape are refused too: a name we cannot see is a name we cannot judge.
 */
import { readFileSync } from "node:fs";

export type Allowed = {
  readonly hosts: readonly string[];
  readonly users: readonly string[];
  readonly addresses: readonly string[];
  readonly commands: readonly string[];
  readonly pathPrefixes: readonly string[];
  readonly auditTypes: readonly string[];
  readonly authShapes: readonly string[];
  readonly forbidden: readonly string[];
};
export type Named = {
  readonly kind: "user" | "path" | "command" | "host" | "address" | "shape" | "word";
  readonly value: string;
};

export function readAllowed(): Allowed {
  return JSON.parse(readFileSync(new URL("./allowed.json", import.meta.url), "utf8")) as Allowed;
}

/** What a line names that the allow list does not have; empty for a line of the lab. */
export function foreignInLine(path: string, line: string, allowed: Allowed): Named[] {
  const named = [...namedAnywhere(line, allowed), ...namedBySource(path, line, allowed)];
  return named.filter((item) => !isAllowed(item, allowed));
}

function namedBySource(path: string, line: string, allowed: Allowed): Named[] {
  if (path.includes("/audit.log")) return namedInAudit(line);
  if (path.includes("/auth.log") || path.includes("/syslog.log")) return namedInAuth(line, allowed);
  return [];
}

/** Holds for every log: no forbidden word, no address that is not the site's. */
function namedAnywhere(line: string, allowed: Allowed): Named[] {
  const words = allowed.forbidden.filter((word) => line.includes(word));
  const addresses = line.match(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g) ?? [];
  return [...words.map((value) => named("word", value)), ...addresses.map((value) => named("address", value))];
}

const AUTH_LINE = /^(?:\w{3} [ \d]\d [\d:]{8} (?<host>\S+) |<\d+>1 \S+ (?<host5424>\S+) )(?<text>.*)$/;

function namedInAuth(line: string, allowed: Allowed): Named[] {
  const groups = AUTH_LINE.exec(line)?.groups;
  if (groups?.text === undefined) return [named("shape", line)];
  const found = allowed.authShapes
    .map((shape) => new RegExp(`^${shape}$`).exec(groups.text ?? ""))
    .find((match) => match !== null);
  if (found === undefined) return [named("shape", groups.text)];
  const users = Object.entries(found.groups ?? {}).filter(([name, value]) => name.startsWith("user") && value !== undefined);
  const command = found.groups?.command?.split(" ")[0];
  return [
    named("host", groups.host ?? groups.host5424 ?? ""),
    ...users.map(([, value]) => named("user", value ?? "")),
    ...namedInText(groups.text),
    ...(command === undefined ? [] : [named("command", baseName(command))]),
  ];
}

const AUDIT_LINE = /^type=(?<type>[A-Z_]+) msg=audit\(\d+\.\d{3}:\d+\): ?(?<body>.*)$/s;
const AUDIT_FIELD = /([A-Za-z0-9_-]+)=("[^"]*"|\{[^}]*\}|[^\s'"]+)/g;
/** auditd's ENRICHED format puts this byte between the kernel's fields and the names it adds. */
const NAMES_FOLLOW = "\u001d";
const HEX_FIELDS = /^(?:proctitle|cmd|comm|exe|name|cwd|acct|a\d+)$/;
const USER_FIELDS = /^(?:acct|[A-Z-]*[UG]ID|ID)$/;

function namedInAudit(line: string): Named[] {
  const groups = AUDIT_LINE.exec(line)?.groups;
  if (groups?.type === undefined || groups.body === undefined) return [named("shape", line)];
  const type = groups.type;
  const fields = [...groups.body.replaceAll(NAMES_FOLLOW, " ").matchAll(AUDIT_FIELD)].map(([, key = "", raw = ""]) => ({
    key,
    value: plain(type, key, raw),
  }));
  return [named("shape", type), ...fields.flatMap(({ key, value }) => namedInField(type, key, value))];
}

/** Quoted values are as they stand; auditd writes a value with special bytes as bare hexadecimal. */
function plain(type: string, key: string, raw: string): string {
  if (raw.startsWith('"')) return raw.slice(1, -1);
  const holdsText = HEX_FIELDS.test(key) && (type !== "SYSCALL" || !/^a\d+$/.test(key));
  if (!holdsText || !/^(?:[0-9A-F]{2})+$/.test(raw)) return raw;
  return Buffer.from(raw, "hex").toString("utf8").replaceAll("\0", " ");
}

function namedInField(type: string, key: string, value: string): Named[] {
  const inText = namedInText(value);
  if (USER_FIELDS.test(key)) return [...inText, named("user", value)];
  if (key === "comm" || key === "exe") return [...inText, named("command", baseName(value))];
  if (key === "a0" && type === "EXECVE") return [...inText, named("command", baseName(value))];
  if (key === "cmd") return [...inText, named("command", baseName(value.split(" ")[0] ?? ""))];
  if (key === "hostname" && value !== "?") return [...inText, named(/^\d/.test(value) ? "address" : "host", value)];
  return inText;
}

/** What any text can name: absolute paths, and accounts written as "name@host". */
function namedInText(text: string): Named[] {
  const accounts = [...text.matchAll(/([\w.-]+)@(?=[\w[])/g)].map((match) => named("user", match[1] ?? ""));
  return [...absolutePaths(text).map((path) => named("path", path)), ...accounts];
}

function absolutePaths(text: string): string[] {
  return [...text.matchAll(/(?:^|[\s"'=;>@,(]|:(?!\/\/))(\/[^\s"';:>|,)]*)/g)].map((match) => match[1] ?? "");
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function named(kind: Named["kind"], value: string): Named {
  return { kind, value };
}

function isAllowed({ kind, value }: Named, allowed: Allowed): boolean {
  switch (kind) {
    case "user":
      return allowed.users.includes(value);
    case "command":
      return allowed.commands.includes(value);
    case "host":
      return allowed.hosts.includes(value);
    case "address":
      return allowed.addresses.includes(value);
    case "path":
      return isLabPath(value, allowed);
    case "shape":
      return allowed.auditTypes.includes(value);
    case "word":
      return false;
  }
}

/** A prefix ending in "/" holds a folder; any other is the path itself. ".." could lead anywhere and is refused. */
function isLabPath(path: string, allowed: Allowed): boolean {
  if (path.split("/").includes("..")) return false;
  return allowed.pathPrefixes.some(
    (prefix) => path === prefix || (prefix !== "/" && prefix.endsWith("/") && `${path}/`.startsWith(prefix)),
  );
}
