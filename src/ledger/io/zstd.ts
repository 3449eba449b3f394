import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompress } from "node:zlib";
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

/** What `compress` took. Rejects what is not zstd and what would grow beyond SEGMENT_LINES_BYTES_MAX. */
export async function decompress(bytes: Uint8Array): Promise<Uint8Array> {
  return decompressAsync(bytes, { maxOutputLength: SEGMENT_LINES_BYTES_MAX, chunkSize: chunkSize(8 * bytes.length) });
}
