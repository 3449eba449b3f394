import type { ByteSource } from "../blobs.ts";
import { type DescribePorts, details, type Format, GunzipFault } from "./description.ts";
import { createWarcReader, type WarcReader } from "./warc-reader.ts";

/** What gzip members may inflate to, for each byte of the file and beside that, so that a bomb costs no more than a large file. */
const INFLATED_PER_BYTE_MAX = 100;
const INFLATED_EXTRA_BYTES_MAX = 67_108_864;

/** What a WARC file says of itself, plain or in gzip members (ISO 28500:2017), its records counted one by one. */
export async function describeWarc(source: ByteSource, { chunks }: DescribePorts): Promise<Format | undefined> {
  return describeRecords("no", chunks(), source.bytes);
}

/** The same of a gzip file; undefined when no WARC record is in it. */
export async function describeWarcGzip(source: ByteSource, { chunks, gunzip }: DescribePorts): Promise<Format | undefined> {
  const inflatedMax = source.bytes * INFLATED_PER_BYTE_MAX + INFLATED_EXTRA_BYTES_MAX;
  return describeRecords("gzip members", gunzip(chunks()), inflatedMax);
}

async function describeRecords(
  compressed: string,
  chunks: AsyncIterable<Uint8Array>,
  bytesMax: number,
): Promise<Format | undefined> {
  const reader = createWarcReader();
  const ends = (await readAll(reader, chunks, bytesMax)) ?? reader.ends();
  const { records, version, types, uris, firstDate, lastDate } = reader.seen();
  if (records === 0) return undefined;
  return {
    name: "warc",
    details: details({
      version,
      compressed,
      records,
      types: [...types].map(([type, count]) => `${type} ${count}`).join(", "),
      "target URIs": uris,
      "first date": firstDate,
      "last date": lastDate,
      ends,
    }),
  };
}

/** Gives how the file breaks off; nothing when the reader saw its end. */
async function readAll(reader: WarcReader, chunks: AsyncIterable<Uint8Array>, bytesMax: number): Promise<string | undefined> {
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > bytesMax) return `counted in the first ${bytesMax} bytes only`;
      // What is no WARC at its beginning is not one further on.
      if (!reader.push(chunk)) return undefined;
    }
  } catch (error) {
    if (error instanceof GunzipFault) return "breaks off: the gzip stream is damaged";
    throw error;
  }
  return undefined;
}
