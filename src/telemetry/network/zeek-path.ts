import { tableOf } from "../../lib/index.ts";
import type { LogSource } from "../../model/index.ts";
import { alias, type OpenFields } from "../fields.ts";

/** Which Zeek log a record is of, when nothing names it: by fields that no other log has (Zeek 7 log files reference). */
const SIGNS: readonly (readonly [string, readonly string[]])[] = [
  ["conn", ["conn_state", "proto"]],
  ["dns", ["trans_id", "proto"]],
  ["http", ["trans_depth", "method"]],
  ["http", ["trans_depth", "status_code"]],
  ["smtp", ["trans_depth", "helo"]],
  ["ssl", ["established", "version"]],
  ["ssl", ["established", "resumed"]],
  ["ssh", ["auth_attempts", "version"]],
  ["ntp", ["stratum", "ref_id"]],
  ["x509", ["certificate.serial"]],
  ["files", ["fuid", "source"]],
  ["dce_rpc", ["endpoint", "operation"]],
  ["kerberos", ["request_type", "service"]],
  ["rdp", ["security_protocol"]],
  ["rdp", ["cookie", "result"]],
  ["smb_files", ["action", "name", "size"]],
  ["smb_mapping", ["path", "share_type"]],
  ["ntlm", ["server_nb_computer_name"]],
  ["dhcp", ["msg_types"]],
  ["ftp", ["command", "reply_code"]],
  ["notice", ["note", "msg"]],
  ["weird", ["notice", "peer", "name"]],
  ["software", ["software_type"]],
];

/** The log's name by its fields; undefined when it has no uid or ts, or no sign fits. */
export function zeekPathOf(fields: Readonly<Record<string, unknown>>): string | undefined {
  if (fields["ts"] === undefined) return undefined;
  return SIGNS.find(([, names]) => names.every((name) => fields[name] !== undefined))?.[0];
}

const CATEGORIES: ReadonlyMap<string, string> = tableOf({ conn: "network_connection", dns: "dns" });
const known = new Map<string, LogSource>();

/** Product zeek, the log as service, and dns and conn in their generic Sigma categories. */
export function zeekLogsource(path: string): LogSource {
  const service = /^[a-z0-9_.-]{1,60}$/.test(path) ? path : "other";
  const found = known.get(service);
  if (found !== undefined) return found;
  if (known.size > 1000) known.clear();
  const category = CATEGORIES.get(service);
  const made: LogSource = category === undefined ? { product: "zeek", service } : { product: "zeek", category, service };
  known.set(service, made);
  return made;
}

/** Second names of every log; chains of them too. */
export const ZEEK_NAMES: readonly (readonly [string, string])[] = [
  ["id_orig_h", "id.orig_h"],
  ["id_orig_p", "id.orig_p"],
  ["id_resp_h", "id.resp_h"],
  ["id_resp_p", "id.resp_p"],
  ["id.orig_h", "src_ip"],
  ["id.orig_p", "src_port"],
  ["id.resp_h", "dst_ip"],
  ["id.resp_p", "dst_port"],
];
/** Second names of the http log. */
export const ZEEK_HTTP_NAMES: readonly (readonly [string, string])[] = [
  ["method", "cs-method"],
  ["uri", "c-uri"],
  ["user_agent", "c-useragent"],
  ["host", "cs-host"],
  ["referrer", "cs-referrer"],
  ["status_code", "sc-status"],
];
/** Second names of the dns log. */
export const ZEEK_DNS_NAMES: readonly (readonly [string, string])[] = [
  ["qtype_name", "record_type"],
  ["answers", "answer"],
];

/** Adds the Sigma names of the generic network, proxy and dns categories to Zeek's own. */
export function nameZeek(fields: OpenFields, path: string): void {
  for (const [from, to] of ZEEK_NAMES) alias(fields, from, to);
  if (path === "http") for (const [from, to] of ZEEK_HTTP_NAMES) alias(fields, from, to);
  if (path === "dns") for (const [from, to] of ZEEK_DNS_NAMES) alias(fields, from, to);
}
