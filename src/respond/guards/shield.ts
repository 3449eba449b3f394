import { type Network, parseNetwork, present } from "../../lib/index.ts";
import { reaching } from "./embedding.ts";
import { overlap, type Pattern, patternOf } from "./pattern.ts";
import type { Guarded, ProtectedNetwork, Protection } from "./protection.ts";

/** Never a party to block: this machine to itself, its links, groups, and what is no address of anybody (RFC 6890). */
const SPECIAL: readonly (readonly [string, string])[] = [
  ["0.0.0.0/8", "this network"],
  ["127.0.0.0/8", "loopback"],
  ["169.254.0.0/16", "link-local"],
  ["224.0.0.0/4", "multicast"],
  ["255.255.255.255/32", "broadcast"],
  ["::/128", "unspecified"],
  ["::1/128", "loopback"],
  ["fe80::/10", "link-local: neighbours, routers"],
  ["ff00::/8", "multicast"],
];

type Plate = { readonly pattern: Pattern; readonly how: string | null; readonly entry: ProtectedNetwork };

/** A protected network that an order would hit, and through which embedding. */
export type Hit = { readonly entry: ProtectedNetwork; readonly how: string | null };

const SHIELDS = new WeakMap<Protection, ReadonlyMap<number, readonly Plate[]>>();

/** The strictest protected network that shares an address with `network`: one that never yields before one that does. */
export function hitOf(network: Network, protection: Protection): Hit | undefined {
  const pattern = patternOf(network);
  let yielding: Hit | undefined;
  for (const plate of platesOf(protection).get(pattern.words.length) ?? []) {
    if (!overlap(pattern, plate.pattern)) continue;
    if (!plate.entry.yields) return plate;
    yielding ??= plate;
  }
  return yielding;
}

/** By the words of their family: 1 for IPv4, 4 for IPv6. */
function platesOf(protection: Protection): ReadonlyMap<number, readonly Plate[]> {
  const known = SHIELDS.get(protection);
  if (known !== undefined) return known;
  const nat64 = protection.nat64.map((text) => present(parseNetwork(text), "canonical NAT64 prefixes parse"));
  const plates: Plate[] = [...SPECIAL.map(special), ...protection.networks].flatMap((entry) => {
    const network = parseNetwork(entry.network);
    return network === undefined ? [] : reaching(network, nat64).map((way) => ({ ...way, entry }));
  });
  const byFamily = Map.groupBy(plates, (plate: Plate) => plate.pattern.words.length);
  SHIELDS.set(protection, byFamily);
  return byFamily;
}

function special([network, why]: readonly [string, string]): ProtectedNetwork {
  return { network, guard: "special-address", why, from: "RFC 6890", yields: false };
}

/** Why a hit says no, in one line. */
export function explainHit(target: string, { entry, how }: Hit): string {
  const through = how === null ? "" : ` (as ${how})`;
  return `${target} reaches ${entry.network}${through}: ${explainGuarded(entry)}`;
}

/** The reason and the origin of a protection. */
export function explainGuarded({ why, from, yields }: Guarded): string {
  return `${why}, found in ${from}${yields ? "; an approved order may pass" : ""}`;
}
