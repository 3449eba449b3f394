import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompress } from "node:zlib";
import { SEGMENT_LINES_BYTES_MAX } from "../limits.ts";

const compressAsync = promisify(zstdCompress);
const decompressAsync = promisify(zstdDecompress);

/** Output comes in pieces of this size: each costs a turn of the event loop, and the default of 16 kB many. */
const CHUNK_BYTES = 1024 * 1024;

/** One zstd frame, level 3 with a content checksum, off the main thread (RFC 8878). */
export async function compress(bytes: Uint8Array): Promise<Uint8Array> {
  const params = { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 };
  return compressAsync(bytes, { params, chunkSize: CHUNK_BYTES });
}

/** What `compress` took. Rejects what is not zstd and what would grow beyond SEGMENT_LINES_BYTES_MAX. */
export async function decompress(bytes: Uint8Array): Promise<Uint8Array> {
  return decompressAsync(bytes, { maxOutputLength: SEGMENT_LINES_BYTES_MAX, chunkSize: CHUNK_BYTES });
}
