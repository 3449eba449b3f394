import type { Fields } from "../../../model/index.ts";
import { endOf, type Facts, plainAddress, said, saidAll, saidFirst } from "../facts.ts";

/** What a sensor on the wire saw (Zeek, Suricata, tshark): a connection between two ends, and who opened it when the record says so. */
export function readNetwork(facts: Facts, product: string, fields: Fields): void {
  const source = endOf(said(fields, "src_ip"), said(fields, "src_port"));
  const destination = endOf(saidFirst(fields, "dst_ip", "dest_ip"), saidFirst(fields, "dst_port", "dest_port"));
  if (source === undefined || destination === undefined) return;
  const answered = product === "tshark" && isAnswer(fields);
  const client = plainAddress((answered ? saidFirst(fields, "dst_ip") : said(fields, "src_ip")) ?? "");
  const socket = facts.sockets.whole(0, source, destination);
  facts.edge("sends", facts.node("address", 0, client), socket);
  readZeek(facts, { product, fields, socket });
}

/** A packet of the server: SYN with ACK (0x12), or an answer of NTP, mode 4 (RFC 5905 §7.3). Other packets go by the ports. */
function isAnswer(fields: Fields): boolean {
  const flags = Number(said(fields, "tcp_flags") ?? Number.NaN);
  if (flags === 0x12) return true;
  if (flags === 0x02) return false;
  if (said(fields, "ntp_flags_mode") !== undefined) return said(fields, "ntp_flags_mode") === "4";
  return Number(said(fields, "src_port")) < Number(said(fields, "dst_port"));
}

type Seen = { readonly product: string; readonly fields: Fields; readonly socket: number };

function readZeek(facts: Facts, { product, fields, socket }: Seen): void {
  if (product !== "zeek") return;
  const host = facts.host(said(fields, "id.resp_h"));
  const [action, name] = [said(fields, "action"), saidAll(fields, "name")[0] ?? ""];
  if (action?.startsWith("SMB::FILE_") === true && name !== "") {
    const file = facts.file(host, `${said(fields, "path") ?? ""}\\${name}`);
    facts.edge(/WRITE|RENAME|DELETE/.test(action) ? "writes" : "reads", socket, file);
  }
  const endpoint = said(fields, "endpoint");
  if (endpoint !== undefined && said(fields, "operation") !== undefined)
    facts.edge("calls", socket, facts.node("call", host, `${endpoint}.${said(fields, "operation") ?? ""}`));
}
