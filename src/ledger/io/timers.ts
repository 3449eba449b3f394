import type { After } from "../sealer.ts";

/** Timers of the platform. One that waits does not keep the process alive. */
export const after: After = (ms, run) => {
  const timer = setTimeout(run, ms);
  timer.unref();
  return () => clearTimeout(timer);
};
