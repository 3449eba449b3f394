import { formatNetwork, parseAddress, parseNetwork } from "../../lib/index.ts";
import type { GuardName } from "./names.ts";
import { type Findings, findings, type ProtectedName, type ProtectedNetwork } from "./protection.ts";

/** One line of a list of networks or hosts: an address, a network, or the name of a host whose addresses are looked up. */
export type ConfiguredPlace = { readonly at: string; readonly why: string };

/** What an operator marks by hand; all lists may be missing. docs/guards.md §How to add. */
export type ProtectionConfig = {
  /** Never blocked: partners, monitoring, offices. */
  readonly allow?: readonly ConfiguredPlace[];
  /** From where the machines are run; stay open under quarantine. */
  readonly management?: readonly ConfiguredPlace[];
  /** Gateways, resolvers and time sources that the machine does not show by itself. */
  readonly gateways?: readonly ConfiguredPlace[];
  readonly resolvers?: readonly ConfiguredPlace[];
  readonly timeSources?: readonly ConfiguredPlace[];
  /** Witnesses and peers of the ledger, webhook destinations, critical flows. */
  readonly peers?: readonly ConfiguredPlace[];
  /** Many people behind few addresses: NAT pools, CDN, reverse proxies. `refuse` forbids; `approve` asks a person. */
  readonly shared?: readonly (ConfiguredPlace & { readonly policy: "approve" | "refuse" })[];
  /** Whoever is in danger when these stop. Hosts are names or addresses. */
  readonly safety?: {
    readonly hosts?: readonly string[];
    readonly accounts?: readonly string[];
    readonly processes?: readonly string[];
  };
  /** Accounts and hosts that are never locked or quarantined. */
  readonly accounts?: readonly string[];
  readonly hosts?: readonly string[];
  /** Whose sessions are an operator's; missing: all who may become root. */
  readonly operators?: readonly string[] | null;
  /** The site's own NAT64 prefixes of 96 bits. */
  readonly nat64?: readonly string[];
};

type Host = { readonly guard: GuardName; readonly host: string; readonly why: string; readonly from: string };

/** What the configuration names: networks and names as findings, and hosts whose addresses must still be looked up. */
export function configuredProtection(config: ProtectionConfig): { readonly findings: Findings; readonly hosts: readonly Host[] } {
  const places = placesOf(config);
  const networks = places.flatMap(({ at, yields, ...rest }): ProtectedNetwork[] => {
    const network = parseNetwork(at);
    return network === undefined ? [] : [{ ...rest, yields, network: formatNetwork(network) }];
  });
  const hosts = places
    .filter(({ at }) => parseNetwork(at) === undefined)
    .map(({ at, guard, why, from }) => ({ guard, host: at, why, from }));
  const { safety } = config;
  const found = findings({
    networks,
    accounts: [...named("allowlist", config.accounts), ...named("safety", safety?.accounts)],
    hosts: [...named("allowlist", config.hosts), ...named("safety", safety?.hosts)],
    nat64: config.nat64 ?? [],
  });
  return { findings: found, hosts };
}

type Place = {
  readonly at: string;
  readonly guard: GuardName;
  readonly why: string;
  readonly from: string;
  readonly yields: boolean;
};

function placesOf(config: ProtectionConfig): Place[] {
  const plain = (guard: GuardName, list: string, places: readonly ConfiguredPlace[] = []): Place[] =>
    places.map(({ at, why }) => ({ at, guard, why, from: `the configuration, ${list}`, yields: false }));
  const safety = (config.safety?.hosts ?? []).map((at) => ({ at, why: "safety asset" }));
  return [
    ...plain("allowlist", "allow", config.allow),
    ...plain("management", "management", config.management),
    ...plain("gateway", "gateways", config.gateways),
    ...plain("resolver", "resolvers", config.resolvers),
    ...plain("time-source", "timeSources", config.timeSources),
    ...plain("peer", "peers", config.peers),
    ...plain("safety", "safety.hosts", safety),
    ...(config.shared ?? []).map(({ at, why, policy }): Place => {
      return { at, guard: "shared", why, from: "the configuration, shared", yields: policy === "approve" };
    }),
  ];
}

function named(guard: "allowlist" | "safety", list: readonly string[] = []): ProtectedName[] {
  const why = guard === "safety" ? "safety asset" : "never to be touched";
  return list
    .filter((name) => parseAddress(name) === undefined)
    .map((name) => ({ name, guard, why, from: "the configuration", yields: false }));
}
