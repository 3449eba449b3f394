import type { Network } from "../../lib/index.ts";

/**
 * A set of addresses of one family: those that agree with `words` wherever `masks` has a one. 1 word for IPv4, 4 for IPv6. Unlike a
 * prefix it can fix bits anywhere, which is how an IPv4 address hides in a Teredo address.
 */
export type Pattern = { readonly words: Uint32Array; readonly masks: Uint32Array };

/** The addresses of a network. */
export function patternOf({ base, bits }: Network): Pattern {
  const masks = base.map((_, index) => (0xff00 >> Math.min(8, Math.max(0, bits - index * 8))) & 255);
  return maskedPattern(base, masks);
}

/** The addresses that agree with `bytes` wherever `masks` has a one; 4 or 16 bytes each. */
export function maskedPattern(bytes: Uint8Array, masks: Uint8Array): Pattern {
  const maskWords = wordsOf(masks);
  return { words: wordsOf(bytes).map((word, index) => word & (maskWords[index] ?? 0)), masks: maskWords };
}

/** True when some address is in both; false for different families. */
export function overlap(a: Pattern, b: Pattern): boolean {
  if (a.words.length !== b.words.length) return false;
  for (let index = 0; index < a.words.length; index++) {
    const both = (a.masks[index] ?? 0) & (b.masks[index] ?? 0);
    if ((((a.words[index] ?? 0) ^ (b.words[index] ?? 0)) & both) !== 0) return false;
  }
  return true;
}

function wordsOf(bytes: Uint8Array): Uint32Array {
  const words = new Uint32Array(bytes.length >> 2);
  for (const [index, byte] of bytes.entries()) words[index >> 2] = ((words[index >> 2] ?? 0) << 8) | byte;
  return words;
}
