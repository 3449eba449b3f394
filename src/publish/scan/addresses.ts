// Blocks of the IANA special-purpose registries (RFC 6890 and updates) that name nobody: first address and prefix length.
const SPECIAL_IPV4: readonly (readonly [number, number])[] = [
  [0x00000000, 8],
  [0x0a000000, 8],
  [0x64400000, 10],
  [0x7f000000, 8],
  [0xa9fe0000, 16],
  [0xac100000, 12],
  [0xc0000000, 24],
  [0xc0000200, 24],
  [0xc0a80000, 16],
  [0xc6120000, 15],
  [0xc6336400, 24],
  [0xcb007100, 24],
  [0xe0000000, 3],
];

/** True for a dotted quad outside the special-purpose blocks. */
export function isPublicIpv4(text: string): boolean {
  const parts = text.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => part > 255)) return false;
  const address = parts.reduce((sum, part) => sum * 256 + part, 0);
  return !SPECIAL_IPV4.some(([first, bits]) => Math.floor(address / 2 ** (32 - bits)) === Math.floor(first / 2 ** (32 - bits)));
}

/** True for an address in 2000::/3 that is not set aside for documentation (RFC 3849, RFC 9637). */
export function isPublicIpv6(text: string): boolean {
  const halves = text.toLowerCase().split("::");
  const groups = text.split(":").filter((group) => group !== "").length;
  if (halves.length > 2 || (halves.length === 1 && groups !== 8) || groups > 8) return false;
  const [first = "0", second = "0"] = (halves[0] ?? "").split(":");
  const head = Number.parseInt(first, 16);
  if (!(head >= 0x2000 && head <= 0x3fff)) return false;
  return !(head === 0x2001 && Number.parseInt(second || "0", 16) === 0xdb8) && head !== 0x3fff;
}
