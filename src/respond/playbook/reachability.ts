import type { Fields, LogSource, TargetKind } from "../../model/index.ts";
import type { DetectionFacts, Reachability } from "./proposal.ts";

type Row = {
  readonly logsource: LogSource;
  /** Holds on the event's fields as well; absent: the logsource alone proves it. */
  readonly proves?: (fields: Fields) => boolean;
  readonly because: string;
};

const has =
  (name: string, ...values: readonly string[]) =>
  (fields: Fields) =>
    values.includes(String(fields[name] ?? "").toLowerCase());
const answered = (name: string) => (fields: Fields) => Number(fields[name] ?? 0) > 0;

/** Zeek states in which it saw SYN, SYN-ACK and ACK (Zeek, base/protocols/conn, conn_state); RSTR is left out: it is also a refused half-open one. */
const ZEEK_ESTABLISHED = ["sf", "s1", "s2", "s3", "rsto"];
/** Suricata states that only a completed handshake leads to; "closed" is left out: a refused SYN ends there too. */
const SURICATA_ESTABLISHED = ["established", "fin_wait1", "fin_wait2", "time_wait", "last_ack", "close_wait", "closing"];

/** Where the source address has proved itself. Whatever is not here is spoofable. */
export const HANDSHAKE_TABLE: readonly Row[] = [
  {
    logsource: { product: "linux", service: "sshd" },
    because: "sshd speaks only after accept(), which TCP gives after the handshake",
  },
  { logsource: { product: "linux", service: "vsftpd" }, because: "vsftpd speaks only after accept()" },
  {
    logsource: { category: "webserver" },
    // With QUIC a request may come before the address is validated (RFC 9001 §4.6, 0-RTT).
    proves: (fields) => !(typeof fields["cs-version"] === "string" && fields["cs-version"].startsWith("HTTP/3")),
    because: "the request line was read from an accepted TCP connection",
  },
  { logsource: { product: "nginx", service: "nginx" }, because: "nginx names a client only after accept()" },
  { logsource: { product: "apache", service: "apache" }, because: "Apache names a client only after accept()" },
  { logsource: { product: "aws", service: "cloudtrail" }, because: "an API call comes over TLS on TCP" },
  {
    logsource: { product: "zeek", service: "conn" },
    proves: (fields) => has("proto", "tcp")(fields) && has("conn_state", ...ZEEK_ESTABLISHED)(fields),
    because: "Zeek saw SYN, SYN-ACK and ACK (proto tcp, conn_state SF, S1, S2, S3 or RSTO)",
  },
  {
    logsource: { product: "zeek", service: "http" },
    proves: answered("status_code"),
    because: "the server answered (status_code)",
  },
  {
    logsource: { product: "zeek", service: "ssl" },
    proves: has("established", "true", "t"),
    because: "the TLS handshake ended (established)",
  },
  {
    logsource: { product: "suricata" },
    proves: (fields) => has("proto", "tcp")(fields) && has("tcp.state", ...SURICATA_ESTABLISHED)(fields),
    because: "Suricata followed the connection past its handshake (proto TCP, tcp.state)",
  },
];

/** Whether these events prove that who stands in them could hear the answer. One event that does not prove it spoils it. */
export function reachabilityOf(
  kind: TargetKind,
  events: DetectionFacts["events"],
): { readonly is: Reachability; readonly because: string } {
  if (kind !== "address" && kind !== "prefix")
    return { is: "local", because: `a ${kind} is on this system: no address to forge` };
  let because = "no event";
  for (const { logsource, fields } of events) {
    const row = HANDSHAKE_TABLE.find(
      (candidate) => covers(candidate.logsource, logsource) && (candidate.proves?.(fields) ?? true),
    );
    if (row === undefined) return { is: "spoofable", because: `${nameOf(logsource)} proves no completed handshake` };
    because = row.because;
  }
  return { is: events.length === 0 ? "spoofable" : "handshake", because };
}

// Not logsourceMatches: its wider services (auth, syslog) hold lines that prove nothing.
function covers(row: LogSource, event: LogSource): boolean {
  return (["product", "category", "service"] as const).every((part) => row[part] === undefined || row[part] === event[part]);
}

function nameOf({ product, category, service }: LogSource): string {
  return [product, category, service].filter((part) => part !== undefined).join("/") || "an unknown log";
}
