import type { ActionPredicate } from "../model/index.ts";
import { type Intent, type IntentKey, intentKey } from "./intent.ts";

/** Two readings of one moment: the host's clock, which somebody may set, and a steady one that nobody can. */
export type ClockPair = { readonly wallMs: number; readonly steadyMs: number };

/** An end that differs from its statement by no more is the one that was stated: clocks are read one after the other. */
const DRIFT_MS = 3000;

/**
 * When intents end, by a steady clock: noted when the intent is heard of, so that no step of the host's clock ends one early or holds it
 * longer. Intents of an earlier process end by the host's clock as it was at the start, but last no longer than they were stated for.
 */
export class Ends {
  readonly #now: () => ClockPair;
  readonly #intents: ReadonlyMap<IntentKey, Intent>;
  readonly #ends = new Map<IntentKey, { readonly expiresAtMs: number; readonly steadyMs: number }>();

  constructor(intents: ReadonlyMap<IntentKey, Intent>, now: () => ClockPair) {
    this.#now = now;
    this.#intents = intents;
    const moment = now();
    for (const intent of intents.values()) this.#note(intent, moment);
  }

  /** The steady clock, for `heed`. */
  get steadyMs(): number {
    return this.#now().steadyMs;
  }

  /** By how much the host's clock is ahead of the steady one; it changes only when somebody sets the host's clock. */
  get slackMs(): number {
    const { wallMs, steadyMs } = this.#now();
    return wallMs - steadyMs;
  }

  /** To be called when the book has taken a step. `steadyEndMs`: when it ends, as reckoned when it was decided. */
  heed({ measure, targets }: Pick<ActionPredicate, "measure" | "targets">, steadyEndMs?: number): void {
    const moment = this.#now();
    for (const target of targets) {
      const key = intentKey({ measure, target });
      const intent = this.#intents.get(key);
      if (intent === undefined) this.#ends.delete(key);
      else if (this.#isNews(intent, steadyEndMs)) this.#note(intent, moment, steadyEndMs);
    }
  }

  /** A stated end that is new, or, since the host's clock went back, one that is stated as earlier and comes later. */
  #isNews({ key, expiresAtMs }: Intent, steadyEndMs = Number.NEGATIVE_INFINITY): boolean {
    const known = this.#ends.get(key);
    return known?.expiresAtMs !== expiresAtMs || known.steadyMs < steadyEndMs;
  }

  /** Milliseconds until an intent ends; at most 0 when it has. */
  remainingMs(intent: Intent): number {
    const moment = this.#now();
    const known = this.#ends.get(intent.key);
    const steadyMs = known?.expiresAtMs === intent.expiresAtMs ? known.steadyMs : this.#note(intent, moment);
    return steadyMs - moment.steadyMs;
  }

  /** When an intent ends as the host's clock now shows it: as stated, unless that clock was set meanwhile. */
  expiresAtMs(intent: Intent): number {
    const byWallMs = Math.round(this.#now().wallMs + this.remainingMs(intent));
    return Math.abs(byWallMs - intent.expiresAtMs) <= DRIFT_MS ? intent.expiresAtMs : byWallMs;
  }

  #note({ key, expiresAtMs, sinceMs }: Intent, { wallMs, steadyMs }: ClockPair, steadyEndMs?: number): number {
    // Asked for no longer than from its beginning to its end, whatever the clock shows by now.
    const end = steadyEndMs ?? steadyMs + Math.min(expiresAtMs - wallMs, expiresAtMs - sinceMs);
    this.#ends.set(key, { expiresAtMs, steadyMs: end });
    return end;
  }
}
