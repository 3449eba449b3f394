import type { LogSource } from "../../model/index.ts";
import { alias, flatten, isMap, type JsonMap, noFields, type OpenFields, put } from "../fields.ts";
import { CONTEXT, eventOutcome, type JsonFormat, TOO_WIDE } from "../format.ts";
import { epochSpan, isoSpan } from "../times.ts";

const LOGSOURCE: LogSource = { product: "tshark", category: "network_connection" };

/**
 * Packets as `tshark -T ek` writes them: an Elasticsearch index line, then one object a packet (tshark(1), -T ek). Names are tshark's
 * with "_" for ".": ip_src, tcp_dstport. The layer that ek puts before each name is dropped.
 */
export const TSHARK: JsonFormat = {
  name: "tshark-ek",
  read: (map, conditions) => {
    if (isMap(map["index"]) && Object.keys(map).length === 1) return CONTEXT;
    const layers = map["layers"];
    if (!isMap(layers) || map["timestamp"] === undefined) return undefined;
    const fields = readLayers(layers);
    if (fields === undefined) return TOO_WIDE;
    for (const [from, to] of NAMES) alias(fields, from, to);
    const time = epochSpan(map["timestamp"]) ?? epochSpan(fields["frame_time_epoch"]) ?? isoSpan(map["timestamp"], 0);
    return eventOutcome(time, LOGSOURCE, fields, conditions.readAtMs);
  },
};

function readLayers(layers: JsonMap): OpenFields | undefined {
  const flat = flatten(layers);
  if (flat === undefined) return undefined;
  const fields = noFields();
  for (const name of Object.keys(flat)) {
    const value = flat[name] ?? null;
    put(fields, plainName(name), Array.isArray(value) && value.length === 1 ? (value[0] ?? null) : value);
  }
  return fields;
}

/** `ip.ip_ip_src` and `ip.ip_src` are ip_src, `tcp.tcp_flags_tcp_flags_syn` is tcp_flags_syn; `ip_src` stays. */
function plainName(name: string): string {
  const dot = name.lastIndexOf(".");
  if (dot < 0) return name;
  const layer = name.slice(0, name.indexOf("."));
  const field = name.slice(dot + 1);
  return field.slice(field.lastIndexOf(`_${layer}_`) + 1);
}

const NAMES: readonly (readonly [string, string])[] = [
  ["ip_src", "src_ip"],
  ["ipv6_src", "src_ip"],
  ["ip_dst", "dst_ip"],
  ["ipv6_dst", "dst_ip"],
  ["tcp_srcport", "src_port"],
  ["udp_srcport", "src_port"],
  ["tcp_dstport", "dst_port"],
  ["udp_dstport", "dst_port"],
  ["src_ip", "SourceIp"],
  ["src_port", "SourcePort"],
  ["dst_ip", "DestinationIp"],
  ["dst_port", "DestinationPort"],
  ["dns_qry_name", "query"],
];
