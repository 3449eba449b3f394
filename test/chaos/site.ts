import type { networkInterfaces } from "node:os";
import type { ProtectionConfig } from "../../src/respond/guards/configured.ts";
import type { ProtectionWorld } from "../../src/respond/io/protected.ts";
import { rememberingResolve } from "../../src/respond/io/remembering.ts";

/** Something whose loss is an outage: packets from an address, or an account, session, process or host that must stay. */
export type Vital = {
  readonly what: string;
  readonly kind: "address" | "account" | "session" | "process" | "host";
  readonly value: string;
};

/** An invented machine: its files, interfaces and name server, what its operator configured, and what it lives by. Scenarios change it as they go. */
export type Site = {
  files: Map<string, string | Uint8Array>;
  links: Map<string, string>;
  interfaces: ReturnType<typeof networkInterfaces>;
  chronyc: string[];
  names: Map<string, readonly string[]>;
  environment: Record<string, string>;
  config: ProtectionConfig;
  /** Remote ends of the established connections. */
  flows: string[];
  /** What the oracle watches. Written down by hand: it never asks the guards. */
  vital: Vital[];
};

const ROUTE4 =
  "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n" +
  `eth0\t00000000\t${hex4("192.0.2.1")}\t0003\t0\t0\t0\t00000000\t0\t0\t0\neth0\t${hex4("192.0.2.0")}\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n`;
const ROUTE6 = `${"0".repeat(32)} 00 ${"0".repeat(32)} 00 20010db8000100000000000000000001 00000400 00000003 00000000 00000003     eth0\n`;
const PASSWD =
  "root:x:0:0:root:/root:/bin/bash\nharbour:x:1000:1000::/home/harbour:/bin/bash\nguest:x:1001:1001::/home/guest:/bin/bash\n";

/** The machine of the Harbour Time Service, with nothing wrong. */
export function harbour(): Site {
  return {
    files: new Map<string, string | Uint8Array>([
      ["/etc/resolv.conf", "# made by hand\nnameserver 192.0.2.53\nnameserver 2001:db8:1::53\n"],
      ["/etc/hosts", "127.0.0.1 localhost\n203.0.113.200 witness.example\n"],
      [
        "/etc/chrony/chrony.conf",
        "server 198.51.100.123 iburst\npool pool.time.example iburst\nsourcedir /etc/chrony/sources.d\n",
      ],
      ["/proc/net/route", ROUTE4],
      ["/proc/net/ipv6_route", ROUTE6],
      ["/etc/passwd", PASSWD],
      ["/etc/group", "root:x:0:\nsudo:x:27:harbour\nguest:x:1001:\n"],
      ["/proc/1/stat", stat("1", "systemd", "0", "5")],
      ["/proc/900/stat", stat("900", "node", "1", "777")],
    ]),
    links: new Map(),
    interfaces: {
      lo: [address("127.0.0.1"), address("::1")],
      eth0: [address("192.0.2.10"), address("2001:db8:1::10"), address("fe80::10")],
    },
    chronyc: ["198.51.100.123"],
    names: new Map([["pool.time.example", ["203.0.113.123", "2001:db8:123::1"]]]),
    environment: { SSH_CONNECTION: "198.51.100.77 50022 192.0.2.10 22" },
    config: {
      management: [{ at: "10.20.0.0/16", why: "management network" }],
      peers: [{ at: "witness.example", why: "witness of the ledger" }],
    },
    flows: [],
    vital: [
      ...["192.0.2.10", "2001:db8:1::10", "fe80::10", "127.0.0.1", "::1"].map((value) => vital("this machine", value)),
      ...["192.0.2.1", "2001:db8:1::1", "fe80::1"].map((value) => vital("gateway", value)),
      ...["192.0.2.53", "2001:db8:1::53"].map((value) => vital("name server", value)),
      ...["198.51.100.123", "203.0.113.123", "2001:db8:123::1"].map((value) => vital("time source", value)),
      vital("operator", "198.51.100.77"),
      vital("management", "10.20.3.4"),
      vital("witness", "203.0.113.200"),
      { what: "root", kind: "account", value: "root" },
      { what: "init", kind: "process", value: "1/5" },
      { what: "the node", kind: "process", value: "900/777" },
    ],
  };
}

/** An address that must never be held. */
export function vital(what: string, value: string): Vital {
  return { what, kind: "address", value };
}

/** What findProtection sees of a site, now and later: one for each process that looks. */
export function worldOf(site: Site, monotonic: () => number): ProtectionWorld {
  const content = (path: string) => site.files.get(path);
  return {
    machine: {
      text: (path) => {
        const found = content(path);
        return typeof found === "string" || found === undefined ? found : Buffer.from(found).toString("latin1");
      },
      bytes: (path) => {
        const found = content(path);
        return typeof found === "string" ? Buffer.from(found) : found;
      },
      list: (path) => namesBelow(site, `${path}/`),
      link: (path) => site.links.get(path),
    },
    interfaces: () => site.interfaces,
    resolve: rememberingResolve(async (name) => {
      const found = site.names.get(name);
      if (found === undefined) throw new Error("no such name");
      return found;
    }, monotonic),
    usedTimeSources: async () =>
      site.chronyc.map((host) => ({ guard: "time-source", host, why: "time source", from: "chronyc sources" })),
    environment: site.environment,
    pid: 900,
  };
}

function namesBelow(site: Site, folder: string): string[] {
  const paths = [...site.files.keys(), ...site.links.keys()].filter((path) => path.startsWith(folder));
  return [...new Set(paths.map((path) => path.slice(folder.length).split("/", 1)[0] ?? ""))].sort();
}

/** One interface's address as Node tells it. */
export function address(value: string) {
  const family = value.includes(":") ? "IPv6" : "IPv4";
  return { address: value, netmask: "", mac: "", internal: false, cidr: null, family, scopeid: 0 } as never;
}

/** An IPv4 address as /proc/net writes it on a little-endian machine. */
export function hex4(value: string): string {
  return Buffer.from(value.split(".").map(Number).reverse()).toString("hex").toUpperCase();
}

/** A line of /proc/PID/stat. */
export function stat(pid: string, name: string, parent: string, started: string): string {
  return `${pid} (${name}) S ${parent} ${"0 ".repeat(17)}${started} 0 0\n`;
}

/** One record of utmp: a login by ssh from an IPv4 address. */
export function utmp(account: string, from: string, pid: number): Uint8Array {
  const record = Buffer.alloc(384);
  record.writeInt16LE(7, 0);
  record.writeInt32LE(pid, 4);
  record.write("pts/0", 8);
  record.write(account, 44);
  record.write(from, 76);
  Buffer.from(from.split(".").map(Number)).copy(record, 348);
  return record;
}

/** Lets somebody log in by ssh, as systemd-logind tells it. */
export function logIn(site: Site, account: string, from: string, session = "7"): void {
  site.files.set(
    `/run/systemd/sessions/${session}`,
    `USER=${account}\nSTATE=active\nREMOTE=1\nREMOTE_HOST=${from}\nSERVICE=sshd\nLEADER=4000\n`,
  );
}
