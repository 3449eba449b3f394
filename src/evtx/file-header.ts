import { crc32 } from "./crc32.ts";
import { FILE_HEADER_BYTES } from "./limits.ts";
import { holds, uint16, uint32, uint64 } from "./little-endian.ts";

/** Every .evtx file begins with these eight bytes: "ElfFile", NUL (libevtx EVTX §3). */
export const EVTX_SIGNATURE: Uint8Array = Uint8Array.from([0x45, 0x6c, 0x66, 0x46, 0x69, 0x6c, 0x65, 0x00]);

/** Bytes of the header that mean something. */
const MEANT_BYTES = 128;

/** What the file says of itself; readEvtx needs none of it, because a file that was not closed says what was true before. */
export type EvtxHeader = {
  readonly firstChunk: bigint;
  readonly lastChunk: bigint;
  readonly nextRecordId: bigint;
  readonly chunkCount: number;
  /** "3.1" since Vista, "3.2" since Windows 10 2004 (libevtx EVTX §3.1). */
  readonly version: string;
  /** True when the log was not closed: what stands here may be older than the chunks. */
  readonly isDirty: boolean;
  /** True when the log was full and events were dropped. */
  readonly isFull: boolean;
  readonly checksumHolds: boolean;
  /** Where the first chunk begins. */
  readonly chunksBeginAt: number;
};

/** The header at the beginning of a file, of which 128 bytes are enough; undefined when it is no .evtx file's. Never throws. */
export function readEvtxHeader(bytes: Uint8Array): EvtxHeader | undefined {
  if (bytes.length < MEANT_BYTES || !holds(bytes, 0, EVTX_SIGNATURE)) return undefined;
  const flags = uint32(bytes, 120);
  const blockBytes = uint16(bytes, 40);
  return {
    firstChunk: uint64(bytes, 8),
    lastChunk: uint64(bytes, 16),
    nextRecordId: uint64(bytes, 24),
    chunkCount: uint16(bytes, 42),
    version: `${uint16(bytes, 38)}.${uint16(bytes, 36)}`,
    isDirty: (flags & 1) !== 0,
    isFull: (flags & 2) !== 0,
    checksumHolds: crc32(bytes, 0, 120) === uint32(bytes, 124),
    chunksBeginAt: blockBytes >= MEANT_BYTES ? blockBytes : FILE_HEADER_BYTES,
  };
}
