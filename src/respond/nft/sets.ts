import { formatAddress, formatNetwork, type Network } from "../../lib/index.ts";
import type { Measure, Target } from "../../model/index.ts";
import { networkOf } from "../target.ts";

/** The most single addresses of one family that are held at a time; the kernel sets aside 8 MB for each set. */
export const ADDRESSES_MAX = 500_000;
/** The most prefixes of one length and family. */
export const PREFIXES_MAX = 16_384;

/** Prefix lengths that may be blocked; the shortest bound the damage of one order. */
const LENGTHS = { 4: { from: 8, to: 31 }, 6: { from: 16, to: 127 } } as const;

export type Family = 4 | 6;
/** A set of the kernel: all addresses (`bits` null) or all prefixes of one length of one family. */
export type BlockSet = { readonly family: Family; readonly bits: number | null };

/** The set whose elements switch the quarantine on, so that it ends by itself when its elements time out. */
export const QUARANTINE = "quarantine";
/** One element a family; both are added and deleted together. */
export const QUARANTINED = ["ipv4", "ipv6"] as const;

/** Where an order's target lives in the kernel: a set's name and the elements in it, in nft's spelling. */
export type Place = { readonly set: string; readonly elements: readonly string[]; readonly block: BlockSet | null };

/** b4, b6, b4_24, b6_64. */
export function nameOfSet({ family, bits }: BlockSet): string {
  return bits === null ? `b${family}` : `b${family}_${bits}`;
}

const NAME = /^b([46])(?:_([1-9][0-9]{0,2}))?$/;

/** What nameOfSet writes, read back; undefined for every other name. */
export function blockSetOf(name: string): BlockSet | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const family = match[1] === "4" ? 4 : 6;
  if (match[2] === undefined) return { family, bits: null };
  const bits = Number(match[2]);
  return mayBlock(family, bits) ? { family, bits } : undefined;
}

function mayBlock(family: Family, bits: number): boolean {
  return bits >= LENGTHS[family].from && bits <= LENGTHS[family].to;
}

/**
 * The place of what an order names, or a sentence that says why there is none. `host` is this host's name: only it can be put under
 * quarantine. Nothing but addresses that we formatted ourselves comes out, so that nft never asks the DNS.
 */
export function placeOf(measure: Measure, target: Target, host: string): Place | string {
  if (measure === "quarantine") {
    if (target.kind !== "host" || target.value !== host) return `expected the target host:${host}, which is this host`;
    return { set: QUARANTINE, elements: QUARANTINED, block: null };
  }
  if (measure !== "block") return `nftables cannot carry out the measure ${measure}`;
  const network = networkOf(target);
  return network === undefined ? "expected an address or a network" : placeOfNetwork(network);
}

function placeOfNetwork(network: Network): Place | string {
  const family = network.base.length === 4 ? 4 : 6;
  if (network.bits === network.base.length * 8) return addressPlace(network, family);
  if (!mayBlock(family, network.bits)) {
    return `expected an IPv4 prefix of 8 to 31 bits or an IPv6 prefix of 16 to 127 bits, got ${network.bits}`;
  }
  const block: BlockSet = { family, bits: network.bits };
  const [base = ""] = formatNetwork(network).split("/");
  return { set: nameOfSet(block), elements: [base], block };
}

function addressPlace(network: Network, family: Family): Place {
  const block: BlockSet = { family, bits: null };
  return { set: nameOfSet(block), elements: [formatAddress(network.base)], block };
}

/** The mask of a prefix length, as an address: 255.255.255.0, ffff:ffff::. */
export function formatMask(family: Family, bits: number): string {
  const ones = new Uint8Array(family === 4 ? 4 : 16).fill(255);
  const [mask = ""] = formatNetwork({ base: ones, bits }).split("/");
  return mask;
}
