import type { FileHandle } from "node:fs/promises";
import { isBlank } from "./blank.ts";

/** Whole lines of a file in shared memory, which is free again after `release`. */
export type Chunk = {
  readonly memory: SharedArrayBuffer;
  readonly length: number;
  /** Where the first line begins in the file. */
  readonly offset: number;
  readonly release: () => void;
};

const NEWLINE = 0x0a;

/**
 * The lines of a file from `from` on, up to its last newline or the first line that does not fit: chunks that begin and end with whole lines
 * and do not end with a blank one, which belongs to the line behind it. At most `slots` are out at a time.
 */
export async function* sharedChunks(
  file: FileHandle,
  from: number,
  { slots, bytes }: { readonly slots: number; readonly bytes: number },
): AsyncGenerator<Chunk> {
  const free = Array.from({ length: slots }, () => new SharedArrayBuffer(bytes));
  let wake: (() => void) | undefined;
  let offset = from;
  for (;;) {
    while (free.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    const memory = free.pop() as SharedArrayBuffer;
    const view = new Uint8Array(memory);
    const read = await fill(file, view, offset);
    const length = linesEnd(view, read);
    if (length === 0) return;
    const release = () => {
      free.push(memory);
      wake?.();
    };
    yield { memory, length, offset, release };
    offset += length;
    if (read < bytes && length === read) return;
  }
}

async function fill(file: FileHandle, view: Uint8Array, offset: number): Promise<number> {
  let filled = 0;
  while (filled < view.length) {
    const { bytesRead } = await file.read(view, filled, view.length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

/** Behind the last newline that ends a line with something on it; 0 when there is none. */
function linesEnd(view: Uint8Array, length: number): number {
  for (let end = view.subarray(0, length).lastIndexOf(NEWLINE); end >= 0; ) {
    const before = end === 0 ? -1 : view.lastIndexOf(NEWLINE, end - 1);
    if (!isBlank(view, before + 1, end)) return end + 1;
    end = before;
  }
  return 0;
}
