import type { OpenSetting } from "./open-options.ts";
import { type Batch, batchOf, promiseOf, type SourceStream, type SyslogSource } from "./source.ts";
import { SyslogListener } from "./syslog.ts";
import { firstOf, IDLE_MS } from "./timing.ts";

/** Listens from now on, so that nothing sent after `listening` waits for the first batch to be asked for. */
export function openSyslogStream(source: SyslogSource, setting: OpenSetting): SourceStream {
  const listener = new SyslogListener(setting.now);
  const listening = listener.bind(source);
  setting.signal.addEventListener("abort", () => void listening.then(() => listener.close()), { once: true });
  return {
    source,
    promise: promiseOf(source),
    listening,
    position: (_id, end) => ({ kind: "none", fileId: null, offset: end.offset, mode: end.mode, cursor: null }),
    [Symbol.asyncIterator]: () => batches(source, listener, listening, setting),
  };
}

async function* batches(
  source: SyslogSource,
  listener: SyslogListener,
  listening: Promise<unknown>,
  setting: OpenSetting,
): AsyncGenerator<Batch> {
  const { now, signal } = setting;
  await listening;
  if (listener.problem !== undefined) {
    yield { ...batchOf(source.id, [], now()), ended: true, problems: [listener.problem] };
    return;
  }
  let idle = false;
  try {
    while (!signal.aborted) {
      const quiet: "ready" | "time" | "aborted" = await firstOf(listener.inbox.filled(), idle ? null : IDLE_MS, setting);
      if (quiet === "aborted") break;
      idle = quiet === "time";
      yield { ...nextBatch(source, listener, now), idle };
    }
  } finally {
    listener.close();
  }
  while (!listener.inbox.empty) yield nextBatch(source, listener, now);
  yield { ...batchOf(source.id, [], now()), ended: true };
}

function nextBatch(source: SyslogSource, { inbox }: SyslogListener, now: () => number): Batch {
  const { frames, readAtMs, dropped } = inbox.take();
  return { ...batchOf(source.id, frames, readAtMs ?? now()), dropped };
}
