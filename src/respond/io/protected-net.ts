import { networkInterfaces } from "node:os";
import { formatAddress, parseAddress } from "../../lib/index.ts";
import { parseArp, parseRoutes4, parseRoutes6, type Route } from "../guards/kernel-tables.ts";
import type { GuardName } from "../guards/names.ts";
import type { ProtectedNetwork } from "../guards/protection.ts";
import type { Machine } from "./protected-files.ts";

/** More addresses than this behind one hardware address are not one gateway's, and are not believed. */
const GATEWAY_ADDRESSES_MAX = 8;

/** The byte order of this machine, in which the kernel writes addresses. */
export const LITTLE_ENDIAN: boolean = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** One address as a protected network. */
export function protectedAddress(guard: GuardName, address: string, why: string, from: string): ProtectedNetwork[] {
  const read = parseAddress(address);
  return read === undefined ? [] : [{ network: `${formatAddress(read)}/${read.length * 8}`, guard, why, from, yields: false }];
}

/** Every address of every interface of this machine. */
export function ownAddresses(interfaces: typeof networkInterfaces = networkInterfaces): ProtectedNetwork[] {
  return Object.entries(interfaces()).flatMap(([name, addresses = []]) =>
    addresses.flatMap(({ address }) =>
      protectedAddress("own-address", address, `this machine's own address on ${name}`, "its interfaces"),
    ),
  );
}

/** The gateways and next hops of the kernel's routes, and further addresses that answer with a gateway's hardware address. */
export function gateways(machine: Machine): ProtectedNetwork[] {
  const next4 = parseRoutes4(machine.text("/proc/net/route") ?? "", LITTLE_ENDIAN);
  const next6 = parseRoutes6(machine.text("/proc/net/ipv6_route") ?? "");
  return [
    ...next4.flatMap((route) => hop(route, "/proc/net/route")),
    ...next6.flatMap((route) => hop(route, "/proc/net/ipv6_route")),
    ...gatewayAliases(next4, machine.text("/proc/net/arp") ?? ""),
  ];
}

function hop({ gateway, device }: Route, from: string): ProtectedNetwork[] {
  return protectedAddress("gateway", gateway, `gateway on ${device}`, from);
}

function gatewayAliases(routes: readonly Route[], arp: string): ProtectedNetwork[] {
  const neighbours = parseArp(arp);
  return routes.flatMap(({ gateway, device }) => {
    const hardware = neighbours.find(({ address }) => address === gateway)?.hardware;
    const aliases = neighbours.filter((one) => one.hardware === hardware && one.address !== gateway);
    if (hardware === undefined || aliases.length > GATEWAY_ADDRESSES_MAX) return [];
    return aliases.flatMap(({ address }) =>
      protectedAddress("gateway", address, `the gateway ${gateway} on ${device} by its hardware address`, "/proc/net/arp"),
    );
  });
}
