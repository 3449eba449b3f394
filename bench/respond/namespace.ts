import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Child, run } from "./children.ts";

/** This host's address on the wire to the attackers. */
export const VICTIM = "10.99.0.1";
const ATTACKERS = "10.99.0.2";

/**
 * Joins the network namespace that we are in (made by the benchmark) to a second one by a veth pair: attackers there send from any
 * address. Gives the process that keeps the second one alive.
 */
export async function joinNamespaces(): Promise<Child> {
  const other = new Child("attackers", ["unshare", "--net", "sleep", "600"]);
  await run([
    "sh",
    "-c",
    `until [ "$(readlink /proc/${other.pid}/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.01; done`,
  ]);
  await run(["ip", "link", "set", "lo", "up"]);
  await run(["ip", "link", "add", "wire", "type", "veth", "peer", "name", "wire", "netns", String(other.pid)]);
  await run(["ip", "address", "add", `${VICTIM}/24`, "dev", "wire"]);
  await run(["ip", "link", "set", "wire", "up"]);
  const inOther = `ip address add ${ATTACKERS}/24 dev wire && ip link set wire up`;
  await run(["nsenter", "--target", String(other.pid), "--net", "sh", "-c", inOther]);
  await run(["ip", "route", "add", "default", "via", ATTACKERS]);
  // Attackers' addresses are of no network of this host, and answers to them go nowhere.
  await run(["sh", "-c", "for f in all wire; do echo 0 > /proc/sys/net/ipv4/conf/$f/rp_filter; done"]);
  return other;
}

/** Names are asked of nobody: without a network each question would wait for seconds. Needs a mount namespace of our own. */
export async function silenceDns(folder: string): Promise<void> {
  const file = join(folder, "resolv.conf");
  writeFileSync(file, "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n");
  await run(["mount", "--make-rprivate", "/"]);
  await run(["mount", "--bind", file, "/etc/resolv.conf"]);
}

/** `count` addresses of the block for benchmarks (RFC 2544), from `from` on; neighbours are in different networks, so that no network is blocked for them. */
export function attackers(from: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const at = from + index;
    return `198.${18 + ((at >> 8) & 1)}.${at & 255}.${1 + (at >> 9)}`;
  });
}

/** What is held already: of each 100, one IPv6 /64, of each 500 one IPv4 /24, the rest single IPv4 addresses. */
export function heldTargets(count: number): string[] {
  return Array.from({ length: count }, (_, at) => {
    const [high, low] = [(at >> 8) & 255, at & 255];
    if (at % 500 === 7) return `46.${Math.floor(at / 500)}.${high}.0/24`;
    if (at % 100 === 3) return `2001:db8:${Math.floor(at / 100).toString(16)}:1::/64`;
    return `45.${at >> 16}.${high}.${low}`;
  });
}

/** `count` addresses in as many networks as there are (RFC 6598, beside those of the load), at most seven in each. */
export function manyAttackers(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `100.${96 + ((at >> 8) & 31)}.${at & 255}.${1 + (at >> 13)}`);
}
