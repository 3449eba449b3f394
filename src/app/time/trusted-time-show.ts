import type { Node } from "../node.ts";
import { msOf } from "./trusted-time.ts";
import { type TimeEntry, type TimeOutline, timeEntries } from "./trusted-time-entries.ts";

/** A bound, and the entry of the time statement that gives it. */
export type TimeBound = { readonly at: string; readonly entry: number };

/** When an entry came to be, by the time statements before and after it. */
export type EntryTime = {
  readonly entry: number;
  /** It was not there before: by the newest time statement that stands before it. null when none does. */
  readonly notBefore: TimeBound | null;
  /** It was there by then: by the first time statement whose tree has it. null when none does. */
  readonly notAfter: TimeBound | null;
  /** Milliseconds between the two; negative when the clocks are against the order of the log; null without both. */
  readonly widthMs: number | null;
  /** The statement that gives `notAfter`, or else `notBefore`. */
  readonly by: TimeOutline | null;
  /** What any of the statements that were looked at found, each with its entry. */
  readonly contradictions: readonly (TimeOutline["contradictions"][number] & { readonly entry: number })[];
};

/** When `entry` came to be. The statements are believed here; `verifyTimes` checks them. */
export async function showTime(node: Node, entry: number): Promise<EntryTime> {
  return entryTime(await timeEntries(node), entry);
}

/** What `entries`, oldest first, say of one entry. */
export function entryTime(entries: readonly TimeEntry[], entry: number): EntryTime {
  const upper = earliest(entries.filter(({ predicate }) => predicate.checkpoint.size > entry));
  const lower = latest(entries.filter((other) => other.entry < entry));
  const notAfter = boundOf(upper, "notAfter");
  const notBefore = boundOf(lower, "notBefore");
  const looked = entries.filter((one) => one === upper || one === lower || isSilentFor(one, entry));
  return {
    entry,
    notBefore,
    notAfter,
    widthMs: notBefore === null || notAfter === null ? null : msOf(notAfter.at) - msOf(notBefore.at),
    by: (upper ?? lower)?.predicate ?? null,
    contradictions: looked.flatMap((one) => one.predicate.contradictions.map((said) => ({ ...said, entry: one.entry }))),
  };
}

/** Statements that would bound the entry but whose clocks contradict each other. */
function isSilentFor({ predicate: { checkpoint, interval } }: TimeEntry, entry: number): boolean {
  return interval === null && checkpoint.size > entry;
}

function earliest(entries: readonly TimeEntry[]): TimeEntry | undefined {
  return extreme(entries, (left, right) => msOf(left.notAfter) < msOf(right.notAfter));
}

function latest(entries: readonly TimeEntry[]): TimeEntry | undefined {
  return extreme(entries, (left, right) => msOf(left.notBefore) > msOf(right.notBefore));
}

type Interval = NonNullable<TimeOutline["interval"]>;

function extreme(entries: readonly TimeEntry[], isBetter: (left: Interval, right: Interval) => boolean): TimeEntry | undefined {
  let best: TimeEntry | undefined;
  for (const one of entries) {
    const [mine, its] = [one.predicate.interval, best?.predicate.interval];
    if (mine !== null && (!its || isBetter(mine, its))) best = one;
  }
  return best;
}

function boundOf(found: TimeEntry | undefined, end: keyof Interval): TimeBound | null {
  const interval = found?.predicate.interval;
  return found === undefined || !interval ? null : { at: interval[end], entry: found.entry };
}
