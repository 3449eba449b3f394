import type { Range } from "../../model/index.ts";
import { type Interval, lengthMs, union, within, without } from "./intervals.ts";

/** When a service was out: surely (`lo`), as we think (`best`), and at most (`hi`). lo ⊆ best ⊆ hi. */
export type OutageSets = {
  readonly lo: readonly Interval[];
  readonly best: readonly Interval[];
  readonly hi: readonly Interval[];
};

/** What one look at a service said, at some moment of the span, both ends inclusive. */
export type Sample = { readonly fromMs: number; readonly toMs: number; readonly good: boolean };

export const NO_OUTAGE: OutageSets = { lo: [], best: [], hi: [] };

/** Instants that any of the sensors holds for an outage: a second sensor of the same outage adds nothing. */
export function unionOutages(sets: readonly OutageSets[]): OutageSets {
  return mapSets((pick) => union(...sets.map(pick)));
}

/** Only what lies in the window, without what was planned. */
export function countedOutages(sets: OutageSets, window: Interval, planned: readonly Interval[]): OutageSets {
  return mapSets((pick) => without(within(pick(sets), window), planned));
}

function mapSets(make: (pick: (sets: OutageSets) => readonly Interval[]) => readonly Interval[]): OutageSets {
  return { lo: make(({ lo }) => lo), best: make(({ best }) => best), hi: make(({ hi }) => hi) };
}

/** Lengths in seconds. */
export function outageSeconds({ lo, best, hi }: OutageSets): Range {
  return { lo: lengthMs(lo) / 1000, best: lengthMs(best) / 1000, hi: lengthMs(hi) / 1000 };
}

/** The longest single outage in seconds. */
export function longestSeconds({ lo, best, hi }: OutageSets): Range {
  const longest = (set: readonly Interval[]) =>
    union(set).reduce((most, part) => Math.max(most, part.toMs - part.fromMs), 0) / 1000;
  return { lo: longest(lo), best: longest(best), hi: longest(hi) };
}

/**
 * Outages between samples: one begins after the last good sample and by the first bad one, and ends after the last bad and by the next good
 * one. Half-way is the best guess; where the window's edge cuts an outage off, the guess runs to the edge. Samples come sorted.
 */
export function outagesOfSamples(samples: readonly Sample[], window: Interval): OutageSets {
  const parts: { lo: Interval; best: Interval; hi: Interval }[] = [];
  for (let at = 0; at < samples.length; at++) {
    const first = samples[at];
    if (first === undefined || first.good) continue;
    let last = first;
    const before = samples[at - 1];
    while (samples[at + 1]?.good === false) last = samples[++at] ?? last;
    parts.push(outageBetween({ before, first, last, after: samples[at + 1] }, window));
  }
  return {
    lo: union(parts.map(({ lo }) => lo)),
    best: union(parts.map(({ best }) => best)),
    hi: union(parts.map(({ hi }) => hi)),
  };
}

type Edges = {
  readonly before: Sample | undefined;
  readonly first: Sample;
  readonly last: Sample;
  readonly after: Sample | undefined;
};

function outageBetween({ before, first, last, after }: Edges, window: Interval): { lo: Interval; best: Interval; hi: Interval } {
  return {
    lo: { fromMs: first.toMs, toMs: last.fromMs },
    best: {
      fromMs: before === undefined ? window.fromMs : halfway(before, first),
      toMs: after === undefined ? window.toMs : halfway(last, after),
    },
    hi: { fromMs: before?.fromMs ?? window.fromMs, toMs: after?.toMs ?? window.toMs },
  };
}

function halfway(a: Sample, b: Sample): number {
  return Math.floor((a.fromMs + a.toMs + b.fromMs + b.toMs) / 4);
}
