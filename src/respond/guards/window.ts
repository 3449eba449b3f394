const BUCKETS = 60;

/**
 * Amounts of the last `widthMs`, in 60 buckets of a fixed size: a bucket counts until it lies wholly outside, so the sum errs to the
 * high side by at most a sixtieth of the width. Time is monotonic milliseconds; one that goes back counts as the latest seen.
 */
export type SlidingWindow = {
  sum(nowMs: number): number;
  add(amount: number, nowMs: number): void;
  /** Milliseconds until the sum is at most `target`; 0 when it is. */
  untilMs(target: number, nowMs: number): number;
  copy(): SlidingWindow;
};

/** An empty window. */
export function createWindow(widthMs: number): SlidingWindow {
  return windowOf(widthMs / BUCKETS, new Float64Array(BUCKETS + 1), -1);
}

function windowOf(bucketMs: number, amounts: Float64Array, latest: number): SlidingWindow {
  const size = amounts.length;
  let newest = latest;
  let total = amounts.reduce((sum, amount) => sum + amount, 0);
  const slide = (nowMs: number) => {
    const bucket = Math.floor(nowMs / bucketMs);
    if (!(bucket > newest)) return;
    const passed = Math.min(size, bucket - newest);
    for (let step = 1; step <= passed; step++) {
      const at = (bucket - passed + step) % size;
      total -= amounts[at] ?? 0;
      amounts[at] = 0;
    }
    newest = bucket;
  };
  return {
    sum: (nowMs) => {
      slide(nowMs);
      return total;
    },
    add: (amount, nowMs) => {
      slide(nowMs);
      const at = Math.max(0, newest) % size;
      amounts[at] = (amounts[at] ?? 0) + amount;
      total += amount;
    },
    untilMs: (target, nowMs) => {
      slide(nowMs);
      let left = total;
      for (let age = size - 1; age >= 0 && left > target; age--) {
        left -= amounts[(newest - age + size) % size] ?? 0;
        if (left <= target) return Math.max(0, (newest - age + size) * bucketMs - nowMs);
      }
      return 0;
    },
    copy: () => windowOf(bucketMs, amounts.slice(), newest),
  };
}
