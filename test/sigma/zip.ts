import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const STORED = 0;

/** The members of a ZIP file (APPNOTE 6.3, stored or deflated, no ZIP64), as OTRF publishes its recordings. */
export function zipMembers(path: string): { name: string; bytes: Buffer }[] {
  const zip = readFileSync(path);
  let end = zip.length - 22;
  while (end >= 0 && zip.readUInt32LE(end) !== END_SIGNATURE) end--;
  const count = zip.readUInt16LE(end + 10);
  const members: { name: string; bytes: Buffer }[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let index = 0; index < count && zip.readUInt32LE(at) === ENTRY_SIGNATURE; index++) {
    const [nameBytes, extraBytes, commentBytes] = [
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt16LE(at + 32),
    ];
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20));
    const bytes = zip.readUInt16LE(at + 10) === STORED ? packed : inflateRawSync(packed);
    members.push({ name: zip.toString("utf8", at + 46, at + 46 + nameBytes), bytes });
    at += 46 + nameBytes + extraBytes + commentBytes;
  }
  return members;
}

/** The lines of every NDJSON member. */
export function zipLines(path: string): string[] {
  const members = zipMembers(path).filter(({ name }) => name.endsWith(".json") && !name.includes("__MACOSX"));
  return members.flatMap(({ bytes }) => bytes.toString("utf8").split("\n")).filter((line) => line.trim() !== "");
}
