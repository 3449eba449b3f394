import { readContent } from "./content.ts";
import type { OpenFile } from "./open-file.ts";
import type { OpenSetting } from "./open-options.ts";
import { reasonOf } from "./reasons.ts";
import { type Batch, batchOf } from "./source.ts";

/**
 * Reads a file to its present end. A last line without newline is delivered. Where the file turns out damaged or unreadable, the
 * frames before that are delivered, then the problem; the piece that the damage cuts through is not.
 */
export async function* readOnce(file: OpenFile, setting: OpenSetting): AsyncGenerator<Batch> {
  const { now, signal } = setting;
  try {
    for await (const chunk of readContent(file.handle, file.compression, file.offset)) {
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
  yield { ...batchOf(file.id, file.framer.end(), now()), ended: true };
}
