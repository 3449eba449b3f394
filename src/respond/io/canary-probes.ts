import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { connect } from "node:net";
import { parseAddress } from "../../lib/index.ts";

/** A flow that must never be lost. Hosts are addresses, so that a probe asks no name server. */
export type CriticalFlow =
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "dns"; readonly host: string; readonly port?: number; readonly name: string }
  | { readonly kind: "ntp"; readonly host: string; readonly port?: number };

/** One try of one flow: true when the other end answered in time. Never rejects. */
export type Probe = (flow: CriticalFlow, timeoutMs: number) => Promise<boolean>;

/** `tcp 192.0.2.1:443`: how a flow is called in reasons. */
export function formatFlow(flow: CriticalFlow): string {
  const port = flow.port ?? DEFAULT_PORTS[flow.kind];
  return `${flow.kind} ${flow.host.includes(":") ? `[${flow.host}]` : flow.host}:${port}`;
}

const DEFAULT_PORTS = { tcp: 443, dns: 53, ntp: 123 } as const;

/** Tries a flow over the network: a TCP connection that is closed at once, one DNS question, or one NTP request (RFC 5905 §7.3, mode 3). */
export const probe: Probe = async (flow, timeoutMs) => {
  if (flow.kind === "tcp") return tcpAnswers(flow.host, flow.port, timeoutMs);
  const port = flow.port ?? DEFAULT_PORTS[flow.kind];
  return flow.kind === "dns"
    ? dnsAnswers(flow.host, port, { name: flow.name, timeoutMs })
    : ntpAnswers(flow.host, port, timeoutMs);
};

function tcpAnswers(host: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const end = (isWorking: boolean) => {
      socket.destroy();
      done(isWorking);
    };
    socket.once("connect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
  });
}

/** Failures of the transport; every other error is an answer of the server, which is reached then. */
const UNANSWERED = ["ETIMEOUT", "ECONNREFUSED", "ECANCELLED"];

async function dnsAnswers(
  host: string,
  port: number,
  { name, timeoutMs }: { readonly name: string; readonly timeoutMs: number },
): Promise<boolean> {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  resolver.setServers([host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`]);
  try {
    await resolver.resolve4(name);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && !UNANSWERED.includes(String(error.code));
  } finally {
    resolver.cancel();
  }
}

const NTP_BYTES = 48;
/** Leap 0, version 4, mode 3 (client). */
const NTP_CLIENT = 0x23;
const MODE_SERVER = 4;

function ntpAnswers(host: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = createSocket(parseAddress(host)?.length === 16 ? "udp6" : "udp4");
    let isOver = false;
    const end = (isWorking: boolean) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      socket.close();
      done(isWorking);
    };
    const timer = setTimeout(() => end(false), timeoutMs);
    socket.once("error", () => end(false));
    socket.on("message", (bytes) => {
      if (bytes.length >= NTP_BYTES && ((bytes[0] ?? 0) & 7) === MODE_SERVER) end(true);
    });
    const request = new Uint8Array(NTP_BYTES);
    request[0] = NTP_CLIENT;
    socket.connect(port, host, () => socket.send(request, (error) => (error === null ? undefined : end(false))));
  });
}
