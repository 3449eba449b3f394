const FIRST_DELAY_MS = 500;
const DELAY_MS_MAX = 10_000;

/** Attempts at one message, the first included: an order that is not obeyed within some seconds is the operator's concern, not a queue's. */
const ATTEMPTS_MAX = 4;

/** What came of one attempt: an HTTP status, or null when there was no answer. `retryAfterS` as its header says. */
export type Attempt = { readonly status: number | null; readonly retryAfterS: number | null };

/**
 * How long to wait before the next attempt; null for none. `attempt` counts from 1, `random` is from 0 to 1. Only what may pass by itself
 * is tried again: no answer, 408, 429 and 5xx (but 501).
 */
export function delayBeforeNext(attempt: number, { status, retryAfterS }: Attempt, random: number): number | null {
  const mayPass = status === null || status === 408 || status === 429 || (status >= 500 && status !== 501);
  if (!mayPass || attempt >= ATTEMPTS_MAX) return null;
  const backOff = FIRST_DELAY_MS * 2 ** (attempt - 1) * (0.75 + random / 2);
  return Math.min(DELAY_MS_MAX, Math.max(backOff, (retryAfterS ?? 0) * 1000));
}

/** True for 200 to 299. A redirect is no success: where orders go is the operator's to say. */
export function isDelivered({ status }: Attempt): boolean {
  return status !== null && status >= 200 && status <= 299;
}
