import type { ByteSource } from "../blobs.ts";
import { asciiOf, viewOf } from "./window.ts";

/** Formats that are recognised by their first bytes, each with where it is specified. */
const MAGIC: readonly { readonly name: string; readonly at: number; readonly bytes: readonly number[] }[] = [
  { name: "ewf", at: 0, bytes: [0x45, 0x56, 0x46, 0x09, 0x0d, 0x0a, 0xff, 0x00] }, // libewf, EWF specification §3.1
  { name: "ewf2", at: 0, bytes: [0x45, 0x56, 0x46, 0x32, 0x0d, 0x0a, 0x81, 0x00] }, // libewf, EWF2 specification §3
  { name: "pcap", at: 0, bytes: [0xa1, 0xb2, 0xc3, 0xd4] }, // draft-ietf-opsawg-pcap §4
  { name: "pcap", at: 0, bytes: [0xd4, 0xc3, 0xb2, 0xa1] },
  { name: "pcap", at: 0, bytes: [0xa1, 0xb2, 0x3c, 0x4d] },
  { name: "pcap", at: 0, bytes: [0x4d, 0x3c, 0xb2, 0xa1] },
  { name: "pcapng", at: 0, bytes: [0x0a, 0x0d, 0x0d, 0x0a] }, // draft-ietf-opsawg-pcapng §4.1
  { name: "warc", at: 0, bytes: [0x57, 0x41, 0x52, 0x43, 0x2f] }, // ISO 28500
  { name: "tar", at: 257, bytes: [0x75, 0x73, 0x74, 0x61, 0x72] }, // POSIX pax, ustar
  { name: "zip", at: 0, bytes: [0x50, 0x4b, 0x03, 0x04] }, // APPNOTE 4.3.7
  { name: "zip", at: 0, bytes: [0x50, 0x4b, 0x05, 0x06] }, // APPNOTE 4.3.16, an empty one
  { name: "gzip", at: 0, bytes: [0x1f, 0x8b, 0x08] }, // RFC 1952 §2.3.1
  { name: "zstd", at: 0, bytes: [0x28, 0xb5, 0x2f, 0xfd] }, // RFC 8878 §3.1.1
  { name: "sqlite", at: 0, bytes: [...new TextEncoder().encode("SQLite format 3\u0000")] }, // sqlite.org/fileformat.html §1.3
  { name: "evtx", at: 0, bytes: [...new TextEncoder().encode("ElfFile\u0000")] }, // libevtx, EVTX specification §2
  { name: "pdf", at: 0, bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] }, // ISO 32000-2 §7.5.2
  { name: "elf", at: 0, bytes: [0x7f, 0x45, 0x4c, 0x46] }, // System V ABI, ELF header
];

const HEAD_BYTES = 512;
const MZ = [0x4d, 0x5a];
/** Where a PE file says its header lies (PE format, MS-DOS stub). */
const PE_OFFSET_AT = 0x3c;

/** The name of a format by its first bytes; "octets" when none is known. */
export async function recogniseMagic(source: ByteSource): Promise<string> {
  const head = await source.readAt(0, HEAD_BYTES);
  const found = MAGIC.find(({ at, bytes }) => bytes.every((byte, index) => head[at + index] === byte));
  if (found !== undefined) return found.name;
  return (await isPortableExecutable(source, head)) ? "pe" : "octets";
}

async function isPortableExecutable(source: ByteSource, head: Uint8Array): Promise<boolean> {
  if (head.length < PE_OFFSET_AT + 4 || !MZ.every((byte, index) => head[index] === byte)) return false;
  const header = await source.readAt(viewOf(head).getUint32(PE_OFFSET_AT, true), 4);
  return asciiOf(header) === "PE";
}
