import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompress } from "node:zlib";
import { Failure } from "../../lib/index.ts";
import { SEGMENT_LINES_BYTES_MAX } from "../limits.ts";

const compressAsync = promisify(zstdCompress);
const decompressAsync = promisify(zstdDecompress);

/** Output comes in pieces; each costs a turn of the event loop, and the default of 16 kB many. Of about the size that is expected. */
function chunkSize(expectedBytes: number): number {
  return Math.min(1024 * 1024, Math.max(4096, expectedBytes));
}

/** One zstd frame, level 3 with a content checksum, off the main thread (RFC 8878). */
export async function compress(bytes: Uint8Array): Promise<Uint8Array> {
  const params = { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 };
  return compressAsync(bytes, { params, chunkSize: chunkSize(bytes.length) });
}

/**
 * What `compress` took. Rejects what is not one zstd frame with its checksum and nothing beside it, and what would grow beyond
 * SEGMENT_LINES_BYTES_MAX.
 */
export async function decompress(bytes: Uint8Array): Promise<Uint8Array> {
  if (frameBytes(bytes) !== bytes.length)
    throw new Failure("LEDGER_DAMAGED", "expected one zstd frame with a checksum, and nothing after it");
  return decompressAsync(bytes, { maxOutputLength: SEGMENT_LINES_BYTES_MAX, chunkSize: chunkSize(8 * bytes.length) });
}

const MAGIC = 0xfd2fb528;
const CHECKSUM = 0x04;
/** Bits that a frame header keeps at 0: unused and reserved. */
const ZERO_BITS = 0x18;
const CHECKSUM_BYTES = 4;
const BLOCK_RLE = 1;

/** Length of the frame that the bytes begin with; undefined when it is cut short or has no checksum. Node itself overlooks what follows it. */
function frameBytes(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 6 || view.getUint32(0, true) !== MAGIC) return undefined;
  const descriptor = view.getUint8(4);
  if ((descriptor & ZERO_BITS) !== 0 || (descriptor & CHECKSUM) === 0) return undefined;
  let at = 5 + headerBytes(descriptor);
  for (let isLast = false; !isLast; ) {
    if (at + 3 > bytes.length) return undefined;
    const block = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    isLast = (block & 1) === 1;
    at += 3 + (((block >> 1) & 3) === BLOCK_RLE ? 1 : block >> 3);
  }
  return at + CHECKSUM_BYTES;
}

/** Bytes of a frame header after its descriptor: window, dictionary id, content size (RFC 8878 §3.1.1.1). */
function headerBytes(descriptor: number): number {
  const isSingle = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const sizeBytes = sizeFlag === 0 ? Number(isSingle) : 1 << sizeFlag;
  return (isSingle ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] ?? 0) + sizeBytes;
}
