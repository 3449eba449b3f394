import type { Network } from "../../lib/index.ts";
import { maskedPattern, type Pattern, patternOf } from "./pattern.ts";

/** One way in which an IPv6 address carries an IPv4 address. */
type Embedding = {
  readonly name: string;
  /** The fixed bits: bytes and how many of them in front. */
  readonly prefix: readonly number[];
  readonly prefixBits: number;
  /** Where the IPv4 address begins, in bytes. */
  readonly at: number;
  /** True when its bits are inverted. */
  readonly inverted: boolean;
};

const NAT64_LOCAL = [0x00, 0x64, 0xff, 0x9b, 0x00, 0x01];

const EMBEDDINGS: readonly Embedding[] = [
  { name: "IPv4-mapped", prefix: [...zeros(10), 0xff, 0xff], prefixBits: 96, at: 12, inverted: false },
  { name: "IPv4-compatible", prefix: zeros(12), prefixBits: 96, at: 12, inverted: false },
  { name: "IPv4-translated", prefix: [...zeros(8), 0xff, 0xff, 0, 0], prefixBits: 96, at: 12, inverted: false },
  { name: "6to4", prefix: [0x20, 0x02], prefixBits: 16, at: 2, inverted: false },
  { name: "NAT64", prefix: [0x00, 0x64, 0xff, 0x9b], prefixBits: 96, at: 12, inverted: false },
  { name: "local NAT64", prefix: NAT64_LOCAL, prefixBits: 48, at: 12, inverted: false },
  { name: "Teredo server", prefix: [0x20, 0x01, 0, 0], prefixBits: 32, at: 4, inverted: false },
  { name: "Teredo client", prefix: [0x20, 0x01, 0, 0], prefixBits: 32, at: 12, inverted: true },
];

/** Ways by which a packet of that IPv6 network leaves this machine as a packet to or from an IPv4 address (RFC 3056, RFC 4380). */
const TUNNELS = EMBEDDINGS.filter(({ name }) => name === "6to4" || name === "NAT64" || name === "Teredo server");

/** A set of addresses that reaches a network, and how. */
export type Reaching = { readonly pattern: Pattern; readonly how: string | null };

/**
 * All addresses that reach `network`: itself; for IPv4 the IPv6 addresses that carry it (RFC 4291 §2.5.5, RFC 2765, RFC 3056, RFC 4380 §4,
 * RFC 6052, RFC 8215) and those behind the site's own NAT64 prefixes of 96 bits; for IPv6 the IPv4 end of its tunnel.
 */
export function reaching(network: Network, nat64: readonly Network[] = []): readonly Reaching[] {
  const itself = { pattern: patternOf(network), how: null };
  if (network.base.length === 4) return [itself, ...carriers(network, nat64)];
  return [itself, ...TUNNELS.flatMap((tunnel) => tunnelEnd(network, tunnel))];
}

function carriers(network: Network, nat64: readonly Network[]): Reaching[] {
  const own = nat64
    .filter(({ base, bits }) => base.length === 16 && bits === 96)
    .map(
      ({ base }): Embedding => ({
        name: "the site's NAT64",
        prefix: Array.from(base.subarray(0, 12)),
        prefixBits: 96,
        at: 12,
        inverted: false,
      }),
    );
  return [...EMBEDDINGS, ...own].map((embedding) => ({ pattern: carrying(network, embedding), how: embedding.name }));
}

function carrying({ base, bits }: Network, { prefix, prefixBits, at, inverted }: Embedding): Pattern {
  const bytes = new Uint8Array(16);
  bytes.set(prefix);
  bytes.set(inverted ? base.map((byte) => byte ^ 255) : base, at);
  const masks = new Uint8Array(16).fill(255, 0, prefixBits >> 3);
  for (let index = 0; index < 4; index++) {
    masks[at + index] = (0xff00 >> Math.min(8, Math.max(0, bits - index * 8))) & 255;
  }
  return maskedPattern(bytes, masks);
}

function tunnelEnd({ base, bits }: Network, { name, prefix, prefixBits, at }: Embedding): Reaching[] {
  const inside = prefix.every((byte, index) => base[index] === byte);
  const whole = name === "NAT64" ? base.slice(4, 12).every((byte) => byte === 0) : true;
  if (!inside || !whole || bits <= Math.max(prefixBits, at * 8)) return [];
  const end = { base: base.slice(at, at + 4), bits: Math.min(32, bits - at * 8) };
  return [{ pattern: patternOf(end), how: `${name} tunnel` }];
}

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}
