import assert from "node:assert/strict";

/** Work in pieces of a sixteenth and in one piece; quadratic work takes 16 times as long in one piece, linear work as long. */
const PIECES = 16;
const RATIO_MAX = 5;
/** Below this the clock of processor time (a few ms a tick) says nothing. */
const MS_MIN = 40;
const TRIES = 3;

/**
 * Fails when `work` on a value of `units` characters takes out of proportion longer than on its sixteenth parts. Compares processor times of
 * this thread within one run, so that neither the machine nor its other users count; the best of three.
 */
export function assertProportional(work: (units: number) => void, units: number, what: string): void {
  const small = Math.ceil(units / PIECES);
  work(small); // warm-up
  let ratio = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < TRIES && ratio > RATIO_MAX; attempt++) {
    const whole = cpuMs(() => work(units));
    if (whole < MS_MIN) return;
    const pieces = cpuMs(() => {
      for (let piece = 0; piece < PIECES; piece++) work(small);
    });
    ratio = Math.min(ratio, whole / Math.max(pieces, MS_MIN / PIECES));
  }
  assert.ok(ratio <= RATIO_MAX, `${what}: ${units} characters take ${ratio.toFixed(1)} times as long as their sixteenths`);
}

function cpuMs(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
