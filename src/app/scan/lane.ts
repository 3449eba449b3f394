import { open } from "node:fs/promises";
import type { KnownHit } from "../../detect/index.ts";
import { present } from "../../lib/index.ts";
import type { Frame } from "../../telemetry/index.ts";
import { createFramer, readsAs } from "../../telemetry/index.ts";
import type { FileSource } from "../../telemetry/io/index.ts";
import type { QuietCount } from "../coverage-tally.ts";
import { inOrder } from "./in-order.ts";
import { PLAIN_BYTES_MAX } from "./lane-engine.ts";
import { type ChunkFindings, FRAME_NUMBERS } from "./lane-findings.ts";
import { type LaneThread, type LaneWork, startLaneThread } from "./lane-thread.ts";
import { type Chunk, sharedChunks } from "./shared-chunks.ts";

/** A frame to be read by the book. `known`: the detection rules that fit its event, where the thread could tell. */
export type HandedFrame = { readonly frame: Frame; readonly known?: readonly KnownHit[] };

/** A stretch of a file: frames to be read by the book, in order, and how many lines between them no rule fires on. */
export type Stretch = { readonly frames: readonly HandedFrame[]; readonly quiet: QuietCount; readonly end: number };

/** How files are looked at ahead of reading: by so many threads, when they are at least so large, so many bytes at a time. */
export type GoingAhead = { readonly threads: number; readonly bytesMin: number; readonly chunkBytes?: number };

/** Smaller files are read before threads have made their tables of the rules. */
export const WORTH_BYTES_MIN: number = 64 * 1024 * 1024;
/** Each chunk wakes two threads, whatever its size. */
const CHUNK_BYTES = 4 * 1024 * 1024;
const HEAD_BYTES = 64 * 1024;
const RETURN = 0x0d;

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

export type LaneOptions = Omit<GoingAhead, "bytesMin"> & {
  /** Told of a file on which a thread broke, by which error: a defect of ours. The rest of it is not looked at ahead. */
  readonly onDefect: (path: string, error: string) => void;
};

/** Starts threads for one format. */
export function openLane(work: LaneWork, { threads, chunkBytes = CHUNK_BYTES, onDefect }: LaneOptions): Lane {
  const hands: LaneThread[] = Array.from({ length: threads }, () => startLaneThread(work));
  const working = hands.map((hand) => ({
    take: async (chunk: Chunk) => ({ chunk, findings: await hand.take({ memory: chunk.memory, length: chunk.length }) }),
  }));
  return {
    async *read(path, signal) {
      const file = await open(path);
      try {
        const chunks = sharedChunks(file, 0, { slots: threads * 2 + 1, bytes: chunkBytes });
        for await (const { chunk, findings } of inOrder(chunks, working, threads * 2)) {
          if (findings.broke !== undefined) onDefect(path, findings.broke);
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

function stretchOf({ memory, length, offset }: Chunk, { frames, fired, quiet, blanks }: ChunkFindings): Stretch {
  const view = new Uint8Array(memory, 0, length);
  const handed = fired.map((known, at): HandedFrame => {
    const [start = 0, end = 0, before = 0] = frames.slice(at * FRAME_NUMBERS, (at + 1) * FRAME_NUMBERS);
    const frame = frameOf(view.slice(start, end + 1), offset + start);
    const counted = { ...frame, lines: frame.lines + before };
    return known === null ? { frame: counted } : { frame: counted, known };
  });
  return { frames: handed, quiet: { kinds: quiet, blanks }, end: offset + length };
}

/** The frame of one line with its newline. */
function frameOf(line: Uint8Array, offset: number): Frame {
  const end = line.length - 1;
  if (end > PLAIN_BYTES_MAX) {
    const framer = createFramer({ mode: "line", offset });
    return present([...framer.push(line), ...framer.end()][0], "a line that is not blank is a frame");
  }
  const bytes = line.subarray(0, line[end - 1] === RETURN ? end - 1 : end);
  return { bytes, offset, lines: 1, end: { offset: offset + line.length, mode: "line" } };
}
