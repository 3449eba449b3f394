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

type Shield = {
  /** By the words of their family: 1 for IPv4, 4 for IPv6. */
  readonly plates: ReadonlyMap<number, readonly Plate[]>;
  /** Of IPv4 by mask, then by network: where in the list the strictest plate of that network stands. */
  readonly lone4: ReadonlyMap<number, ReadonlyMap<number, number>>;
};

const SHIELDS = new WeakMap<Protection, Shield>();

/** The strictest protected network that shares an address with `network`: one that never yields before one that does. */
export function hitOf(network: Network, protection: Protection): Hit | undefined {
  const shield = shieldOf(protection);
  if (network.base.length === 4 && network.bits === 32) return loneHit(network.base, shield);
  const pattern = patternOf(network);
  let yielding: Hit | undefined;
  for (const plate of shield.plates.get(pattern.words.length) ?? []) {
    if (!overlap(pattern, plate.pattern)) continue;
    if (!plate.entry.yields) return plate;
    yielding ??= plate;
  }
  return yielding;
}

/** The same for one IPv4 address, which most orders are about: one look-up for each prefix length that is protected. */
function loneHit(address: Uint8Array, { plates, lone4 }: Shield): Hit | undefined {
  const list = plates.get(1) ?? [];
  const word = (((address[0] ?? 0) << 24) | ((address[1] ?? 0) << 16) | ((address[2] ?? 0) << 8) | (address[3] ?? 0)) >>> 0;
  let best: number | undefined;
  for (const [mask, places] of lone4) {
    const place = places.get((word & mask) >>> 0);
    if (place !== undefined && (best === undefined || isStricter(list, place, best))) best = place;
  }
  return best === undefined ? undefined : list[best];
}

function isStricter(list: readonly Plate[], place: number, than: number): boolean {
  const [one, other] = [list[place]?.entry.yields, list[than]?.entry.yields];
  return one === other ? place < than : one === false;
}

function shieldOf(protection: Protection): Shield {
  const known = SHIELDS.get(protection);
  if (known !== undefined) return known;
  const nat64 = protection.nat64.map((text) => present(parseNetwork(text), "canonical NAT64 prefixes parse"));
  const all: Plate[] = [...SPECIAL.map(special), ...protection.networks].flatMap((entry) => {
    const network = parseNetwork(entry.network);
    return network === undefined ? [] : reaching(network, nat64).map((way) => ({ ...way, entry }));
  });
  const plates = Map.groupBy(all, (plate: Plate) => plate.pattern.words.length);
  const shield = { plates, lone4: byMask(plates.get(1) ?? []) };
  SHIELDS.set(protection, shield);
  return shield;
}

function byMask(list: readonly Plate[]): Shield["lone4"] {
  const byMasks = new Map<number, Map<number, number>>();
  for (const [place, { pattern }] of list.entries()) {
    const [mask = 0, word = 0] = [pattern.masks[0], pattern.words[0]];
    const places = byMasks.get(mask) ?? new Map<number, number>();
    byMasks.set(mask, places);
    const known = places.get(word);
    if (known === undefined || isStricter(list, place, known)) places.set(word, place);
  }
  return byMasks;
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
