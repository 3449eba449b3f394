import { open } from "node:fs/promises";
import type { Frame } from "../../telemetry/index.ts";
import { readsAs } from "../../telemetry/index.ts";
import type { FileSource } from "../../telemetry/io/index.ts";
import type { QuietCount } from "../coverage-tally.ts";
import { inOrder } from "./in-order.ts";
import { type ChunkFindings, FRAME_NUMBERS } from "./lane-engine.ts";
import { type LaneThread, type LaneWork, startLaneThread } from "./lane-thread.ts";
import { type Chunk, sharedChunks } from "./shared-chunks.ts";

/** A stretch of a file: frames to be read by the book, in order, and how many lines between them no rule fires on. */
export type Stretch = { readonly frames: readonly Frame[]; readonly quiet: QuietCount; readonly end: number };

/** How files are looked at ahead of reading: by so many threads, when they are at least so large. */
export type GoingAhead = { readonly threads: number; readonly bytesMin: number };

/** Smaller files are read before threads have made their tables of the rules. */
export const WORTH_BYTES_MIN: number = 64 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;
const HEAD_BYTES = 64 * 1024;

/** The format for which a file can be looked at by threads; undefined for one that must be read line by line. */
export async function laneFormat(source: FileSource, utcOffsetMinutes: number, bytesMin: number): Promise<string | undefined> {
  if (source.compression !== "none" || source.position !== null || source.sizeBytes < bytesMin) return undefined;
  const file = await open(source.path);
  try {
    const head = new Uint8Array(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    return readsAs(head.subarray(0, bytesRead), utcOffsetMinutes);
  } finally {
    await file.close();
  }
}

/** Threads that look at files of one format, one file after the other. */
export type Lane = {
  /**
   * Stretches in the order of the file, up to its last whole line, or to where lines of another format are among them. What the threads
   * learn of one file helps with the next.
   */
  readonly read: (path: string, signal: AbortSignal) => AsyncGenerator<Stretch>;
  readonly close: () => Promise<void>;
};

/** Starts threads for one format. */
export function openLane(work: LaneWork, threads: number): Lane {
  const hands: LaneThread[] = Array.from({ length: threads }, () => startLaneThread(work));
  const working = hands.map((hand) => ({
    take: async (chunk: Chunk) => ({ chunk, findings: await hand.take({ memory: chunk.memory, length: chunk.length }) }),
  }));
  return {
    async *read(path, signal) {
      const file = await open(path);
      try {
        const chunks = sharedChunks(file, 0, { slots: threads * 2 + 1, bytes: CHUNK_BYTES });
        for await (const { chunk, findings } of inOrder(chunks, working, threads * 2)) {
          if (signal.aborted || findings.isMixed) return;
          yield stretchOf(chunk, findings);
          chunk.release();
        }
      } finally {
        await file.close();
      }
    },
    close: async () => {
      await Promise.all(hands.map((hand) => hand.close()));
    },
  };
}

function stretchOf({ memory, length, offset }: Chunk, { frames, quiet: kinds, lines }: ChunkFindings): Stretch {
  const view = new Uint8Array(memory, 0, length);
  const read: Frame[] = [];
  let framed = 0;
  for (let at = 0; at < frames.length; at += FRAME_NUMBERS) {
    const [start, end, blanks] = [frames[at] ?? 0, frames[at + 1] ?? 0, frames[at + 2] ?? 0];
    const hasReturn = end > start && view[end - 1] === 0x0d;
    framed += 1 + blanks;
    read.push({
      bytes: view.slice(start, hasReturn ? end - 1 : end),
      offset: offset + start,
      lines: 1 + blanks,
      end: { offset: offset + end + 1, mode: "line" },
    });
  }
  const counted = kinds.reduce((sum, one) => sum + one.lines, framed);
  return { frames: read, quiet: { kinds, blanks: lines - counted }, end: offset + length };
}
