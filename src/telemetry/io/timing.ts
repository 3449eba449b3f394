/** Resolves after `ms` or as soon as `signal` aborts; never rejects. Handed in, so that tests decide when time passes. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** A source that was quiet for this long says so. */
export const IDLE_MS = 1_000;
/** How often a followed file is looked at. */
export const POLL_MS = 250;
/** The newest line of a pipe is let go when nothing follows it for this long. */
export const SETTLE_MS = 50;

/** Waits by the host's timer. */
export const waitByTimer: Wait = (ms, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });

/** Waits for `ready`, for `ms` to pass (null: for ever) or for `signal`, whichever is first; the wait that lost is ended. */
export async function firstOf(
  ready: Promise<unknown>,
  ms: number | null,
  timing: { readonly wait: Wait; readonly signal: AbortSignal },
): Promise<"ready" | "time" | "aborted"> {
  if (timing.signal.aborted) return "aborted";
  const over = new AbortController();
  const either = AbortSignal.any([timing.signal, over.signal]);
  const waited = (ms === null ? aborted(either) : timing.wait(ms, either)).then(() => "time" as const);
  const first = await Promise.race([ready.then(() => "ready" as const), waited]);
  over.abort();
  return timing.signal.aborted ? "aborted" : first;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
