import { concat, textOf, uint64, utf8 } from "../../lib/index.ts";
import { formatEntryBundle, HASH_BYTES, TILE_WIDTH } from "../../merkle/index.ts";
import type { ByteStream } from "./byte-stream.ts";

/** Most packages of one request: 8,192 entries (c2sp.org/tlog-mirror §Implementation Considerations). What follows is not read. */
const PACKAGES_MAX = 32;

/** Most hashes of a package's proof (c2sp.org/tlog-mirror §Request Body). */
const HASHES_MAX = 63;

/** What comes before the packages. `ticket` is opaque. */
export type UploadHeader = {
  readonly origin: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly ticket: Uint8Array;
};

/** Entries `start` to `end` of a log, in the bundle that begins at `first`. */
export type PackageRange = { readonly first: number; readonly start: number; readonly end: number };

/** The entries of a package and the consistency proof of the subtree [first, end). */
export type EntryPackage = { readonly entries: readonly Uint8Array[]; readonly proof: readonly Uint8Array[] };

/** The canonical sequence of an upload of [start, end), at most `most` of it: cut at multiples of 256 (c2sp.org/tlog-mirror §Request Body). */
export function packageRanges(start: number, end: number, most: number = PACKAGES_MAX): readonly PackageRange[] {
  const ranges: PackageRange[] = [];
  for (let at = start; at < end && ranges.length < most; ) {
    const first = at - (at % TILE_WIDTH);
    const next = Math.min(end, first + TILE_WIDTH);
    ranges.push({ first, start: at, end: next });
    at = next;
  }
  return ranges;
}

/** The header's bytes. The origin is at most 65,535 bytes, and so is the ticket. */
export function formatUploadHeader({ origin, start, end, ticket }: UploadHeader): Uint8Array<ArrayBuffer> {
  return concat(withLength(utf8(origin)), uint64(start), uint64(end), withLength(ticket));
}

/** A package's bytes: the entries as in a bundle, the number of hashes, the hashes. */
export function formatPackage({ entries, proof }: EntryPackage): Uint8Array<ArrayBuffer> {
  return concat(formatEntryBundle(entries), Uint8Array.of(proof.length), ...proof);
}

/** Reads a header; undefined when the body ends in it. An origin that is not UTF-8 is one that nobody has: the empty one. */
export async function readUploadHeader(stream: ByteStream): Promise<UploadHeader | undefined> {
  const origin = await takeWithLength(stream);
  if (origin === undefined) return undefined;
  const text = textOf(origin) ?? "";
  const [start, end] = [await stream.number(8), await stream.number(8)];
  const ticket = await takeWithLength(stream);
  return start === undefined || end === undefined || ticket === undefined ? undefined : { origin: text, start, end, ticket };
}

/** Reads a package of `count` entries; undefined when the body ends in it or it is malformed. Input is untrusted; see authenticate. */
export async function readPackage(stream: ByteStream, count: number): Promise<EntryPackage | undefined> {
  const entries: Uint8Array[] = [];
  while (entries.length < count) {
    const entry = await takeWithLength(stream);
    if (entry === undefined) return undefined;
    entries.push(entry);
  }
  const hashes = await stream.number(1);
  if (hashes === undefined || hashes > HASHES_MAX) return undefined;
  const proof: Uint8Array[] = [];
  while (proof.length < hashes) {
    const hash = await stream.take(HASH_BYTES);
    if (hash === undefined) return undefined;
    proof.push(hash);
  }
  return { entries, proof };
}

function withLength(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat(Uint8Array.of(bytes.length >> 8, bytes.length & 255), bytes);
}

async function takeWithLength(stream: ByteStream): Promise<Uint8Array | undefined> {
  const bytes = await stream.take(2);
  return bytes === undefined ? undefined : stream.take(((bytes[0] as number) << 8) | (bytes[1] as number));
}
