import type { Readable } from "node:stream";
import type { Frame } from "../frame.ts";
import type { Framer } from "../framer.ts";
import type { OpenSetting } from "./open-options.ts";
import { firstOf, IDLE_MS, SETTLE_MS } from "./timing.ts";

export type PipeFrames = { readonly frames: Frame[]; readonly idle: boolean };

/**
 * Frames of a pipe as they come: asks for more only when it is asked, lets the newest line go after SETTLE_MS of quiet and says idle
 * after IDLE_MS. Gives the rest at the end of the pipe; nothing more once the signal aborts. Throws what the pipe throws.
 */
export async function* framesOfPipe(pipe: Readable, framer: Framer, setting: OpenSetting): AsyncGenerator<PipeFrames> {
  const chunks = (pipe as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  const stop = (): void => void pipe.destroy();
  setting.signal.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      const pending = chunks.next();
      pending.catch(() => undefined); // it is awaited below; the abort may come between
      yield* quiet(pending, framer, setting);
      if (setting.signal.aborted) return;
      const next = await pending;
      if (next.done === true) break;
      yield { frames: framer.push(next.value), idle: false };
    }
    yield { frames: framer.end(), idle: false };
  } finally {
    setting.signal.removeEventListener("abort", stop);
    stop();
  }
}

/** What there is to say until `pending` is settled. */
async function* quiet(pending: Promise<unknown>, framer: Framer, setting: OpenSetting): AsyncGenerator<PipeFrames> {
  const arrived = pending.then(
    () => undefined,
    () => undefined,
  );
  if ((await firstOf(arrived, SETTLE_MS, setting)) !== "time") return;
  yield { frames: framer.settle(), idle: false };
  if ((await firstOf(arrived, IDLE_MS, setting)) !== "time") return;
  yield { frames: [], idle: true };
  await firstOf(arrived, null, setting);
}
