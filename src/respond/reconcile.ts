import type { Measure } from "../model/index.ts";
import type { Held } from "./actuator.ts";
import { type Intent, type IntentKey, intentKey } from "./intent.ts";

/** The least share of intended blocks that must be held; below it there is an alarm. */
export const ENFORCEMENT_RATIO_MIN = 0.999;

/** The end of an element that the system holds may differ so far from what is intended before it is repaired. */
const END_TOLERANCE_MS = 3000;

/** What a comparison needs beside intent and what is held. */
export type ComparisonContext = {
  readonly nowMs: number;
  /** When an intent ends by the clock that shows nowMs; by default as it was stated. They differ when that clock was set meanwhile. */
  readonly endOf?: (intent: Intent) => number;
  /** Measures that the actuator holds over time; intents of others are not compared. */
  readonly measures: readonly Measure[];
  /** Why a target must not be held; null when it may. */
  readonly protectedWhy: (held: Pick<Held, "measure" | "target">) => string | null;
  /** On its way to or from the system while it was read: says nothing of drift. */
  readonly busy: ReadonlySet<IntentKey>;
};

/** What differs between intent and what is held, and what to do about each. */
export type Comparison = {
  /** Intents that have not run out. */
  readonly intended: number;
  /** Of those, how many are held, whatever their end. */
  readonly held: number;
  /** held / intended before any repair; 1 when nothing is intended. */
  readonly ratio: number;
  /** Missing, or ending too early. */
  readonly reassert: readonly Intent[];
  /** Held for longer than intended: to be taken away and put back. */
  readonly shorten: readonly Intent[];
  /** Run out; nothing need be done but say so. */
  readonly expired: readonly Intent[];
  /** Run out by the clock, and still held. */
  readonly remove: readonly Held[];
  /** Held without a statement. */
  readonly found: readonly Held[];
  /** Held though protected. */
  readonly offending: readonly { readonly held: Held; readonly why: string }[];
};

/** Compares what is meant with what is there. Pure; each input appears in at most one of the lists, but for `remove`, whose intent is in `expired`. */
export function reconcile(intents: Iterable<Intent>, held: readonly Held[], context: ComparisonContext): Comparison {
  const byKey = new Map(held.map((one) => [intentKey(one), one]));
  const offending = offenders(held, context);
  const offends = new Set(offending.map((one) => intentKey(one.held)));
  const lists = { reassert: [] as Intent[], shorten: [] as Intent[], expired: [] as Intent[], remove: [] as Held[] };
  const count = { intended: 0, held: 0 };
  const { nowMs, endOf = stated } = context;
  for (const intent of intents) {
    if (!context.measures.includes(intent.measure)) continue;
    const one = byKey.get(intent.key);
    byKey.delete(intent.key);
    if (context.busy.has(intent.key) || offends.has(intent.key)) continue;
    const endMs = endOf(intent);
    if (endMs > nowMs) {
      count.intended++;
      if (one !== undefined) count.held++;
    }
    sort(intent, one, { lists, nowMs, endMs });
  }
  const found = [...byKey.values()].filter((one) => !context.busy.has(intentKey(one)) && !offends.has(intentKey(one)));
  return { ...count, ratio: count.intended === 0 ? 1 : count.held / count.intended, ...lists, found, offending };
}

type Sorting = {
  readonly lists: {
    readonly reassert: Intent[];
    readonly shorten: Intent[];
    readonly expired: Intent[];
    readonly remove: Held[];
  };
  readonly nowMs: number;
  readonly endMs: number;
};

const stated = ({ expiresAtMs }: Intent): number => expiresAtMs;

function sort(intent: Intent, held: Held | undefined, { lists, nowMs, endMs }: Sorting): void {
  if (endMs <= nowMs) {
    lists.expired.push(intent);
    if (held !== undefined) lists.remove.push(held);
    return;
  }
  if (held === undefined) {
    lists.reassert.push(intent);
    return;
  }
  const lateMs = (held.expiresAtMs ?? Number.POSITIVE_INFINITY) - endMs;
  if (lateMs > END_TOLERANCE_MS) lists.shorten.push(intent);
  else if (lateMs < -END_TOLERANCE_MS) lists.reassert.push(intent);
}

function offenders(held: readonly Held[], { protectedWhy, busy }: ComparisonContext): Comparison["offending"] {
  return held.flatMap((one) => {
    const why = protectedWhy(one);
    return why === null || busy.has(intentKey(one)) ? [] : [{ held: one, why }];
  });
}
