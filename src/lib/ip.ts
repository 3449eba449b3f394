/** An IP address: 4 or 16 bytes. */
export type Address = Uint8Array;
/** The addresses whose first `bits` bits are those of `base`. */
export type Network = { readonly base: Address; readonly bits: number };

const V4_UNITS_MAX = 15;
const DOT = 46;
const ZERO = 48;
const GROUP = /^[0-9a-fA-F]{1,4}$/;
const ADDRESS_UNITS_MAX = 80;

/** Reads an IPv4 address in dotted decimal or an IPv6 address (RFC 4291 §2.2); a zone (%eth0) is left out, an IPv4-mapped address is its IPv4 address. */
export function parseAddress(text: string): Address | undefined {
  if (text.length > ADDRESS_UNITS_MAX) return undefined;
  if (!text.includes(":")) return parseV4(text);
  const address = parseV6(text.split("%", 1)[0] ?? "");
  return address === undefined || !isMapped(address) ? address : address.slice(12);
}

function isMapped(address: Address): boolean {
  return address.every((byte, index) => index > 11 || byte === (index > 9 ? 255 : 0));
}

/** Four decimal numbers below 256 without leading zeros. By hand: every block is read here several times on its way to the kernel. */
function parseV4(text: string): Address | undefined {
  if (text.length > V4_UNITS_MAX) return undefined;
  const address = new Uint8Array(4);
  let [index, value] = [0, -1];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === DOT) {
      if (value < 0 || index === 3) return undefined;
      address[index++] = value;
      value = -1;
      continue;
    }
    if (unit < ZERO || unit > ZERO + 9 || value === 0) return undefined;
    value = (value < 0 ? 0 : value * 10) + unit - ZERO;
    if (value > 255) return undefined;
  }
  if (index !== 3 || value < 0) return undefined;
  address[3] = value;
  return address;
}

function parseV6(text: string): Address | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = groupBytes(halves[0] ?? "", halves.length === 1);
  const tail = halves.length === 2 ? groupBytes(halves[1] ?? "", true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const gap = 16 - head.length - tail.length;
  if (halves.length === 2 ? gap < 2 : gap !== 0) return undefined;
  return Uint8Array.from([...head, ...new Array<number>(gap).fill(0), ...tail]);
}

function groupBytes(text: string, mayEndInV4: boolean): number[] | undefined {
  if (text === "") return [];
  const bytes: number[] = [];
  const groups = text.split(":");
  for (const [index, group] of groups.entries()) {
    if (GROUP.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 255);
      continue;
    }
    const v4 = mayEndInV4 && index === groups.length - 1 ? parseV4(group) : undefined;
    if (v4 === undefined) return undefined;
    bytes.push(...v4);
  }
  return bytes;
}

const PREFIX = /^(?:0|[1-9][0-9]{0,2})$/;

/** Reads a network such as 10.0.0.0/8 or fe80::/10; a lone address is a network of one. Bits of the base beyond the prefix are ignored. */
export function parseNetwork(text: string): Network | undefined {
  const lone = text.includes("/") || text.includes(":") ? undefined : parseV4(text.trim());
  if (lone !== undefined) return { base: lone, bits: 32 };
  const [baseText = "", bitsText, ...rest] = text.trim().split("/");
  const base = parseAddress(baseText);
  if (base === undefined || rest.length > 0) return undefined;
  const mapped = baseText.includes(":") && base.length === 4 ? 96 : 0;
  if (bitsText === undefined) return { base, bits: base.length * 8 };
  const bits = Number(bitsText) - mapped;
  return PREFIX.test(bitsText) && bits >= 0 && bits <= base.length * 8 ? { base, bits } : undefined;
}

/** True when `address` is of the same family and inside. */
export function isWithin(network: Network, address: Address): boolean {
  const { base, bits } = network;
  if (address.length !== base.length) return false;
  const whole = bits >> 3;
  for (let index = 0; index < whole; index++) if (address[index] !== base[index]) return false;
  const rest = bits & 7;
  return rest === 0 || (((address[whole] ?? 0) ^ (base[whole] ?? 0)) & (0xff00 >> rest) & 255) === 0;
}

/** The address as people write it: dotted decimal, or RFC 5952 §4 (lower case, the longest run of zero groups as "::"). */
export function formatAddress(address: Address): string {
  if (address.length === 4) return `${address[0]}.${address[1]}.${address[2]}.${address[3]}`;
  const groups = Array.from({ length: 8 }, (_, index) => ((address[index * 2] ?? 0) << 8) | (address[index * 2 + 1] ?? 0));
  const { start, length } = longestZeros(groups);
  const text = (from: number, to?: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(":");
  return length < 2 ? text(0) : `${text(0, start)}::${text(start + length)}`;
}

function longestZeros(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  for (const [index, group] of groups.entries()) {
    length = group === 0 ? length + 1 : 0;
    if (length > best.length) best = { start: index - length + 1, length };
  }
  return best;
}

/** The network with the bits beyond its prefix cleared, as base/bits; equal networks have equal text. */
export function formatNetwork({ base, bits }: Network): string {
  const masked = base.map((byte, index) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - index * 8))) & 255);
  return `${formatAddress(masked)}/${bits}`;
}
