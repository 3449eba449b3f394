import type { FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import type { Compression } from "./source.ts";

const CHUNK_BYTES = 65_536;

/** The bytes of an open file from `offset` on, decompressed, in chunks that nobody writes to again. Ends at the end of the file. */
export function readContent(file: FileHandle, compression: Compression, offset: number): AsyncGenerator<Uint8Array> {
  return compression === "none" ? readPlain(file, offset) : readCompressed(file, compression, offset);
}

/** One chunk at `offset`; empty at the end of the file. */
async function readChunk(file: FileHandle, offset: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, offset);
  return buffer.subarray(0, bytesRead);
}

/**
 * Reads chunks of a file that grows: empty at its end for now. A followed file mostly gives a line or two, and room for a whole chunk
 * each time would be hundreds of megabytes a second to allocate; so it is read into one place and copied out.
 */
export function growingReader(file: FileHandle): (offset: number) => Promise<Uint8Array> {
  const place = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  return async (offset) => {
    const { bytesRead } = await file.read(place, 0, CHUNK_BYTES, offset);
    return Buffer.copyBytesFrom(place, 0, bytesRead);
  };
}

async function* readPlain(file: FileHandle, offset: number): AsyncGenerator<Uint8Array> {
  for (let at = offset; ; ) {
    const chunk = await readChunk(file, at);
    if (chunk.length === 0) return;
    at += chunk.length;
    yield chunk;
  }
}

async function* readCompressed(file: FileHandle, compression: "gzip" | "zstd", offset: number): AsyncGenerator<Uint8Array> {
  const unpack = compression === "gzip" ? createGunzip() : createZstdDecompress();
  const stop = new AbortController();
  // Not file.createReadStream: it closes the handle when it is stopped early, whatever autoClose says.
  const input = Readable.from(readPlain(file, 0), { objectMode: false, highWaterMark: CHUNK_BYTES });
  // Its failure reaches us through `unpack`, which the pipeline destroys with the same error.
  const fed = pipeline(input, unpack, { signal: stop.signal }).catch(() => undefined);
  let skip = offset;
  try {
    for await (const chunk of unpack as AsyncIterable<Buffer>) {
      if (skip < chunk.length) yield skip === 0 ? chunk : chunk.subarray(skip);
      skip = Math.max(0, skip - chunk.length);
    }
  } finally {
    stop.abort();
    await fed;
  }
  const { size } = await file.stat();
  if (unpack.bytesWritten < size)
    throw new Error(`more bytes follow after its compressed data, which ends at byte ${unpack.bytesWritten}`);
}
