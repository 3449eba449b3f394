import { tableOf } from "../../lib/index.ts";
import type { ScannerModule } from "./module.ts";

/** Layout, in bytes (assembly/literals.ts). */
const ALPHABET_AT = 96;
const BUCKETS_AT = 224;
const ENTRIES_AT = 288;
const ENTRY_BYTES = 12;
/** The eighth is for other writings of a character: \u, and U+017F and U+212A in UTF-8. */
const BUCKETS = 7;
const HIDDEN = 7;
const HIDDEN_BYTES: readonly (readonly number[])[] = [
  [0x5c, 0xc5, 0xe2],
  [0x75, 0xbf, 0x84],
];
const WINDOW = 3;
/** Texts of one table; more are refused. */
const TEXTS_MAX = 4_096;

/** How often a character stands in lines of logs, by a guess; what is not named is rare. */
const COMMON = tableOf({ e: 3, t: 3, a: 3, o: 3, i: 3, n: 3, s: 3, r: 3, l: 2, c: 2, d: 2, m: 2, p: 2 });
const LETTER = /[a-z0-9 ]/;

/**
 * Puts a table of texts for `anyLiteral` into memory: 3 characters or more each, folded, printable ASCII without quotes, slashes and
 * backslashes. Undefined when there is no room or there are too many.
 */
export function makeLiteralTable(texts: readonly string[], module: ScannerModule): number | undefined {
  if (texts.length > TEXTS_MAX) return undefined;
  const entries = texts.map((text) => ({ text, window: rarestWindow(text) }));
  entries.sort((left, right) => (windowOf(left) < windowOf(right) ? -1 : 1));
  const address = module.reserve(ENTRIES_AT + ENTRY_BYTES * entries.length);
  const room = module.reserve(texts.reduce((sum, { length }) => sum + length, 1));
  if (address === 0 || room === 0) return undefined;
  const bytes = new Uint8Array(module.memory.buffer);
  bytes.fill(0, address, address + ENTRIES_AT);
  const words = new DataView(module.memory.buffer);
  fillAlphabet(bytes.subarray(address + ALPHABET_AT, address + BUCKETS_AT), texts);
  for (const [place, codes] of HIDDEN_BYTES.entries())
    for (const code of codes) addMasks(bytes.subarray(address + 32 * place), code, HIDDEN);
  const third = bytes.subarray(address + 64, address + ALPHABET_AT);
  for (const nibble of third.keys()) third[nibble] = 1 << HIDDEN;
  let at = room;
  for (const [number, { text, window }] of entries.entries()) {
    const bucket = bucketOf(number, entries.length);
    for (let place = 0; place < WINDOW; place++)
      addMasks(bytes.subarray(address + 32 * place), text.charCodeAt(window + place), bucket);
    const head = address + BUCKETS_AT + 8 * bucket;
    if (words.getUint32(head + 4, true) === 0) words.setUint32(head, number, true);
    words.setUint32(head + 4, words.getUint32(head + 4, true) + 1, true);
    const entry = address + ENTRIES_AT + ENTRY_BYTES * number;
    words.setUint32(entry, window, true);
    words.setUint32(entry + 4, text.length, true);
    words.setUint32(entry + 8, at, true);
    for (let index = 0; index < text.length; index++) bytes[at++] = text.charCodeAt(index);
  }
  return address;
}

/** Neighbours in the order of their windows share a bucket, so that its masks stay narrow. */
function bucketOf(number: number, count: number): number {
  return Math.floor((number * BUCKETS) / count);
}

function windowOf({ text, window }: { readonly text: string; readonly window: number }): string {
  return text.slice(window, window + WINDOW);
}

function rarestWindow(text: string): number {
  let chosen = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at + WINDOW <= text.length; at++) {
    let common = 0;
    for (const character of text.slice(at, at + WINDOW)) common += COMMON.get(character) ?? (LETTER.test(character) ? 1 : 0);
    if (common >= least) continue;
    least = common;
    chosen = at;
  }
  return chosen;
}

/** Control characters count as of the alphabet: JSON inside JSON writes them with letters. */
function fillAlphabet(alphabet: Uint8Array, texts: readonly string[]): void {
  alphabet.fill(1, 0, 0x20);
  for (const text of texts) {
    for (const character of text + text.toUpperCase()) alphabet[character.charCodeAt(0)] = 1;
  }
}

function addMasks(masks: Uint8Array, code: number, bucket: number): void {
  const capital = code >= 0x61 && code <= 0x7a ? code - 0x20 : code;
  for (const byte of [code, capital]) {
    masks[byte & 15] = (masks[byte & 15] as number) | (1 << bucket);
    masks[16 + (byte >> 4)] = (masks[16 + (byte >> 4)] as number) | (1 << bucket);
  }
}
