import { type Checked, no, parseCount, yes } from "../../lib/index.ts";

export type SourceSpec =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "stdin" }
  | { readonly kind: "journal" }
  | { readonly kind: "syslog"; readonly transport: "udp" | "tcp"; readonly host: string; readonly port: number };

export type SpecFault = { readonly kind: "bad-source"; readonly text: string; readonly expected: string };

/** RFC 5426 §3.3. */
const SYSLOG_PORT = 514;
const SYSLOG = /^syslog(?:\+(udp|tcp))?:\/\/(\[[0-9a-fA-F:.]+\]|[^/?#:[\]]*)(?::([0-9]+))?\/?(?:\?transport=(udp|tcp))?$/;

/**
 * Reads what a person names as a source: a path or glob, `-` for standard input, `journal:`, or
 * `syslog://[host][:port][?transport=udp|tcp]` (also `syslog+tcp://`). Without a host it listens on loopback, without a transport on UDP.
 */
export function parseSourceSpec(text: string): Checked<SourceSpec, SpecFault> {
  if (text === "-") return yes({ kind: "stdin" });
  if (text === "journal:") return yes({ kind: "journal" });
  if (/^syslog[:+]/.test(text)) return parseSyslog(text);
  if (text === "") return no({ kind: "bad-source", text, expected: "a path, a glob, -, journal: or syslog://host:port" });
  return yes({ kind: "path", path: text });
}

function parseSyslog(text: string): Checked<SourceSpec, SpecFault> {
  const refuse = (expected: string) => no<SpecFault>({ kind: "bad-source", text, expected });
  const parts = SYSLOG.exec(text);
  if (parts === null) return refuse("syslog://host:port with ?transport=udp or ?transport=tcp");
  const [, scheme, host = "", portText, query] = parts;
  if (scheme !== undefined && query !== undefined && scheme !== query) return refuse("one transport");
  const port = portText === undefined ? yes(SYSLOG_PORT) : parseCount(portText);
  if (!port.ok || port.value > 65_535) return refuse("a port from 0 to 65535");
  const transport = (scheme ?? query ?? "udp") as "udp" | "tcp";
  return yes({ kind: "syslog", transport, host: host.replace(/^\[|\]$/g, "") || "127.0.0.1", port: port.value });
}
