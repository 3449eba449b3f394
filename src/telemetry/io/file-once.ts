import { readContent } from "./content.ts";
import type { OpenFile } from "./open-file.ts";
import type { OpenSetting } from "./open-options.ts";
import { reasonOf } from "./reasons.ts";
import { type Batch, batchOf } from "./source.ts";

/** A file that was written to less than this ago may be in the middle of a line. */
const BEING_WRITTEN_MS = 10_000;

/**
 * Reads a file to its present end. A last line without newline is delivered, unless it may still grow and is to be left. Where the file turns out damaged or unreadable, the
 * frames before that are delivered, then the problem; the piece that the damage cuts through is not.
 */
export async function* readOnce(file: OpenFile, setting: OpenSetting): AsyncGenerator<Batch> {
  const { now, signal } = setting;
  try {
    const { size } = await file.handle.stat();
    if (setting.leaveUnfinished && (await isBeingWritten(file, now()))) await file.stopAtLastChunk(size);
    for await (const read of readContent(file.handle, file.compression, file.offset)) {
      const chunk = read.subarray(0, Math.max(0, file.readTo - file.offset));
      if (chunk.length === 0) break;
      const frames = file.take(chunk);
      if (frames.length > 0) yield batchOf(file.id, frames, now());
      if (signal.aborted) return;
    }
  } catch (error) {
    const reason = `${reasonOf(error)}, after byte ${file.offset} of its content`;
    const problem = { kind: "unreadable", source: file.id, reason } as const;
    yield { ...batchOf(file.id, file.framer.settle(), now()), ended: true, problems: [problem] };
    return;
  }
  yield { ...(await lastBatch(file, setting)), ended: true };
}

async function lastBatch(file: OpenFile, { leaveUnfinished, now }: OpenSetting): Promise<Batch> {
  if (!leaveUnfinished || !(await isBeingWritten(file, now()))) return batchOf(file.id, file.framer.end(), now());
  const whole = file.framer.settle();
  const [unfinished] = file.framer.end();
  if (unfinished === undefined) return batchOf(file.id, whole, now());
  const reason = `what begins at byte ${unfinished.offset} is still being written; the next run reads it`;
  return { ...batchOf(file.id, whole, now()), problems: [{ kind: "unfinished", source: file.id, reason }] };
}

async function isBeingWritten(file: OpenFile, nowMs: number): Promise<boolean> {
  return file.compression === "none" && nowMs - (await file.handle.stat()).mtimeMs < BEING_WRITTEN_MS;
}
