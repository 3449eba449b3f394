import { formatJson, formatNetwork, parseNetwork, type Sha256, toHex, utf8 } from "../../lib/index.ts";
import type { Digest } from "../../model/index.ts";
import type { GuardName } from "./names.ts";

/** Something that must not be touched. */
export type Guarded = {
  readonly guard: GuardName;
  /** Why, for people: "default gateway on eth0". */
  readonly why: string;
  /** Where this was found: a file, a program or the configuration. */
  readonly from: string;
  /** True when an order that persons approved may pass; safety assets, operators and the machine's own needs never yield. */
  readonly yields: boolean;
};

/** A network in its one spelling, base/bits. */
export type ProtectedNetwork = Guarded & { readonly network: string };

/** An account, a session, a process (`pid/start`) or a host by name. */
export type ProtectedName = Guarded & { readonly name: string };

/** All that is protected, at one time. Plain data, so that it can cross a socket. */
export type Protection = {
  /** SHA-256 over the canonical list, in hexadecimal; processes count by why they are protected, since their numbers change with each login. */
  readonly digest: Digest;
  readonly networks: readonly ProtectedNetwork[];
  readonly accounts: readonly ProtectedName[];
  readonly sessions: readonly ProtectedName[];
  readonly processes: readonly ProtectedName[];
  readonly hosts: readonly ProtectedName[];
  /** The site's own NAT64 prefixes of 96 bits, through which IPv4 is reached (RFC 6052 §2.2). */
  readonly nat64: readonly string[];
  /** What could not be found out, for people; not part of the digest. */
  readonly gaps: readonly string[];
};

/** What was found, in any order and with repetitions. */
export type Findings = Omit<Protection, "digest">;

const NOTHING: Findings = { networks: [], accounts: [], sessions: [], processes: [], hosts: [], nat64: [], gaps: [] };

/** Findings of nothing but those given. */
export function findings(some: Partial<Findings>): Findings {
  return { ...NOTHING, ...some };
}

/** The canonical protection of all findings: spelled alike, sorted, each once. A network that cannot be read becomes a gap, never a hole in silence. */
export function protectionOf(found: readonly Findings[], sha256: Sha256): Protection {
  const all = found.flatMap(({ networks }) => networks);
  const bad = all.filter(({ network }) => parseNetwork(network) === undefined);
  const lists = {
    networks: canonical(all.flatMap(spelled), ({ network }) => network),
    accounts: names(found, "accounts"),
    sessions: names(found, "sessions"),
    processes: names(found, "processes"),
    hosts: names(found, "hosts"),
    nat64: [...new Set(found.flatMap(({ nat64 }) => nat64).flatMap(prefix96))].sort(),
  };
  const gaps = [
    ...found.flatMap(({ gaps: known }) => known),
    ...bad.map(({ network, from }) => `expected a network in ${from}, got ${network.slice(0, 100)}`),
  ];
  const stable = { ...lists, processes: [...new Set(lists.processes.map(({ guard, why }) => `${guard} ${why}`))].sort() };
  return { digest: toHex(sha256(utf8(formatJson(stable)))) as Digest, ...lists, gaps: [...new Set(gaps)].sort() };
}

function spelled(entry: ProtectedNetwork): ProtectedNetwork[] {
  const network = parseNetwork(entry.network);
  return network === undefined ? [] : [{ ...entry, network: formatNetwork(network) }];
}

function prefix96(text: string): string[] {
  const network = parseNetwork(text);
  return network?.base.length === 16 && network.bits === 96 ? [formatNetwork(network)] : [];
}

function names(found: readonly Findings[], list: "accounts" | "sessions" | "processes" | "hosts"): readonly ProtectedName[] {
  return canonical(
    found.flatMap((one) => one[list]),
    ({ name }) => name,
  );
}

function canonical<Entry extends Guarded>(entries: readonly Entry[], keyOf: (entry: Entry) => string): readonly Entry[] {
  const byKey = new Map(
    entries.map((entry) => [[keyOf(entry), entry.guard, entry.why, entry.from, entry.yields].join("\u0000"), entry]),
  );
  return [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, entry]) => entry);
}
