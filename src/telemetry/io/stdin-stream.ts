import { createFramer } from "../framer.ts";
import type { OpenSetting } from "./open-options.ts";
import { framesOfPipe } from "./pipe.ts";
import { reasonOf } from "./reasons.ts";
import { type Batch, batchOf, promiseOf, type SourceStream, type StdinSource } from "./source.ts";

/** Standard input as a stream of batches. What a crash interrupts cannot be asked for again. */
export function openStdinStream(source: StdinSource, setting: OpenSetting): SourceStream {
  return {
    source,
    promise: promiseOf(source),
    listening: Promise.resolve(undefined),
    position: (_id, end) => ({ kind: "none", fileId: null, offset: end.offset, mode: end.mode, cursor: null }),
    [Symbol.asyncIterator]: () => batches(source, setting),
  };
}

async function* batches({ id }: StdinSource, setting: OpenSetting): AsyncGenerator<Batch> {
  const { now, stdin } = setting;
  const framer = createFramer();
  try {
    for await (const { frames, idle } of framesOfPipe(stdin, framer, setting)) {
      if (frames.length > 0 || idle) yield { ...batchOf(id, frames, now()), idle };
    }
  } catch (error) {
    const problem = { kind: "unreadable", source: id, reason: reasonOf(error) } as const;
    yield { ...batchOf(id, framer.settle(), now()), ended: true, problems: [problem] };
    return;
  }
  yield { ...batchOf(id, [], now()), ended: true };
}
