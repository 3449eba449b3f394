import { assert, type Checked, concat, no, yes } from "../lib/index.ts";
import { TILE_WIDTH } from "./tile-path.ts";

/** Longest entry: its length is a uint16 (c2sp.org/tlog-tiles §Log entries). */
export const ENTRY_BYTES_MAX = 65_535;

/** Entries, each after its length as a big-endian uint16. At most 256. */
export function formatEntryBundle(entries: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  assert(entries.length >= 1 && entries.length <= TILE_WIDTH, `expected 1 to ${TILE_WIDTH} entries, got ${entries.length}`);
  const parts = entries.flatMap((entry) => {
    assert(entry.length <= ENTRY_BYTES_MAX, `expected an entry of at most ${ENTRY_BYTES_MAX} bytes, got ${entry.length}`);
    return [Uint8Array.of(entry.length >> 8, entry.length & 255), entry];
  });
  return concat(...parts);
}

/** `at` is the byte where the bundle stops being one. */
export type BundleFault = { readonly kind: "bad-bundle"; readonly at: number; readonly expected: string };

/** The entries of a bundle of `width` entries. Input is untrusted: fewer, more, or a byte left over is refused. */
export function parseEntryBundle(bytes: Uint8Array, width: number): Checked<Uint8Array[], BundleFault> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Uint8Array[] = [];
  let at = 0;
  while (entries.length < width) {
    if (at + 2 > bytes.length) return no({ kind: "bad-bundle", at, expected: `${width} entries, got ${entries.length}` });
    const end = at + 2 + view.getUint16(at);
    if (end > bytes.length) return no({ kind: "bad-bundle", at, expected: `an entry of ${end - at - 2} bytes` });
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return at === bytes.length ? yes(entries) : no({ kind: "bad-bundle", at, expected: `the end after ${width} entries` });
}
