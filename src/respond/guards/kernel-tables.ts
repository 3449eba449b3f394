import { type Address, formatAddress } from "../../lib/index.ts";

const LINES_MAX = 200_000;
const HEX_ADDRESS = /^(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{32})$/;

/**
 * Reads an address as /proc/net writes it: 32-bit words in the byte order of the machine (`littleEndian`), so 0100007F is 127.0.0.1.
 * /proc/net/route, tcp and tcp6 write so; if_inet6 and ipv6_route write the bytes in order.
 */
export function parseKernelAddress(text: string, littleEndian: boolean): Address | undefined {
  if (!HEX_ADDRESS.test(text)) return undefined;
  const bytes = Uint8Array.from({ length: text.length / 2 }, (_, index) =>
    Number.parseInt(text.slice(index * 2, index * 2 + 2), 16),
  );
  if (!littleEndian) return bytes;
  return bytes.map((_, index) => bytes[(index & ~3) + 3 - (index & 3)] ?? 0);
}

/** A gateway of /proc/net/route or ipv6_route. */
export type Route = { readonly gateway: string; readonly device: string };

/** The gateways of /proc/net/route. The text is the kernel's; a line that is not in its form is passed over. */
export function parseRoutes4(text: string, littleEndian: boolean): readonly Route[] {
  return rows(text).flatMap(([device = "", , gateway = ""]) => route(parseKernelAddress(gateway, littleEndian), device));
}

/** The next hops of /proc/net/ipv6_route, which has no heading. */
export function parseRoutes6(text: string): readonly Route[] {
  return rows(`\n${text}`).flatMap((row) => route(parseKernelAddress(row[4] ?? "", false), row[9] ?? ""));
}

function route(gateway: Address | undefined, device: string): Route[] {
  if (gateway === undefined || gateway.every((byte) => byte === 0)) return [];
  return [{ gateway: formatAddress(gateway), device }];
}

/** One established connection of /proc/net/tcp or tcp6. */
export type Connection = {
  readonly localPort: number;
  readonly remote: string;
  readonly remotePort: number;
  readonly inode: string;
};

const ESTABLISHED = "01";
const MAPPED = /^0000000000000000FFFF0000/i;

/** The established connections of /proc/net/tcp and tcp6, except those of loopback. */
export function parseConnections(text: string, littleEndian: boolean): readonly Connection[] {
  return rows(text).flatMap((row) => {
    const [, local = "", remote = "", state] = row;
    const [remoteHex = "", remotePort = ""] = remote.split(":");
    const address = state === ESTABLISHED ? parseKernelAddress(unmapped(remoteHex, littleEndian), littleEndian) : undefined;
    if (address === undefined) return [];
    const port = Number.parseInt(local.split(":")[1] ?? "", 16);
    return [
      { localPort: port, remote: formatAddress(address), remotePort: Number.parseInt(remotePort, 16), inode: row[9] ?? "" },
    ];
  });
}

/** An IPv4 connection of a socket that listens on both families is written as ::ffff:a.b.c.d. */
function unmapped(hex: string, littleEndian: boolean): string {
  const head = littleEndian ? MAPPED : /^00000000000000000000FFFF/i;
  return hex.length === 32 && head.test(hex) ? hex.slice(24) : hex;
}

/** Neighbours of /proc/net/arp: address and hardware address. */
export function parseArp(text: string): readonly { readonly address: string; readonly hardware: string }[] {
  return rows(text).flatMap(([address = "", , , hardware = ""]) =>
    /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(hardware) ? [{ address, hardware }] : [],
  );
}

/** Other ends of the flows in /proc/net/nf_conntrack that came from outside and were answered: source and protocol. */
export function parseConntrack(text: string): readonly { readonly source: string; readonly destination: string }[] {
  return text
    .split("\n", LINES_MAX)
    .filter((line) => line.includes("[ASSURED]"))
    .flatMap((line) => {
      const source = / src=(\S+)/.exec(line)?.[1];
      const destination = / dst=(\S+)/.exec(line)?.[1];
      return source === undefined || destination === undefined ? [] : [{ source, destination }];
    });
}

function rows(text: string): string[][] {
  return text
    .split("\n", LINES_MAX)
    .slice(1)
    .map((line) => line.trim().split(/\s+/));
}
