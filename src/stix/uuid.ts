import { concat, parseHex, present, type RandomBytes, toHex, utf8 } from "../lib/index.ts";

/** SHA-1 (FIPS 180-4), handed in: UUIDv5 is made of it and nothing else here is. Not for security. */
export type Sha1 = (bytes: Uint8Array) => Uint8Array;

/** A name-based UUID (RFC 9562 §5.5): the same namespace and name give the same UUID everywhere. */
export function uuidV5(namespace: string, name: string, sha1: Sha1): string {
  const space = parseHex(namespace.replaceAll("-", ""));
  return formatUuid(sha1(concat(space.ok ? space.value : new Uint8Array(), utf8(name))).slice(0, 16), 5);
}

/** A random UUID (RFC 9562 §5.4). */
export function uuidV4(random: RandomBytes): string {
  return formatUuid(random(16), 4);
}

function formatUuid(bytes: Uint8Array, version: number): string {
  const marked = Uint8Array.from(bytes);
  marked[6] = (present(marked[6], "a UUID has 16 bytes") & 0x0f) | (version << 4);
  marked[8] = (present(marked[8], "a UUID has 16 bytes") & 0x3f) | 0x80;
  const hex = toHex(marked);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
