import type { FileHandle } from "node:fs/promises";
import { readContent } from "./content.ts";
import type { Compression } from "./source.ts";

/** So many first bytes tell a file from another that has its inode. */
export const HEAD_BYTES_MAX = 1_024;

/** The first bytes of the content. Of a damaged compressed file as many as there are: reading it later names the damage. */
export async function readHead(file: FileHandle, compression: Compression, bytesMax = HEAD_BYTES_MAX): Promise<Uint8Array> {
  if (compression === "none") {
    const buffer = Buffer.alloc(bytesMax);
    const { bytesRead } = await file.read(buffer, 0, bytesMax, 0);
    return buffer.subarray(0, bytesRead);
  }
  let head = Buffer.alloc(0);
  try {
    for await (const chunk of readContent(file, compression, 0)) {
      head = Buffer.concat([head, chunk.subarray(0, bytesMax - head.length)]);
      if (head.length === bytesMax) break;
    }
  } catch {
    return head; // damaged: what came before the damage is the head
  }
  return head;
}
