import { closeSync, createReadStream, openSync, readSync } from "node:fs";

/** Reads a file of at most so many bytes; of one that is larger, or never ends, no more than that. Throws the system's error, or one that says the bound. */
export async function readAtMost(path: string, bytesMax: number): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  for await (const piece of createReadStream(path, { end: bytesMax })) pieces.push(piece as Buffer);
  return bounded(Buffer.concat(pieces), bytesMax);
}

/** The same, at once. */
export function readAtMostNow(path: string, bytesMax: number): Uint8Array {
  const file = openSync(path, "r");
  try {
    const room = new Uint8Array(bytesMax + 1);
    let size = 0;
    for (let read = -1; read !== 0 && size <= bytesMax; size += read)
      read = readSync(file, room, size, bytesMax + 1 - size, null);
    return bounded(room.subarray(0, size), bytesMax);
  } finally {
    closeSync(file);
  }
}

function bounded({ buffer, byteOffset, length }: Uint8Array, bytesMax: number): Uint8Array {
  if (length > bytesMax) throw new Error(`expected at most ${bytesMax} bytes`);
  return new Uint8Array(buffer, byteOffset, length);
}
