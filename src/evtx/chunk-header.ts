import { crc32 } from "./crc32.ts";
import { CHUNK_HEADER_BYTES } from "./limits.ts";
import { holds, uint32, uint64 } from "./little-endian.ts";

/** "ElfChnk", NUL: every chunk begins with it (libevtx EVTX §4.1). */
export const CHUNK_SIGNATURE: Uint8Array = Uint8Array.from([0x45, 0x6c, 0x66, 0x43, 0x68, 0x6e, 0x6b, 0x00]);

/** Flag of a chunk whose writer computed no checksums (omerbenamram/evtx, ChunkFlags). */
const WITHOUT_CHECKSUMS = 0x4;

/** What a chunk says of itself. */
export type ChunkHeader = {
  readonly firstRecordId: bigint;
  readonly lastRecordId: bigint;
  /** Where its records end, in bytes from its beginning. */
  readonly freeSpaceOffset: number;
  /** True when the checksum of the header holds, or none was computed. */
  readonly isWhole: boolean;
  /** True when the checksum of the records holds, or none was computed. */
  readonly recordsAreWhole: boolean;
};

/** The header at the beginning of `bytes`; undefined when no chunk begins there. */
export function readChunkHeader(bytes: Uint8Array): ChunkHeader | undefined {
  if (bytes.length < CHUNK_HEADER_BYTES || !holds(bytes, 0, CHUNK_SIGNATURE)) return undefined;
  const freeSpaceOffset = uint32(bytes, 48);
  const isChecked = (uint32(bytes, 120) & WITHOUT_CHECKSUMS) === 0;
  const isPlausible = freeSpaceOffset >= CHUNK_HEADER_BYTES && freeSpaceOffset <= bytes.length;
  const headerSum = isChecked ? crc32(bytes, 128, CHUNK_HEADER_BYTES, crc32(bytes, 0, 120)) : 0;
  return {
    firstRecordId: uint64(bytes, 24),
    lastRecordId: uint64(bytes, 32),
    freeSpaceOffset,
    isWhole: isPlausible && (!isChecked || headerSum === uint32(bytes, 124)),
    recordsAreWhole: !isChecked || (isPlausible && crc32(bytes, CHUNK_HEADER_BYTES, freeSpaceOffset) === uint32(bytes, 52)),
  };
}
