import type { GuardName } from "../../../src/respond/guards/names.ts";
import { livesBy, refuses, type Scenario, waysTo } from "../scenario.ts";
import { address, hex4, type Site } from "../site.ts";

/** How something vital is known, its address, and the guard that must know it. */
type Row = readonly [name: string, guard: GuardName, address: string, site?: (site: Site) => void];

const file = (path: string, text: string) => (site: Site) => void site.files.set(path, text);

function add(path: string, text: string) {
  return (site: Site) => void site.files.set(path, `${String(site.files.get(path) ?? "")}${text}`);
}

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  resolver: [
    ["resolv.conf", "resolver", "192.0.2.53"],
    ["resolv.conf, IPv6", "resolver", "2001:db8:1::53"],
    ["the third name server of resolv.conf", "resolver", "198.51.100.54", add("/etc/resolv.conf", "nameserver 198.51.100.54\n")],
    [
      "resolv.conf with tabs and a comment behind",
      "resolver",
      "198.51.100.55",
      add("/etc/resolv.conf", "\tnameserver\t198.51.100.55 # spare\n"),
    ],
    ["resolv.conf with CRLF", "resolver", "198.51.100.56", add("/etc/resolv.conf", "nameserver 198.51.100.56\r\n")],
    ["a name server with a zone", "resolver", "2001:db8:9::53", add("/etc/resolv.conf", "nameserver 2001:db8:9::53%eth0\n")],
    [
      "systemd-resolved's upstream behind a stub",
      "resolver",
      "198.51.100.57",
      file("/run/systemd/resolve/resolv.conf", "nameserver 198.51.100.57\n"),
    ],
    [
      "resolved.conf, DNS=",
      "resolver",
      "198.51.100.58",
      file("/etc/systemd/resolved.conf", "[Resolve]\nDNS=198.51.100.58 203.0.113.58\n"),
    ],
    [
      "resolved.conf, FallbackDNS=",
      "resolver",
      "198.51.100.59",
      file("/etc/systemd/resolved.conf", "FallbackDNS=198.51.100.59\n"),
    ],
    [
      "resolved.conf with port and server name",
      "resolver",
      "198.51.100.60",
      file("/etc/systemd/resolved.conf", "DNS=198.51.100.60:853#dns.example\n"),
    ],
    [
      "resolved.conf with a bracketed address",
      "resolver",
      "2001:db8:a::53",
      file("/etc/systemd/resolved.conf", "DNS=[2001:db8:a::53]:853#dns.example\n"),
    ],
    [
      "a drop-in of resolved.conf",
      "resolver",
      "198.51.100.61",
      file("/etc/systemd/resolved.conf.d/90.conf", "[Resolve]\nDNS=198.51.100.61\n"),
    ],
    [
      "a resolver that only the configuration knows",
      "resolver",
      "198.51.100.62",
      (site) => void (site.config = { ...site.config, resolvers: [{ at: "198.51.100.62", why: "forwarder" }] }),
    ],
    [
      "a name server on a link-local address",
      "special-address",
      "fe80::53",
      add("/etc/resolv.conf", "nameserver fe80::53%eth0\n"),
    ],
  ],
  "time peer": [
    ["chrony.conf, server", "time-source", "198.51.100.123"],
    ["chrony.conf, pool, resolved", "time-source", "203.0.113.123"],
    ["chrony.conf, pool, its IPv6 address", "time-source", "2001:db8:123::1"],
    [
      "chronyc sources, of a pool that rotated",
      "time-source",
      "203.0.113.124",
      (site) => void site.chronyc.push("203.0.113.124"),
    ],
    ["chronyc sources, IPv6", "time-source", "2001:db8:124::1", (site) => void site.chronyc.push("2001:db8:124::1")],
    ["chrony.conf, peer", "time-source", "203.0.113.125", add("/etc/chrony/chrony.conf", "peer 203.0.113.125\n")],
    [
      "a .sources file of sourcedir",
      "time-source",
      "203.0.113.126",
      file("/etc/chrony/sources.d/local.sources", "server 203.0.113.126 prefer\n"),
    ],
    [
      "an included file",
      "time-source",
      "203.0.113.127",
      (site) => {
        add("/etc/chrony/chrony.conf", "include /etc/chrony/extra.conf\n")(site);
        file("/etc/chrony/extra.conf", "server 203.0.113.127\n")(site);
      },
    ],
    ["chrony.conf elsewhere", "time-source", "203.0.113.128", file("/etc/chrony.conf", "server 203.0.113.128\n")],
    ["ntp.conf", "time-source", "203.0.113.129", file("/etc/ntp.conf", "server -4 203.0.113.129 iburst\n")],
    ["ntpsec's ntp.conf", "time-source", "203.0.113.130", file("/etc/ntpsec/ntp.conf", "server 203.0.113.130 nts\n")],
    ["timesyncd.conf, NTP=", "time-source", "203.0.113.131", file("/etc/systemd/timesyncd.conf", "[Time]\nNTP=203.0.113.131\n")],
    [
      "timesyncd.conf, FallbackNTP=, by name",
      "time-source",
      "203.0.113.132",
      (site) => {
        file("/etc/systemd/timesyncd.conf", "FallbackNTP=ntp.harbour.example\n")(site);
        site.names.set("ntp.harbour.example", ["203.0.113.132"]);
      },
    ],
    [
      "a drop-in of timesyncd.conf",
      "time-source",
      "203.0.113.133",
      file("/etc/systemd/timesyncd.conf.d/10.conf", "NTP=203.0.113.133\n"),
    ],
    [
      "a name in /etc/hosts while the name server is dead",
      "time-source",
      "203.0.113.134",
      (site) => {
        add("/etc/chrony/chrony.conf", "server clock.harbour.example\n")(site);
        add("/etc/hosts", "203.0.113.134 clock.harbour.example\n")(site);
      },
    ],
    [
      "a time source that only the configuration knows",
      "time-source",
      "203.0.113.135",
      (site) => void (site.config = { ...site.config, timeSources: [{ at: "203.0.113.135", why: "stratum 1" }] }),
    ],
  ],
  gateway: [
    ["default route", "gateway", "192.0.2.1"],
    ["default route, IPv6", "gateway", "2001:db8:1::1"],
    [
      "next hop of a second route",
      "gateway",
      "192.0.2.3",
      add("/proc/net/route", `eth0\t0000000A\t${hex4("192.0.2.3")}\t0003\t0\t0\t0\t000000FF\t0\t0\t0\n`),
    ],
    [
      "default route with another metric",
      "gateway",
      "198.51.100.1",
      add("/proc/net/route", `wlan0\t00000000\t${hex4("198.51.100.1")}\t0003\t0\t0\t600\t00000000\t0\t0\t0\n`),
    ],
    [
      "next hop of an IPv6 route",
      "gateway",
      "2001:db8:1::2",
      add(
        "/proc/net/ipv6_route",
        `20010db8000200000000000000000000 30 ${"0".repeat(32)} 00 20010db8000100000000000000000002 00000400 00000003 00000000 00000003     eth0\n`,
      ),
    ],
    [
      "another address of the gateway, by its hardware address",
      "gateway",
      "192.0.2.254",
      file(
        "/proc/net/arp",
        `IP address HW type Flags HW address Mask Device\n192.0.2.1 0x1 0x2 02:00:00:00:00:01 * eth0\n192.0.2.254 0x1 0x2 02:00:00:00:00:01 * eth0\n`,
      ),
    ],
    [
      "a redundancy address that only the configuration knows",
      "gateway",
      "192.0.2.252",
      (site) => void (site.config = { ...site.config, gateways: [{ at: "192.0.2.252", why: "VRRP" }] }),
    ],
    ["link-local router", "special-address", "fe80::1"],
  ],
  "own address": [
    ["IPv4", "own-address", "192.0.2.10"],
    ["IPv6", "own-address", "2001:db8:1::10"],
    ["loopback", "special-address", "127.0.0.1"],
    ["IPv6 loopback", "special-address", "::1"],
    ["link-local", "special-address", "fe80::10"],
    [
      "a second address of an interface",
      "own-address",
      "192.0.2.11",
      (site) => void site.interfaces["eth0"]?.push(address("192.0.2.11")),
    ],
    [
      "a bridge of containers",
      "own-address",
      "172.17.0.1",
      (site) => void (site.interfaces["docker0"] = [address("172.17.0.1")]),
    ],
    ["a tunnel", "own-address", "10.99.0.2", (site) => void (site.interfaces["wg0"] = [address("10.99.0.2")])],
    ["self-assigned", "special-address", "169.254.7.7", (site) => void site.interfaces["eth0"]?.push(address("169.254.7.7"))],
    ["multicast", "special-address", "224.0.1.1"],
    ["broadcast", "special-address", "255.255.255.255"],
    ["IPv6 multicast", "special-address", "ff02::101"],
    ["unspecified", "special-address", "0.0.0.0"],
  ],
  peer: [
    ["witness, by name in /etc/hosts", "peer", "203.0.113.200"],
    [
      "webhook destination by the name server",
      "peer",
      "203.0.113.201",
      (site) => {
        site.names.set("hook.example", ["203.0.113.201"]);
        site.config = { ...site.config, peers: [{ at: "hook.example", why: "webhook" }] };
      },
    ],
    [
      "mirror by address",
      "peer",
      "2001:db8:200::1",
      (site) => void (site.config = { ...site.config, peers: [{ at: "2001:db8:200::1", why: "mirror" }] }),
    ],
    ["management network", "management", "10.20.3.4"],
    [
      "partner's network",
      "allowlist",
      "203.0.113.99",
      (site) => void (site.config = { ...site.config, allow: [{ at: "203.0.113.96/28", why: "partner" }] }),
    ],
    [
      "partner behind the site's own NAT64",
      "allowlist",
      "2001:db8:64::cb00:7163",
      (site) => {
        site.config = { ...site.config, nat64: ["2001:db8:64::/96"], allow: [{ at: "203.0.113.96/28", why: "partner" }] };
      },
    ],
    [
      "safety asset: a pump's controller",
      "safety",
      "10.50.0.7",
      (site) => void (site.config = { ...site.config, safety: { hosts: ["10.50.0.7"] } }),
    ],
  ],
};

/** What the machine lives by, however it is known: neither by itself, nor by a network around it, nor in the guise of IPv6. */
export const FOUND: Readonly<Record<string, readonly Scenario[]>> = Object.fromEntries(
  Object.entries(ROWS).map(([family, rows]) => [
    family,
    rows.map(
      ([name, guard, value, site]): Scenario => ({
        name,
        site: (given) => {
          site?.(given);
          livesBy(given, name, value);
        },
        play: async (rig) => {
          await refuses(guard, value)(rig);
          for (const way of waysTo(value)) {
            for (const answer of [...(await rig.attack(way)), ...(await rig.order(way))]) {
              if (!/^refused by |^error /.test(answer)) throw new Error(`${way}: ${answer}`);
            }
          }
        },
      }),
    ),
  ]),
);
