import { isoTime, type Shape, shape } from "../../lib/index.ts";
import type { Range } from "../../model/index.ts";
import type { Answer, Arguments, QueryDefinition } from "./ask.ts";
import { CLOCK_READINGS, type ClockReading, type ClockSample, clockSamples } from "./clock-series.ts";
import { spanOf } from "./downtime.ts";
import { type Interval, lengthMs, within } from "./intervals.ts";
import { type Records, whereShape } from "./select.ts";

const readingShape: Shape<ClockReading> = shape.record({
  kind: shape.word(...CLOCK_READINGS),
  /** Of `offset-field`: the field in seconds. Of `ntp-answer`: not read. */
  offset: shape.text(200),
  /** The field that names the client that was served. */
  client: shape.text(200),
});

const NEEDS = ["from", "to", "where", "reading"];

/** Largest absolute error of the time served, ms. */
export const CLOCK_ERROR: QueryDefinition = {
  name: "clock-error.largest",
  version: "1",
  quantity: "clock-error",
  needs: NEEDS,
  takes: ["baselineFrom", "noiseMs"],
  run: (args, records) => {
    const seen = samplesIn(args, records, args.window());
    const largest = seen.samples.reduce((most, { errorMs }) => Math.max(most, errorMs), 0);
    const noise = args.jsonOr("noiseMs", shape.number(0, 1e6), 0);
    return {
      ...clockAnswer(args, seen),
      value: { lo: Math.max(0, largest - noise), best: largest, hi: largest + noise },
      unit: "ms",
      countingRule: "largest absolute difference between the time served and the reference clock",
      baseline: baselineOf(
        args,
        records,
        (samples) => `largest ${samples.reduce((most, { errorMs }) => Math.max(most, errorMs), 0).toFixed(3)} ms`,
      ),
    };
  },
};

/** The area under the absolute error over time, summed over the clients served, ms·s·client. */
export const CLIENT_TIME_ERROR: QueryDefinition = {
  name: "client-time-error.integral",
  version: "1",
  quantity: "client-time-error",
  needs: [...NEEDS, "everyS"],
  takes: ["baselineFrom"],
  run: (args, records) => {
    const window = args.window();
    const seen = samplesIn(args, records, window);
    const everyMs = Math.round(args.json("everyS", shape.number(0.001, 86_400)) * 1000);
    const clients = [...Map.groupBy(seen.samples, ({ client }) => client)].map(([name, samples]) => ({
      name,
      ...area(samples, everyMs),
    }));
    const sum = (pick: (value: Range) => number) => rounded(clients.reduce((total, { value }) => total + pick(value), 0));
    const covered = clients.map(({ spans }) => lengthMs(within(spans, window)) / (window.toMs - window.fromMs));
    return {
      ...clockAnswer(args, seen),
      value: { lo: sum(({ lo }) => lo), best: sum(({ best }) => best), hi: sum(({ hi }) => hi) },
      unit: "ms·s·client",
      coverage: covered.length === 0 ? 0 : Math.min(...covered),
      countingRule: `for each client the area under |error| between samples at most ${everyMs / 1000} s apart, summed over ${clients.length} clients`,
      baseline: baselineOf(args, records, (samples, before) => {
        const best = [...Map.groupBy(samples, ({ client }) => client).values()].reduce(
          (all, own) => all + area(own, everyMs).value.best,
          0,
        );
        const share = (window.toMs - window.fromMs) / (before.toMs - before.fromMs);
        return `at the rate before: ${rounded(best * share).toFixed(3)} ms·s·client would have come about anyway`;
      }),
      parts: clients.map(({ name, value }) => ({ name: `client ${name}`, origin: name, value })),
    };
  },
};

type Seen = { readonly samples: readonly ClockSample[]; readonly unread: number };

function samplesIn(args: Arguments, records: Records, window: Interval): Seen {
  return clockSamples(records.select(args.json("where", whereShape), window), args.json("reading", readingShape));
}

function clockAnswer(args: Arguments, { samples, unread }: Seen): Omit<Answer, "value" | "unit" | "countingRule" | "baseline"> {
  const window = args.window();
  const caveats = [
    "measured against the clock of whoever recorded it",
    "between two samples the error is taken to lie between them",
  ];
  if (unread > 0) caveats.push(`${unread} records name no client or no time served`);
  return {
    over: spanOf(window),
    cited: samples.map(({ event }) => event),
    coverage: null,
    caveats,
    pricedOn: null,
    parts: [],
    negative: samples.length > 0 ? null : `no time served was seen from ${isoTime(window.fromMs)} to ${isoTime(window.toMs)}`,
    picture: null,
  };
}

function baselineOf(
  args: Arguments,
  records: Records,
  say: (samples: readonly ClockSample[], before: Interval) => string,
): string | null {
  const before = args.before();
  if (before === null) return null;
  const { samples } = samplesIn(args, records, before);
  return samples.length === 0 ? "no sample before the window" : say(samples, before);
}

/** Between samples at t and u with errors a and b: at least min(a, b)·(u − t), at most max(a, b)·(u − t). Longer gaps count for nothing. */
function area(samples: readonly ClockSample[], everyMs: number): { readonly value: Range; readonly spans: readonly Interval[] } {
  const value = { lo: 0, best: 0, hi: 0 };
  const spans: Interval[] = [];
  for (const [at, one] of samples.entries()) {
    const next = samples[at + 1];
    if (next === undefined || next.atMs - one.atMs > everyMs) continue;
    const seconds = (next.atMs - one.atMs) / 1000;
    value.lo += Math.min(one.errorMs, next.errorMs) * seconds;
    value.best += ((one.errorMs + next.errorMs) / 2) * seconds;
    value.hi += Math.max(one.errorMs, next.errorMs) * seconds;
    spans.push({ fromMs: one.atMs, toMs: next.atMs });
  }
  return { value, spans };
}

/** To a millionth: below what any of these clocks tells. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
