import { isoTime } from "../../lib/index.ts";

/** What a clock read at some moment of the round: the moment of the round is in [fromMs, toMs + slackMs]. Ms since 1970. */
export type Reading = {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** How long before the round's end it may have been read. */
  readonly slackMs: number;
};

/** Sources that cannot all be right, and why. */
export type Contradiction = { readonly sources: readonly string[]; readonly reason: string };

/** Both ends inclusive, ms since 1970. */
export type Span = { readonly fromMs: number; readonly toMs: number };

/** What the readings of one round agree on; null when they do not. */
export type Agreement = { readonly interval: Span | null; readonly contradictions: readonly Contradiction[] };

/** An earlier moment that the round cannot be before, by the order of the log: the interval of the time statement at `entry`. */
export type Floor = { readonly entry: number; readonly fromMs: number };

/**
 * What several clocks agree on (Marzullo 1984; RFC 5905 §11.2.1). Of n clocks (n − 1) / 2, rounded down, may lie in any way: the interval
 * is all that the others could mean, the hull of what at least n minus that many readings hold, so it has the true moment and does
 * not reach beyond the readings of the honest. Where no moment is held by so many, it is null. Who is outside the largest agreeing set
 * is named; of several sets of that size none is preferred, and all in which they differ are named together. Each name counts once.
 * Readings before `floor` are against the order of the log, named and left out.
 */
export function agree(readings: readonly Reading[], floor: Floor | undefined): Agreement {
  const [timely, late] = split(oncePerName(readings), floor);
  const contradictions = late.map((reading) => againstOrder(reading, floor as Floor));
  if (timely.length === 0) return { interval: null, contradictions };
  const needed = timely.length - Math.floor((timely.length - 1) / 2);
  const regions = regionsOf(timely);
  const depth = Math.max(...regions.map(({ members }) => members.length));
  if (depth < needed) return { interval: null, contradictions: [...contradictions, noMajority(timely)] };
  const likely = regions.filter(({ members }) => members.length >= needed);
  const fromMs = Math.max(floor?.fromMs ?? Number.NEGATIVE_INFINITY, Math.min(...likely.map((region) => region.fromMs)));
  const toMs = Math.max(...likely.map((region) => region.toMs));
  return { interval: { fromMs, toMs }, contradictions: [...contradictions, ...blame(timely, deepest(regions, depth))] };
}

/** A stretch of time, and the readings that hold all of it. */
type Region = Span & { readonly members: readonly Reading[] };

const endOf = ({ toMs, slackMs }: Reading): number => toMs + slackMs;

/** The first reading of each name: a party with two clocks is one party. */
function oncePerName(readings: readonly Reading[]): readonly Reading[] {
  return readings.filter(({ name }, at) => readings.findIndex((reading) => reading.name === name) === at);
}

function split(readings: readonly Reading[], floor: Floor | undefined): readonly [readonly Reading[], readonly Reading[]] {
  const isLate = (reading: Reading) => floor !== undefined && endOf(reading) < floor.fromMs;
  return [readings.filter((reading) => !isLate(reading)), readings.filter(isLate)];
}

/** Where at least one reading holds, cut at every end. Readings are closed, so a point where two touch is a region of its own. */
function regionsOf(readings: readonly Reading[]): readonly Region[] {
  const ends = [...new Set(readings.flatMap((reading) => [reading.fromMs, endOf(reading)]))].sort((a, b) => a - b);
  const spans = ends.flatMap((end, at): Span[] => {
    const next = ends[at + 1];
    return [{ fromMs: end, toMs: end }, ...(next === undefined ? [] : [{ fromMs: end, toMs: next }])];
  });
  return spans
    .map((span) => ({ ...span, members: readings.filter((one) => one.fromMs <= span.fromMs && span.toMs <= endOf(one)) }))
    .filter(({ members }) => members.length > 0);
}

/** The regions of the greatest depth, one for each set of readings. */
function deepest(regions: readonly Region[], depth: number): readonly Region[] {
  const sets = new Map<string, Region>();
  for (const region of regions.filter(({ members }) => members.length === depth)) {
    const key = region.members.map(({ name }) => name).join("\n");
    const before = sets.get(key);
    if (before === undefined) sets.set(key, region);
    else sets.set(key, { ...before, fromMs: Math.min(before.fromMs, region.fromMs), toMs: Math.max(before.toMs, region.toMs) });
  }
  return [...sets.values()];
}

const SPANS_SAID_MAX = 8;

const said = ({ fromMs, toMs }: Span): string => `${isoTime(fromMs)} to ${isoTime(toMs)}`;

function against(reading: Reading, { fromMs, toMs, members }: Region): Contradiction {
  const reason = `reads ${said(reading)}, but ${members.length} others agree on ${said({ fromMs, toMs })}`;
  return { sources: [reading.name], reason };
}

function againstOrder(reading: Reading, { entry, fromMs }: Floor): Contradiction {
  const reason = `reads ${said(reading)}, but the tree holds entry ${entry}, which was not there before ${isoTime(fromMs)}`;
  return { sources: [reading.name], reason };
}

function noMajority(readings: readonly Reading[]): Contradiction {
  return { sources: readings.map(({ name }) => name), reason: "no moment is within what more than half of them read" };
}

/** Who is outside the one best region; or, of several, whoever is not in all of them. */
function blame(readings: readonly Reading[], best: readonly Region[]): readonly Contradiction[] {
  const outside = readings.filter((reading) => !best.every(({ members }) => members.includes(reading)));
  const [only, ...more] = best;
  if (only !== undefined && more.length === 0) return outside.map((reading) => against(reading, only));
  const spans = best.slice(0, SPANS_SAID_MAX).map(said).join(", or ");
  const reason = `undecided which of them are right: ${only?.members.length} agree on each of ${spans}`;
  return [{ sources: outside.map(({ name }) => name), reason }];
}
