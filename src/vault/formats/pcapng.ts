import type { ByteSource } from "../blobs.ts";
import { details, type Format } from "./description.ts";
import { linkTypeText } from "./link-types.ts";
import { PacketTally } from "./packets.ts";
import { viewOf, Window } from "./window.ts";

// draft-ietf-opsawg-pcapng §3 and §4.

const BLOCK = { section: 0x0a0d0d0a, interface: 1, obsoletePacket: 2, simplePacket: 3, enhancedPacket: 6 } as const;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const BLOCK_BYTES_MIN = 12;
const OPTIONS_BYTES_MAX = 65_536;
const OPTION = { end: 0, resolution: 9, offset: 14 } as const;
/** A file names few interfaces; what is beyond is counted as packets without time. */
const INTERFACES_MAX = 10_000;

type Interface = {
  readonly link: number;
  readonly snaplen: number;
  readonly unitsPerSecond: bigint;
  readonly offsetSeconds: bigint;
};
type Walk = {
  little: boolean;
  sections: number;
  version: string;
  interfaces: Interface[];
  readonly links: Set<string>;
  readonly snaplens: Set<number>;
  interfaceCount: number;
  readonly tally: PacketTally;
};

/** What a pcapng file says of itself, its packets counted block by block. */
export async function describePcapng(source: ByteSource): Promise<Format | undefined> {
  const window = new Window(source);
  const walk: Walk = {
    little: true,
    sections: 0,
    version: "",
    interfaces: [],
    links: new Set(),
    snaplens: new Set(),
    interfaceCount: 0,
    tally: new PacketTally(),
  };
  const ends = await walkBlocks(window, walk);
  if (walk.sections === 0) return undefined;
  return {
    name: "pcapng",
    details: details({
      version: walk.version,
      "byte order": walk.little ? "little" : "big",
      sections: walk.sections,
      interfaces: walk.interfaceCount,
      "link type": [...walk.links].join(", "),
      "snapshot length": [...walk.snaplens].join(", "),
      ...walk.tally.details(),
      ends,
    }),
  };
}

async function walkBlocks(window: Window, walk: Walk): Promise<string | undefined> {
  for (let at = 0; at !== window.size; ) {
    const head = await window.take(at, BLOCK_BYTES_MIN);
    if (head === undefined) return "breaks off within a block";
    if (viewOf(head).getUint32(0, true) === BLOCK.section && !(await beginSection(window, walk, at)))
      return `breaks off at byte ${at}: not a section`;
    const total = viewOf(head).getUint32(4, walk.little);
    if (total < BLOCK_BYTES_MIN || total % 4 !== 0) return `breaks off at byte ${at}: a block of ${total} bytes`;
    if (at + total > window.size) return "breaks off within a block";
    const body = await window.take(at + 8, Math.min(total - BLOCK_BYTES_MIN, OPTIONS_BYTES_MAX));
    if (body !== undefined) readBlock(walk, viewOf(head).getUint32(0, walk.little), body);
    at += total;
  }
  return undefined;
}

async function beginSection(window: Window, walk: Walk, at: number): Promise<boolean> {
  const header = await window.take(at, 16);
  if (header === undefined) return false;
  const view = viewOf(header);
  const little = view.getUint32(8, true) === BYTE_ORDER_MAGIC;
  if (!little && view.getUint32(8, false) !== BYTE_ORDER_MAGIC) return false;
  walk.little = little;
  walk.sections++;
  walk.version = `${view.getUint16(12, little)}.${view.getUint16(14, little)}`;
  walk.interfaces = [];
  return true;
}

function readBlock(walk: Walk, type: number, body: Uint8Array): void {
  const view = viewOf(body);
  if (type === BLOCK.interface && body.length >= 8) addInterface(walk, view);
  else if (type === BLOCK.simplePacket) walk.tally.add(undefined);
  else if (type === BLOCK.enhancedPacket && body.length >= 12) walk.tally.add(timeOf(walk, view, view.getUint32(0, walk.little)));
  else if (type === BLOCK.obsoletePacket && body.length >= 12) walk.tally.add(timeOf(walk, view, view.getUint16(0, walk.little)));
}

function addInterface(walk: Walk, view: DataView): void {
  const link = view.getUint16(0, walk.little);
  const snaplen = view.getUint32(4, walk.little);
  walk.interfaceCount++;
  if (walk.interfaces.length >= INTERFACES_MAX) return;
  const resolution = optionOf(view, OPTION.resolution, walk.little);
  const offset = optionOf(view, OPTION.offset, walk.little);
  walk.interfaces.push({
    link,
    snaplen,
    unitsPerSecond: resolution === undefined || resolution.byteLength < 1 ? 1_000_000n : unitsOf(resolution.getUint8(0)),
    offsetSeconds: offset === undefined || offset.byteLength < 8 ? 0n : offset.getBigInt64(0, walk.little),
  });
  if (walk.links.size < 20) walk.links.add(linkTypeText(link));
  if (walk.snaplens.size < 20) walk.snaplens.add(snaplen);
}

/** §4.2, if_tsresol: a power of 10, or of 2 when the highest bit is set. */
function unitsOf(resolution: number): bigint {
  return (resolution & 0x80) === 0 ? 10n ** BigInt(resolution) : 2n ** BigInt(resolution & 0x7f);
}

function optionOf(view: DataView, code: number, little: boolean): DataView | undefined {
  for (let at = 8; at + 4 <= view.byteLength; ) {
    const found = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    if (found === OPTION.end || at + 4 + length > view.byteLength) return undefined;
    if (found === code) return new DataView(view.buffer, view.byteOffset + at + 4, length);
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return undefined;
}

/** Nanoseconds since 1970; undefined for an interface that was not described. */
function timeOf({ interfaces, little }: Walk, view: DataView, id: number): bigint | undefined {
  const found = interfaces[id];
  if (found === undefined) return undefined;
  const units = (BigInt(view.getUint32(4, little)) << 32n) | BigInt(view.getUint32(8, little));
  return found.offsetSeconds * 1_000_000_000n + (units * 1_000_000_000n) / found.unitsPerSecond;
}
