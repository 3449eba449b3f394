import type { ByteSource } from "../blobs.ts";
import { details, type Format } from "./description.ts";
import { linkTypeText } from "./link-types.ts";
import { PacketTally } from "./packets.ts";
import { viewOf, Window } from "./window.ts";

// draft-ietf-opsawg-pcap §4 and §5.

const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
const MICROSECONDS = 0xa1b2c3d4;
const NANOSECONDS = 0xa1b23c4d;
/** More in one packet is damage: the largest that programs write is 256 KiB. */
const PACKET_BYTES_MAX = 0x1000_0000;

/** What a pcap file says of itself, its packets counted one by one. */
export async function describePcap(source: ByteSource): Promise<Format | undefined> {
  const window = new Window(source);
  const header = await window.take(0, FILE_HEADER_BYTES);
  if (header === undefined) return undefined;
  const view = viewOf(header);
  const little = [MICROSECONDS, NANOSECONDS].includes(view.getUint32(0, true));
  const fine = view.getUint32(0, little) === NANOSECONDS;
  const tally = new PacketTally();
  const ends = await walk(window, { little, fractionNs: fine ? 1n : 1000n }, tally);
  return {
    name: "pcap",
    details: details({
      version: `${view.getUint16(4, little)}.${view.getUint16(6, little)}`,
      "byte order": little ? "little" : "big",
      "time in": fine ? "nanoseconds" : "microseconds",
      "snapshot length": view.getUint32(16, little),
      "link type": linkTypeText(view.getUint32(20, little) & 0x0fff_ffff),
      ...tally.details(),
      ends,
    }),
  };
}

type Order = { readonly little: boolean; readonly fractionNs: bigint };

/** Gives how the file breaks off; nothing when it ends with a whole packet. */
async function walk(window: Window, { little, fractionNs }: Order, tally: PacketTally): Promise<string | undefined> {
  for (let at = FILE_HEADER_BYTES; at !== window.size; ) {
    const header = await window.take(at, RECORD_HEADER_BYTES);
    if (header === undefined) return "breaks off within a packet";
    const view = viewOf(header);
    const captured = view.getUint32(8, little);
    if (captured > PACKET_BYTES_MAX) return `breaks off at byte ${at}: a packet of ${captured} bytes`;
    if (at + RECORD_HEADER_BYTES + captured > window.size) return "breaks off within a packet";
    tally.add(BigInt(view.getUint32(0, little)) * 1_000_000_000n + BigInt(view.getUint32(4, little)) * fractionNs);
    at += RECORD_HEADER_BYTES + captured;
  }
  return undefined;
}
