import { parseAddress } from "../../lib/index.ts";
import type { LiveFlows } from "../guards/flows.ts";
import { parseConnections, parseConntrack } from "../guards/kernel-tables.ts";
import { type Machine, machineAt } from "./protected-files.ts";
import { LITTLE_ENDIAN } from "./protected-net.ts";

/**
 * The established connections of this network namespace with others, from /proc/net/tcp, tcp6 and, where it can be read,
 * nf_conntrack (forwarded flows too). Loopback is left out. Synchronous, since the kernel answers from memory; /proc/net/tcp costs about a
 * microsecond a connection, so call it every few seconds and not for every order.
 */
export function readLiveFlows(machine: Machine = machineAt("")): LiveFlows {
  const byRemote = new Map<string, number>();
  let seen = 0;
  const count = (remote: string) => {
    if (isLoopback(remote)) return;
    seen++;
    byRemote.set(remote, (byRemote.get(remote) ?? 0) + 1);
  };
  const own = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((path) => parseConnections(machine.text(path) ?? "", LITTLE_ENDIAN));
  for (const { remote } of own) count(remote);
  const known = new Set(byRemote.keys());
  for (const { source } of parseConntrack(machine.text("/proc/net/nf_conntrack") ?? "")) {
    if (parseAddress(source) !== undefined && !known.has(source)) count(source);
  }
  return { seen, byRemote };
}

function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}
