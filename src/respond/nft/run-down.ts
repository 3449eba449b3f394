import { assert } from "../../lib/index.ts";

/** The longest that anything is held without being asked for again: 30 days. */
const TIMEOUT_MS_MAX = 30 * 86_400_000;
/** Ends that are remembered; the oldest are forgotten first. */
const REMEMBERED_MAX = 600_000;

/** Two readings of one moment: the host's clock, and one that nobody can set. */
export type Moment = { readonly wallMs: number; readonly steadyMs: number };

/**
 * How long an order still runs. The same order asked for again (as after a flush) never runs longer than when it was first asked for,
 * whatever the host's clock was set to meanwhile; kernel timeouts are not touched by clock steps at all.
 */
export type RunDown = {
  /** Milliseconds from now, above 0 and at most TIMEOUT_MS_MAX; or a sentence that says why it cannot be held. */
  remaining(key: string, expiresAtMs: number | null, now: Moment): number | string;
  /** To be called when the order is carried out, with what `remaining` gave. */
  remember(key: string, expiresAtMs: number | null, steadyEndMs: number): void;
};

/** Remembers the ends of the last orders by the steady clock; empty after a restart, when the host's clock alone decides. */
export function createRunDown(): RunDown {
  const ends = new Map<string, { readonly expiresAtMs: number | null; readonly steadyEndMs: number }>();
  return {
    remaining(key, expiresAtMs, now) {
      if (expiresAtMs === null) return "expected an end: what is held in the kernel must end by itself";
      if (!Number.isSafeInteger(expiresAtMs)) return "expected an end in whole milliseconds";
      const known = ends.get(key);
      const byWall = expiresAtMs - now.wallMs;
      const ms = known?.expiresAtMs === expiresAtMs ? Math.min(byWall, known.steadyEndMs - now.steadyMs) : byWall;
      if (ms <= 0) return "its end has passed";
      return ms <= TIMEOUT_MS_MAX ? ms : `expected an end at most ${TIMEOUT_MS_MAX / 86_400_000} days ahead`;
    },
    remember(key, expiresAtMs, steadyEndMs) {
      ends.delete(key);
      ends.set(key, { expiresAtMs, steadyEndMs });
      if (ends.size > REMEMBERED_MAX) forgetOldest(ends);
    },
  };
}

function forgetOldest(ends: Map<string, unknown>): void {
  const oldest = ends.keys().next();
  assert(oldest.done !== true, "a full map has a first key");
  ends.delete(oldest.value);
}
