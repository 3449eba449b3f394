import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, inflateSync } from "node:zlib";
import { type DescribePorts, GunzipFault } from "../formats/index.ts";

/** A whole zlib stream, bounded; undefined when it is damaged or larger. */
export const inflateZlib: DescribePorts["inflateZlib"] = (bytes, bytesMax) => {
  try {
    return new Uint8Array(inflateSync(bytes, { maxOutputLength: bytesMax }));
  } catch (error) {
    if (isZlibError(error)) return undefined;
    throw error;
  }
};

/** Gzip members one after the other, within the memory of one piece; throws GunzipFault where they break off. */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflating = createGunzip();
  const feeding = pipeline(Readable.from(chunks), inflating);
  // The loop below meets the same error; without this it would be met twice.
  feeding.catch(() => undefined);
  try {
    for await (const piece of inflating) yield piece as Uint8Array;
  } catch (error) {
    if (isZlibError(error)) throw new GunzipFault("the gzip stream is damaged", { cause: error });
    throw error;
  }
}

function isZlibError(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return false;
  return error.code.startsWith("Z_") || error.code === "ERR_BUFFER_TOO_LARGE";
}
