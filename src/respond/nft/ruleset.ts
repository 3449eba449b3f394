import { formatAddress, formatNetwork, type Network } from "../../lib/index.ts";
import { ADDRESSES_MAX, type BlockSet, formatMask, nameOfSet, PREFIXES_MAX, QUARANTINE } from "./sets.ts";

/** The two that are always there. */
const ADDRESS_SETS: readonly BlockSet[] = [
  { family: 4, bits: null },
  { family: 6, bits: null },
];

/** Before connection tracking, so that packets of established connections are dropped too and cost least. */
const PRIORITY = -300;

/** The chains of our table: two that are hooked, and one a direction that is entered only under quarantine. */
export const CHAINS = {
  arriving: { hook: "prerouting", prio: PRIORITY },
  leaving: { hook: "output", prio: PRIORITY },
  quarantine_in: null,
  quarantine_out: null,
} as const;

export type RulesetPlan = {
  /** Of family inet. */
  readonly table: string;
  /** Prefix lengths in use; the two address sets are always there. */
  readonly prefixes: readonly BlockSet[];
  /** What may still be reached under quarantine. */
  readonly management: readonly Network[];
};

/**
 * One line, so one transaction, that makes the whole table or mends it: sets that are there keep their elements, rules are written
 * anew. Idempotent. Sets named in `present` are left out, for one that an earlier version made may have another size. Only arriving packets are blocked: without them no connection comes about in either direction, and an operator who
 * looks into a blocked address is not cut off from their own tools.
 */
export function rulesetLine(plan: RulesetPlan, present: ReadonlySet<string> = new Set()): string {
  const { table } = plan;
  const sets = [...ADDRESS_SETS, ...plan.prefixes].filter((set) => !present.has(nameOfSet(set)));
  return [
    `add table inet ${table}`,
    ...sets.map((set) => addSet(table, set)),
    `add set inet ${table} ${QUARANTINE} { type nf_proto; flags timeout; size 2; }`,
    ...Object.entries(CHAINS).flatMap(([chain, base]) => [addChain(table, chain, base), `flush chain inet ${table} ${chain}`]),
    ...blockRules(plan),
    ...quarantineRules(plan),
  ].join("; ");
}

/** Statements that make the set of one more prefix length and the rule that looks it up; to stand before the elements in one line. */
export function prefixStatements(plan: RulesetPlan, added: readonly BlockSet[]): readonly string[] {
  const grown = { ...plan, prefixes: [...plan.prefixes, ...added] };
  return [...added.map((set) => addSet(plan.table, set)), `flush chain inet ${plan.table} arriving`, ...blockRules(grown)];
}

function addSet(table: string, set: BlockSet): string {
  const size = set.bits === null ? ADDRESSES_MAX : PREFIXES_MAX;
  return `add set inet ${table} ${nameOfSet(set)} { type ipv${set.family}_addr; flags timeout; counter; size ${size}; }`;
}

function addChain(table: string, chain: string, base: { readonly hook: string; readonly prio: number } | null): string {
  const text = `add chain inet ${table} ${chain}`;
  return base === null ? text : `${text} { type filter hook ${base.hook} priority ${base.prio}; policy accept; }`;
}

/** Addresses first, then the longest prefixes; each rule is one hash lookup. */
function blockRules({ table, prefixes }: RulesetPlan): readonly string[] {
  const longestFirst = [...prefixes].sort((a, b) => (b.bits ?? 0) - (a.bits ?? 0) || a.family - b.family);
  return [
    ...[...ADDRESS_SETS, ...longestFirst].map((set) => `add rule inet ${table} arriving ${sourceIn(set)} drop`),
    `add rule inet ${table} arriving meta nfproto @${QUARANTINE} jump quarantine_in`,
  ];
}

function sourceIn(set: BlockSet): string {
  const source = set.family === 4 ? "ip saddr" : "ip6 saddr";
  return set.bits === null
    ? `${source} @${nameOfSet(set)}`
    : `${source} & ${formatMask(set.family, set.bits)} @${nameOfSet(set)}`;
}

/** Neighbours must still be found, or management over IPv6 dies within a minute. RFC 4861 §7.1: such packets come from this link. */
const NEIGHBOURS = ["nd-neighbor-solicit", "nd-neighbor-advert", "nd-router-advert", "nd-router-solicit"];

function quarantineRules({ table, management }: RulesetPlan): readonly string[] {
  const rules = (chain: string, direction: "saddr" | "daddr", loopback: string) => [
    `${chain} ${loopback} accept`,
    ...NEIGHBOURS.map((type) => `${chain} ip6 hoplimit 255 icmpv6 type ${type} accept`),
    ...management.map((network) => `${chain} ${addressOf(network, direction)} accept`),
    `${chain} drop`,
  ];
  return [
    `leaving meta nfproto @${QUARANTINE} jump quarantine_out`,
    ...rules("quarantine_in", "saddr", 'iifname "lo"'),
    ...rules("quarantine_out", "daddr", 'oifname "lo"'),
  ].map((rule) => `add rule inet ${table} ${rule}`);
}

function addressOf(network: Network, direction: "saddr" | "daddr"): string {
  const whole = network.bits === network.base.length * 8;
  const protocol = network.base.length === 4 ? "ip" : "ip6";
  return `${protocol} ${direction} ${whole ? formatAddress(network.base) : formatNetwork(network)}`;
}
