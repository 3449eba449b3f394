import { type Shape, type Shaped, shape } from "../../lib/index.ts";
import type { Event } from "../../model/index.ts";
import { type Interval, lengthMs, union, within } from "./intervals.ts";
import { NO_OUTAGE, type OutageSets, outagesOfSamples, type Sample } from "./outage.ts";
import { matches, originOf, type Records, textIn, whereShape } from "./select.ts";

const SECONDS_MAX = 31_622_400;
const seconds = shape.number(0.001, SECONDS_MAX);
const name = shape.text(200);

/** How a service is seen: docs/damage.md §Sensors. `everyS` is how long one look speaks for. */
const sensorShape = shape.tagged("kind", {
  /** Each event is a look: good when it fits `good`, else bad. Health checks, web answers, refused connections. */
  samples: shape.record({ kind: shape.word("samples"), name, where: whereShape, good: whereShape, everyS: seconds }),
  /** Each event says that all is well; one that does not come within `everyS` is a bad look. */
  heartbeat: shape.record({ kind: shape.word("heartbeat"), name, where: whereShape, everyS: seconds }),
  /** A request is a good look when an answer goes the other way between the same ports within `withinS`. */
  exchange: shape.record({
    kind: shape.word("exchange"),
    name,
    ask: whereShape,
    answer: whereShape,
    withinS: seconds,
    everyS: seconds,
  }),
  /** Events that say that it went down or came up: alarms, tickets, services. They may come up to `lagS` late. */
  states: shape.record({
    kind: shape.word("states"),
    name,
    down: whereShape,
    up: whereShape,
    lagS: shape.number(0, SECONDS_MAX),
  }),
});
export type Sensor = Shaped<typeof sensorShape>;
export const sensorsShape: Shape<readonly Sensor[]> = shape.list(sensorShape, 50);

/** What one sensor saw in a window. `covered`: when it looked. `origins`: whose records say so. */
export type Sight = {
  readonly outages: OutageSets;
  readonly samples: readonly Sample[];
  readonly cited: readonly Event[];
  readonly origins: readonly string[];
  readonly covered: readonly Interval[];
  readonly caveats: readonly string[];
};

/** Outages as the sensor's records tell them. */
export function look(sensor: Sensor, records: Records, window: Interval): Sight {
  switch (sensor.kind) {
    case "samples":
      return lookAtSamples(sensor, records, window);
    case "heartbeat":
      return lookAtBeats(sensor, records, window);
    case "exchange":
      return lookAtExchanges(sensor, records, window);
    case "states":
      return lookAtStates(sensor, records, window);
  }
}

type Of<Kind extends Sensor["kind"]> = Extract<Sensor, { readonly kind: Kind }>;

function lookAtSamples({ where, good, everyS }: Of<"samples">, records: Records, window: Interval): Sight {
  const events = records.select(where, window);
  const samples = events.map((event) => ({ ...event.time, good: matches(good, event) }));
  return sightOf(samples, events, { everyS, window });
}

function lookAtBeats({ where, everyS, name: called }: Of<"heartbeat">, records: Records, window: Interval): Sight {
  const events = records.select(where, window);
  const samples: Sample[] = [];
  for (const [at, { time }] of events.entries()) {
    samples.push({ ...time, good: true });
    const nextMs = events[at + 1]?.time.fromMs ?? window.toMs;
    // The first and the last beat that did not come; those between say the same.
    const firstMs = Math.round(time.toMs + everyS * 1000);
    const lastMs = Math.round(nextMs - everyS * 1000);
    if (firstMs < nextMs) samples.push({ fromMs: firstMs, toMs: firstMs, good: false });
    if (firstMs < lastMs) samples.push({ fromMs: lastMs, toMs: lastMs, good: false });
  }
  const heard = sightOf(
    samples.filter(({ good }) => good),
    events,
    { everyS, window },
  );
  const sight = { ...sightOf(samples, events, { everyS, window }), covered: heard.covered };
  const silent = samples.some(({ good }) => !good);
  return silent ? { ...sight, caveats: [`${called}: silence counts as an outage, and could be a sensor that failed`] } : sight;
}

function lookAtExchanges({ ask, answer, withinS, everyS }: Of<"exchange">, records: Records, window: Interval): Sight {
  const asked = records.select(ask, window);
  const answered = new Map<string, Event[]>();
  const answers = records.select(answer, { fromMs: window.fromMs, toMs: Math.round(window.toMs + withinS * 1000) });
  for (const event of answers) {
    const key = peers(event, true);
    const list = answered.get(key) ?? [];
    list.push(event);
    answered.set(key, list);
  }
  const limitMs = withinS * 1000;
  const samples = asked.map((event) => ({
    ...event.time,
    good: isAnswered(event, answered.get(peers(event, false)) ?? [], limitMs),
  }));
  return sightOf(samples, [...asked, ...answers], { everyS, window });
}

/** The first answer that begins by then or later, and the one before it, whose span may reach so far. Answers are sorted. */
function isAnswered({ time: asked }: Event, answers: readonly Event[], limitMs: number): boolean {
  let low = 0;
  let high = answers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((answers[middle]?.time.fromMs ?? 0) < asked.fromMs) low = middle + 1;
    else high = middle;
  }
  return [answers[low - 1], answers[low]].some(
    (answer) => answer !== undefined && answer.time.toMs >= asked.fromMs && answer.time.fromMs - asked.toMs <= limitMs,
  );
}

function peers(event: Event, flipped: boolean): string {
  const from = [textIn(event, "src_ip"), textIn(event, "src_port")].join(" ");
  const to = [textIn(event, "dst_ip"), textIn(event, "dst_port")].join(" ");
  return flipped ? `${to} ${from}` : `${from} ${to}`;
}

function lookAtStates({ down, up, lagS, name: called }: Of<"states">, records: Records, window: Interval): Sight {
  const turns = [
    ...records.select(down, window).map((event) => ({ event, good: false })),
    ...records.select(up, window).map((event) => ({ event, good: true })),
  ].sort((a, b) => a.event.time.fromMs - b.event.time.fromMs || Number(b.good) - Number(a.good));
  const outages: OutageSets[] = [];
  const caveats = new Set<string>();
  for (let at = 0; at < turns.length; at++) {
    const first = turns[at];
    if (first === undefined || first.good) continue;
    let last = first;
    while (turns[at + 1]?.good === false) last = turns[++at] ?? last;
    const after = turns[at + 1]?.event.time;
    if (after === undefined) caveats.add(`${called}: nothing says that it came up again before the window ends`);
    outages.push(stateOutage({ from: first.event.time, last: last.event.time, to: after }, window, Math.round(lagS * 1000)));
  }
  const cited = turns.map(({ event }) => event);
  const seen = cited.length === 0 ? [] : [{ fromMs: cited[0]?.time.fromMs ?? 0, toMs: window.toMs }];
  if (cited.length > 0) caveats.add(`${called}: records changes only; its silence is read as no change`);
  return {
    outages: outages.length === 0 ? NO_OUTAGE : merge(outages),
    samples: [],
    cited,
    origins: originsOf(cited),
    covered: within(seen, window),
    caveats: [...caveats].sort(),
  };
}

type Turns = { readonly from: Event["time"]; readonly last: Event["time"]; readonly to: Event["time"] | undefined };

/** Without a word that it came up, it was surely out until it was last said to be, and likely until the window ends. */
function stateOutage({ from, last, to }: Turns, window: Interval, lagMs: number): OutageSets {
  const earliestMs = from.fromMs - lagMs;
  const middle = (a: number, b: number) => Math.floor((a + b) / 2);
  return {
    lo: [{ fromMs: from.toMs, toMs: to === undefined ? last.fromMs : to.fromMs - lagMs }],
    best: [{ fromMs: middle(earliestMs, from.toMs), toMs: to === undefined ? window.toMs : middle(to.fromMs - lagMs, to.toMs) }],
    hi: [{ fromMs: earliestMs, toMs: to === undefined ? window.toMs : to.toMs }],
  };
}

function merge(sets: readonly OutageSets[]): OutageSets {
  const all = (pick: (set: OutageSets) => readonly Interval[]) => union(...sets.map(pick));
  return { lo: all(({ lo }) => lo), best: all(({ best }) => best), hi: all(({ hi }) => hi) };
}

function sightOf(
  unsorted: readonly Sample[],
  cited: readonly Event[],
  { everyS, window }: { readonly everyS: number; readonly window: Interval },
): Sight {
  const samples = [...unsorted].sort((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs || Number(a.good) - Number(b.good));
  const spoken = samples.map(({ fromMs }) => ({ fromMs, toMs: Math.round(fromMs + everyS * 1000) }));
  return {
    outages: outagesOfSamples(samples, window),
    samples,
    cited,
    origins: originsOf(cited),
    covered: within(spoken, window),
    caveats: [],
  };
}

function originsOf(events: readonly Event[]): readonly string[] {
  return [...new Set(events.map(originOf))].sort();
}

/** Share of the window in which at least one of the sights looked. */
export function coverageOf(sights: readonly Sight[], window: Interval): number {
  return lengthMs(union(...sights.map(({ covered }) => covered))) / (window.toMs - window.fromMs);
}
