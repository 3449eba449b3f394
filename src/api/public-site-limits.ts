import type { Context, MiddlewareHandler } from "hono";

/** Milliseconds since 1970. */
type Clock = () => number;

/** Requests that one address may make at once, and a second on the long run. */
export type RateLimit = { readonly burst: number; readonly perSecond: number };

/** So many addresses are remembered; the longest unseen goes first. */
const ADDRESSES_MAX = 10_000;

/**
 * True while an address stays within its rate (a token bucket each). An IPv6 address counts by its /64, which is what one subscriber
 * has. Memory is bounded: who floods from many addresses only pushes out other floods.
 */
export function createRateLimiter({ burst, perSecond }: RateLimit, clock: Clock): (address: string) => boolean {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  return (address) => {
    const key = networkOf(address);
    const nowMs = clock();
    const known = buckets.get(key) ?? { tokens: burst, atMs: nowMs };
    // A clock that goes back must not take tokens away.
    const passedMs = Math.max(0, nowMs - known.atMs);
    const tokens = Math.min(burst, known.tokens + (passedMs / 1000) * perSecond);
    buckets.delete(key);
    buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs: nowMs });
    if (buckets.size > ADDRESSES_MAX) buckets.delete(buckets.keys().next().value ?? key);
    return tokens >= 1;
  };
}

/** The address itself for IPv4, also when written as IPv6; the first four groups of an IPv6 address. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:([0-9.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(":")) return mapped ?? address;
  const [head = "", tail] = (address.split("%")[0] ?? "").split("::");
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups =
    tail === undefined ? front : [...front, ...Array<string>(Math.max(0, 8 - front.length - back.length)).fill("0"), ...back];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, "").toLowerCase())
    .join(":");
}

/**
 * Refuses a body that is too large, and one whose length is not said: to find out, it would have to be held (RFC 9110 §15.5.12). With
 * `isStreamed` whoever reads it judges it as it comes.
 */
export function lengthLimit({
  bodyBytesMax,
  isStreamed = false,
}: {
  readonly bodyBytesMax: number;
  readonly isStreamed?: boolean;
}): MiddlewareHandler {
  return async (context, next) => {
    if (context.req.header("transfer-encoding") !== undefined && !isStreamed) return context.text("length required\n", 411);
    if (Number(context.req.header("content-length") ?? "0") > bodyBytesMax) return context.text("too large\n", 413);
    return next();
  };
}

/** Requests at once: of all, and of one address. */
export type BusyLimit = { readonly max: number; readonly perAddressMax: number };

/**
 * At most `max` requests at once go further, and `perAddressMax` of one address (IPv6 by /64): a few slow bodies must not keep everybody
 * else out. The others get 503 or 429 and come again (RFC 9110 §10.2.3, RFC 6585 §4). `addressOf` says who asks.
 */
export function busyGate({ max, perAddressMax }: BusyLimit, addressOf: (context: Context) => string): MiddlewareHandler {
  const running = new Map<string, number>();
  let all = 0;
  return async (context, next) => {
    const key = networkOf(addressOf(context));
    const own = running.get(key) ?? 0;
    if (own >= perAddressMax) return context.text("too many requests at once\n", 429, { "retry-after": "1" });
    if (all >= max) return context.text("busy\n", 503, { "retry-after": "1" });
    running.set(key, own + 1);
    all++;
    try {
      await next();
    } finally {
      all--;
      const left = (running.get(key) ?? 1) - 1;
      if (left === 0) running.delete(key);
      else running.set(key, left);
    }
    return undefined;
  };
}
