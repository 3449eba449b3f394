import type { Clock } from "../lib/index.ts";

/** A clock may be set back by this much, as time services do; the last time is then said again. */
const STEP_BACK_SECONDS_MAX = 60n;

/**
 * The time of the next cosignature on a log, in POSIX seconds: never before `last`, so that cosignatures order as they were made.
 * Undefined when the clock stands further back: either that time or this one is wrong, and neither is to be signed.
 */
export function cosignatureTime(clock: Clock, last: bigint): bigint | undefined {
  const ms = clock();
  if (!Number.isFinite(ms) || ms < 1000) return undefined;
  const now = BigInt(Math.floor(ms / 1000));
  if (now >= last) return now;
  return last - now <= STEP_BACK_SECONDS_MAX ? last : undefined;
}
