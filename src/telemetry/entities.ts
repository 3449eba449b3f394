import type { Entity, EntityKind, Event, FieldValue } from "../model/index.ts";

/** The fields, of all formats, that name someone or something. */
const NAMES: readonly (readonly [EntityKind, readonly string[]])[] = [
  [
    "user",
    [
      "User",
      "user",
      "target_user",
      "SubjectUserName",
      "TargetUserName",
      "acct",
      "AUID",
      "cs-username",
      "user.name",
      "userIdentity.userName",
      "userIdentity.arn",
    ],
  ],
  [
    "ip",
    [
      "src_ip",
      "dst_ip",
      "dest_ip",
      "SourceIp",
      "DestinationIp",
      "IpAddress",
      "SourceAddress",
      "DestAddress",
      "ClientAddress",
      "c-ip",
      "sourceIPAddress",
      "addr",
      "laddr",
      "ip_address",
      "source.ip",
      "destination.ip",
    ],
  ],
  ["domain", ["query", "QueryName", "DestinationHostname", "cs-host", "tls.sni", "server_name", "http.hostname", "http_host"]],
  ["process", ["Image", "SourceImage", "TargetImage", "exe"]],
  ["file", ["TargetFilename", "ImageLoaded", "name", "fileinfo.filename"]],
  ["session", ["LogonGuid", "TargetLogonId", "SubjectLogonId", "ses", "_AUDIT_SESSION"]],
];

const NOBODY: ReadonlySet<string> = new Set([
  "",
  "-",
  "?",
  "unknown",
  "unset",
  "(null)",
  "(unknown)",
  "null",
  "none",
  "n/a",
  "localhost",
  "0x0",
  "0x3e7",
  "4294967295",
  "s-1-0-0",
  "{00000000-0000-0000-0000-000000000000}",
]);
const VALUE_MAX = 1024;
const ENTITIES_MAX = 256;

/**
 * Whom and what an event is about, without repeats, in a fixed order of kinds. Loopback and unspecified addresses and words for nobody
 * are left out; a session counts within its host only.
 */
export function entitiesOf(event: Event): readonly Entity[] {
  const found = new Set<Entity>();
  const host = hostOf(event);
  if (host !== undefined) found.add(`host:${host}`);
  for (const [kind, names] of NAMES) {
    for (const name of names) {
      const value = event.fields[name];
      if (value === undefined || value === null) continue;
      for (const text of textsOf(value).flatMap((one) => namesOf(kind, one))) {
        const entity = entityOf(kind, text, host ?? "");
        if (entity !== undefined && found.size < ENTITIES_MAX) found.add(entity);
      }
    }
  }
  return [...found];
}

// Not `hostname`: in an audit record that is the other side. Formats whose own it is have it in `host` too.
const HOSTS = ["Computer", "_HOSTNAME", "host", "host.name", "s-computername"];
const ELSEWHERE: ReadonlySet<string> = new Set(["aws", "suricata", "tshark", "zeek"]);

/** The host that the line names, else the one its reading assumes. What a sensor or a cloud saw is not about the host that keeps the log. */
function hostOf(event: Event): string | undefined {
  if (ELSEWHERE.has(event.logsource.product ?? "")) return undefined;
  const named = HOSTS.map((name) => event.fields[name]).find((value) => typeof value === "string");
  const host = (named ?? event.records[0]?.reading.host ?? "").trim().toLowerCase();
  return NOBODY.has(host) || host.length > VALUE_MAX ? undefined : host;
}

/** DOMAIN\\name is also the bare name, as other logs have it; the built-in accounts of Windows are nobody in particular. */
function namesOf(kind: EntityKind, text: string): readonly string[] {
  const slash = kind === "user" ? text.indexOf("\\") : -1;
  if (slash < 0) return [text];
  return text.slice(0, slash).toLowerCase() === "nt authority" ? [] : [text, text.slice(slash + 1)];
}

function textsOf(value: FieldValue): readonly string[] {
  if (Array.isArray(value)) return value.slice(0, ENTITIES_MAX).flatMap(textsOf);
  return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
}

function entityOf(kind: EntityKind, text: string, host: string): Entity | undefined {
  const value = text.trim().toLowerCase();
  if (NOBODY.has(value) || value.length > VALUE_MAX) return undefined;
  if (kind === "ip") return ipEntity(value);
  if (kind === "domain") return domainEntity(value);
  if (kind === "user" && /^[0-9]+$/.test(value)) return undefined; // a number names somebody else on each host
  if (kind === "session") return `session:${host}/${value}`;
  return `${kind}:${value}`;
}

const IPV4 = /^(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\.(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}$/;
const IPV6 = /^[0-9a-f:]{2,39}$/;

function ipEntity(text: string): Entity | undefined {
  const value = text.startsWith("::ffff:") && text.includes(".") ? text.slice("::ffff:".length) : text;
  if (IPV4.test(value)) return value.startsWith("127.") || value === "0.0.0.0" ? undefined : `ip:${value}`;
  if (!IPV6.test(value) || !value.includes(":")) return undefined;
  return value === "::1" || value === "::" || value === "0:0:0:0:0:0:0:1" ? undefined : `ip:${value}`;
}

function domainEntity(text: string): Entity | undefined {
  const value = text.replace(/\.$/, "").replace(/:[0-9]{1,5}$/, "");
  if (value === "" || NOBODY.has(value) || value.endsWith(".in-addr.arpa") || value.endsWith(".ip6.arpa")) return undefined;
  return IPV4.test(value) || IPV6.test(value) ? ipEntity(value) : `domain:${value}`;
}
