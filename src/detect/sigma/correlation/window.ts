import type { CorrelationRule } from "../ast.ts";
import type { Entry } from "./entry.ts";
import type { Tally } from "./tally.ts";
import type { Timeline } from "./timeline.ts";

/** When windows begin, by kind (docs/sigma.md, Correlations). */
export type Windows = Pick<CorrelationRule, "window" | "timespanMs" | "gapMs">;

/** The first moment of the window that ends at an entry. */
export function windowStartMs({ window, timespanMs }: Windows, { atMs, sessionMs }: Pick<Entry, "atMs" | "sessionMs">): number {
  if (window === "sliding") return atMs - timespanMs;
  return window === "tumbling" ? bucketMs(atMs, timespanMs) : sessionMs;
}

/** The start of the bucket that a time is in. */
export function bucketMs(atMs: number, timespanMs: number): number {
  return Math.floor(atMs / timespanMs) * timespanMs;
}

/** When the session of an entry began that follows `before`; `atMs` and `sessionMs` of that. */
export function sessionOf(
  { timespanMs, gapMs }: Windows,
  { atMs }: Pick<Entry, "atMs">,
  before: { readonly atMs: number; readonly sessionMs: number } | undefined,
): number {
  // What was given up may be later than an event that comes late: no session begins after its own entry.
  const isBehind = before !== undefined && atMs >= before.sessionMs;
  const isNew = !isBehind || atMs - before.atMs > (gapMs ?? 0) || atMs - before.sessionMs > timespanMs;
  return isNew ? atMs : before.sessionMs;
}

/** The window that a tally is of: places `low` to `high` of a timeline, both inclusive; empty when high is before low. */
export class Cursor {
  readonly tally: Tally;
  low = 0;
  high = -1;
  #fromMs = Number.POSITIVE_INFINITY;

  constructor(tally: Tally) {
    this.tally = tally;
  }

  /** Brings the tally to the window that ends at a place. Forward steps cost amortised constant time. */
  moveTo(timeline: Timeline, end: number, fromMs: number): void {
    this.#fromMs = fromMs;
    while (this.high > end) this.#out(timeline, this.high--, this.low);
    if (this.low > this.high + 1) this.low = this.high + 1;
    while (this.high < end) this.#in(timeline, ++this.high);
    while (this.low > timeline.start && timeline.at(this.low - 1).atMs >= fromMs) this.#in(timeline, --this.low);
    while (this.low <= end && timeline.at(this.low).atMs < fromMs) this.#out(timeline, this.low++, 0);
  }

  /** The oldest place is about to be dropped. */
  beforeShift(timeline: Timeline): void {
    const place = timeline.start;
    if (this.low > place) return;
    if (this.high >= place) this.#out(timeline, place, place);
    this.low = place + 1;
    if (this.high < place) this.high = place;
  }

  /** An entry is about to be taken out of its place, while the window ends at the newest. */
  beforeBury(entry: Entry): void {
    if (entry.atMs >= this.#fromMs) this.tally.leave(entry);
  }

  /** Places moved. */
  moved(by: (place: number) => number): void {
    this.high = by(this.high + 1) - 1;
    this.low = by(this.low);
  }

  #in(timeline: Timeline, place: number): void {
    const entry = timeline.at(place);
    if (!entry.isDead) this.tally.enter(entry);
  }

  #out(timeline: Timeline, place: number, from: number): void {
    const entry = timeline.at(place);
    if (place >= from && !entry.isDead) this.tally.leave(entry);
  }
}
