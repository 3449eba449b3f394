import { toHex } from "../../lib/index.ts";
import type { ByteSource } from "../blobs.ts";
import { type DescribePorts, details, type Format } from "./description.ts";
import { readEwfHeader } from "./ewf-header.ts";
import { asciiOf, safeUint64, viewOf, Window } from "./window.ts";

// Expert Witness Compression Format, as the libewf project documents it (Expert Witness Compression Format specification, §3 and §4).

const FILE_HEADER_BYTES = 13;
const SECTION_BYTES = 76;
/** A segment of 2 GiB has a few dozen sections. */
const SECTIONS_MAX = 100_000;
const HEADER_BYTES_MAX = 65_536;
const VOLUME_BYTES = 24;

type Section = { readonly type: string; readonly at: number; readonly bytes: number };
type Found = { -readonly [Name in "md5" | "sha1" | "case" | "examiner" | "evidence" | "description" | "acquired"]?: string };

/** What one segment file of an E01 image says of itself: media, chunks, who acquired it, and the digests that it stores. Nothing is verified. */
export async function describeEwf(source: ByteSource, { inflateZlib }: DescribePorts): Promise<Format | undefined> {
  const window = new Window(source);
  const header = await window.take(0, FILE_HEADER_BYTES);
  if (header === undefined) return undefined;
  const { sections, ended } = await walk(window);
  const found: Found = {};
  let volume: ReturnType<typeof readVolume> | undefined;
  for (const section of sections) {
    const body = await bodyOf(window, section);
    if (body === undefined) continue;
    if (section.type === "volume" || section.type === "disk") volume = readVolume(body);
    else if (section.type === "header" || section.type === "header2")
      Object.assign(found, readEwfHeader(section.type, inflateZlib(body, HEADER_BYTES_MAX)));
    else readDigests(found, section.type, body);
  }
  return {
    name: "ewf",
    details: details({
      segment: viewOf(header).getUint16(9, true),
      sections: sections.length,
      ends: ended,
      ...volume,
      "case number": found.case,
      "evidence number": found.evidence,
      examiner: found.examiner,
      description: found.description,
      acquired: found.acquired,
      "stored MD5": found.md5,
      "stored SHA-1": found.sha1,
    }),
  };
}

/** Each section names where the next begins; one that does not lie further on ends the walk, so it ends always. */
async function walk(window: Window): Promise<{ readonly sections: readonly Section[]; readonly ended: string }> {
  const sections: Section[] = [];
  for (let at = FILE_HEADER_BYTES; sections.length < SECTIONS_MAX; ) {
    const descriptor = await window.take(at, SECTION_BYTES);
    if (descriptor === undefined) return { sections, ended: "breaks off" };
    const view = viewOf(descriptor);
    const type = asciiOf(descriptor.subarray(0, 16));
    if (view.getUint32(72, true) !== adler32(descriptor.subarray(0, 72)))
      return { sections, ended: `breaks off: section ${sections.length + 1} has a wrong checksum` };
    const next = safeUint64(view, 16, true) ?? 0;
    const bytes = safeUint64(view, 24, true) ?? 0;
    sections.push({ type, at: at + SECTION_BYTES, bytes: Math.max(0, (bytes === 0 ? next - at : bytes) - SECTION_BYTES) });
    if (type === "done") return { sections, ended: "the image ends here" };
    if (type === "next") return { sections, ended: "another segment follows" };
    if (next <= at) return { sections, ended: "breaks off" };
    at = next;
  }
  return { sections, ended: `has more than ${SECTIONS_MAX} sections` };
}

async function bodyOf(window: Window, { type, at, bytes }: Section): Promise<Uint8Array | undefined> {
  switch (type) {
    case "header":
    case "header2":
      return bytes > HEADER_BYTES_MAX ? undefined : window.take(at, bytes);
    case "volume":
    case "disk":
      return window.take(at, VOLUME_BYTES);
    case "hash":
      return window.take(at, 16);
    case "digest":
      return window.take(at, 36);
    default:
      return undefined;
  }
}

function readVolume(body: Uint8Array): Record<string, number | undefined> {
  const view = viewOf(body);
  const [chunks, sectorsPerChunk, bytesPerSector] = [4, 8, 12].map((at) => view.getUint32(at, true)) as [number, number, number];
  const sectors = safeUint64(view, 16, true);
  const media = sectors === undefined ? undefined : sectors * bytesPerSector;
  return {
    "media bytes": media !== undefined && Number.isSafeInteger(media) ? media : undefined,
    chunks,
    "sectors in a chunk": sectorsPerChunk,
    "bytes in a sector": bytesPerSector,
    sectors,
  };
}

function readDigests(found: Found, type: string, body: Uint8Array): void {
  found.md5 = toHex(body.subarray(0, 16));
  if (type === "digest" && body.subarray(16, 36).some((byte) => byte !== 0)) found.sha1 = toHex(body.subarray(16, 36));
}

/** RFC 1950 §8.2. */
function adler32(bytes: Uint8Array): number {
  let [low, high] = [1, 0];
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return high * 65_536 + low;
}
