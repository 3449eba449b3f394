import { sha256 } from "../../src/ledger/io/index.ts";
import { createReader, type Frame, type Reader, type Unit } from "../../src/telemetry/index.ts";

/** 2026-11-22T14:00:00Z: when all samples were read. */
export const READ_AT_MS = Date.UTC(2026, 10, 22, 14);

export { sha256 };

/** Bytes that repeat with each run and never within one. */
function countingBytes(): (count: number) => Uint8Array {
  let drawn = 0;
  return (count) => {
    const bytes = new Uint8Array(count);
    for (let at = 0; at < count; at += 4) new DataView(bytes.buffer).setUint32(at, drawn++);
    return bytes;
  };
}

/** A reader of `sample` on a host thirteen hours east of UTC. */
export function sampleReader(source = "file:sample", host: string | null = null): Reader {
  return createReader({ source, utcOffsetMinutes: 780, host, sha256, randomBytes: countingBytes() });
}

/** One frame a line, without its newline. */
export function lineFrames(bytes: Uint8Array): readonly Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at < bytes.length; ) {
    const found = bytes.indexOf(10, at);
    const end = found < 0 ? bytes.length : found;
    frames.push({ bytes: bytes.subarray(at, end), offset: at, lines: 1, end: { offset: end + 1, mode: "line" } });
    at = end + 1;
  }
  return frames;
}

/** All units that `reader` gives for `frames`, the last by flush. */
export function readAll(reader: Reader, frames: readonly Frame[]): readonly Unit[] {
  return [...frames.flatMap((frame) => reader.read(frame, READ_AT_MS)), ...reader.flush(READ_AT_MS)];
}
