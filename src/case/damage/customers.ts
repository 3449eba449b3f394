import { isoTime, parseIsoTime, type Shape, shape } from "../../lib/index.ts";
import type { Event, Range } from "../../model/index.ts";
import { type Answer, type Arguments, BadArgument, intervalsShape, type QueryDefinition } from "./ask.ts";
import { countAnswer, distinctBy, namelessCaveat, rangeOf } from "./counting.ts";
import { lookAtService, type ServiceSight, spanOf } from "./downtime.ts";
import { type Interval, lengthMs, union } from "./intervals.ts";
import { type OutageSets, unionOutages } from "./outage.ts";
import { numberIn, type Records, textIn, whereShape } from "./select.ts";
import { type Sensor, sensorsShape } from "./sensors.ts";

/**
 * The rows of the connectivity table as it stood at a moment: those of the last snapshot that began by then. Rows of one snapshot share the
 * field `snapshot`; without one, all rows up to then are the table.
 */
function tableAt(args: Arguments, records: Records, window: Interval): readonly Event[] {
  const at = args.textOr("at", isoTime(window.fromMs));
  const atMs = parseIsoTime(at);
  if (atMs === undefined) throw new BadArgument("at", "a time such as 2026-11-22T12:00:00.000Z");
  // A table may be months old: everything up to the moment is looked at.
  const rows = records
    .select(args.json("where", whereShape), { fromMs: Number.MIN_SAFE_INTEGER, toMs: atMs + 1 })
    .filter(({ time }) => time.fromMs <= atMs);
  const field = args.textOr("snapshot", null);
  if (field === null) return rows;
  const latest = rows.map((row) => textIn(row, field)).findLast((name) => name !== undefined);
  return rows.filter((row) => latest !== undefined && textIn(row, field) === latest);
}

const TABLE = ["where", "customer", "service"];

/** Customers connected to a service when it was hit. */
export const CUSTOMERS: QueryDefinition = {
  name: "customers.connected",
  version: "1",
  quantity: "customers",
  needs: ["from", "to", "of", ...TABLE],
  takes: ["at", "snapshot"],
  run: (args, records) => {
    const window = args.window();
    const service = args.text("of");
    const rows = tableAt(args, records, window).filter((row) => textIn(row, args.text("service")) === service);
    const counted = distinctBy(rows, [args.text("customer")]);
    return {
      ...countAnswer(rows, window),
      value: rangeOf(counted),
      countingRule: `distinct ${args.text("customer")} connected to ${service} in the table of that time`,
      caveats: namelessCaveat(counted),
      baseline: null,
      negative: rows.length > 0 ? null : `no customer of ${service} in the table of that time`,
    };
  },
};

const servicesShape: Shape<readonly { readonly service: string; readonly sensors: readonly Sensor[] }[]> = shape.list(
  shape.record({ service: shape.text(200), sensors: sensorsShape }),
  50,
);

/** A service that is listed twice is one service with the sensors of both. */
function sensorsByService(args: Arguments): ReadonlyMap<string, readonly Sensor[]> {
  const byService = new Map<string, readonly Sensor[]>();
  for (const { service, sensors } of args.json("services", servicesShape))
    byService.set(service, [...(byService.get(service) ?? []), ...sensors]);
  return byService;
}

/** Hours that customers were without: for each customer the union over its services, then the sum over customers. */
export const CUSTOMER_HOURS: QueryDefinition = {
  name: "customer-hours.union",
  version: "1",
  quantity: "customer-hours",
  needs: ["from", "to", "services", ...TABLE],
  takes: ["at", "snapshot", "planned"],
  run: (args, records) => customerHours(args, records),
};

function customerHours(args: Arguments, records: Records): Answer {
  const window = args.window();
  const planned = args.jsonOr("planned", intervalsShape, []);
  const seen = new Map<string, ServiceSight>();
  for (const [service, sensors] of sensorsByService(args)) seen.set(service, lookAtService(sensors, records, window, planned));
  const rows = tableAt(args, records, window).filter((row) => seen.has(textIn(row, args.text("service")) ?? ""));
  const { named, nameless } = servicesByCustomer(rows, args);
  const value = hoursOf(named, nameless, seen);
  const sights = [...seen.values()];
  return {
    value,
    unit: "h·customer",
    over: spanOf(window),
    cited: [...rows, ...sights.flatMap(({ cited }) => cited)],
    coverage: sights.length === 0 ? null : Math.min(...sights.map(({ coverage }) => coverage)),
    countingRule: "for each customer the union of the outages of its services, summed over customers",
    baseline: null,
    caveats: [
      ...new Set([...sights.flatMap(({ caveats }) => caveats), ...namelessCaveat({ keys: [], nameless: nameless.length })]),
    ].sort(),
    pricedOn: null,
    parts: [],
    negative: value.hi > 0 ? null : "no customer was seen to be without service",
    picture: null,
  };
}

function servicesByCustomer(
  rows: readonly Event[],
  args: Arguments,
): { named: Map<string, Set<string>>; nameless: readonly string[] } {
  const named = new Map<string, Set<string>>();
  const nameless: string[] = [];
  for (const row of rows) {
    const customer = textIn(row, args.text("customer"));
    const service = textIn(row, args.text("service")) ?? "";
    if (customer === undefined) nameless.push(service);
    else named.set(customer, (named.get(customer) ?? new Set()).add(service));
  }
  return { named, nameless: nameless.sort() };
}

/** Whole milliseconds are added before they become hours, so that no order of the customers changes the sum. */
function hoursOf(named: Map<string, Set<string>>, nameless: readonly string[], seen: Map<string, ServiceSight>): Range {
  const outagesOf = (services: Iterable<string>) => unionOutages([...services].map((name) => seen.get(name)?.union ?? EMPTY));
  const groups = [...named.values()].map(outagesOf);
  const sum = (pick: (sets: OutageSets) => readonly Interval[]) => groups.reduce((ms, sets) => ms + lengthMs(pick(sets)), 0);
  const extra = nameless.reduce((ms, service) => ms + lengthMs(union(seen.get(service)?.union.hi ?? [])), 0);
  const hour = 3_600_000;
  return { lo: sum(({ lo }) => lo) / hour, best: sum(({ best }) => best) / hour, hi: (sum(({ hi }) => hi) + extra) / hour };
}

const EMPTY: OutageSets = { lo: [], best: [], hi: [] };

/** A feeder beyond this is a broken line. */
const MEGAWATTS_MAX = 1e6;

/**
 * Energy that was not supplied: for each feeder its load just before, times the time it was out. The load in the window before gives the
 * bounds, because what would have been drawn can only be inferred.
 */
export const ENERGY: QueryDefinition = {
  name: "energy.interrupted-load",
  version: "1",
  quantity: "energy-not-supplied",
  needs: ["from", "to", "baselineFrom", "services", "where", "feeder", "megawatts"],
  takes: ["planned"],
  run: (args, records) => energy(args, records),
};

function energy(args: Arguments, records: Records): Answer {
  const window = args.window();
  const before = args.before() ?? window;
  const loads = records.select(args.json("where", whereShape), before);
  const planned = args.jsonOr("planned", intervalsShape, []);
  const caveats: string[] = ["the load that would have been drawn is inferred from the window before"];
  const feeders = [...sensorsByService(args)].map(([service, sensors]) => {
    const seen = lookAtService(sensors, records, window, planned);
    const mw = loads
      .filter((event) => textIn(event, args.text("feeder")) === service)
      .flatMap((event) => numberIn(event, args.text("megawatts")) ?? [])
      .filter((load) => load >= 0 && load <= MEGAWATTS_MAX);
    if (mw.length === 0) caveats.push(`no load of ${service} before the outage: it is in none of the three figures`);
    const hours = (set: readonly Interval[]) => lengthMs(set) / 3_600_000;
    const value = {
      lo: mw.reduce((least, load) => Math.min(least, load), mw[0] ?? 0) * hours(seen.union.lo),
      best: (mw.at(-1) ?? 0) * hours(seen.union.best),
      hi: mw.reduce((most, load) => Math.max(most, load), 0) * hours(seen.union.hi),
    };
    return { name: service, seen, value };
  });
  feeders.sort((a, b) => (a.name < b.name ? -1 : 1));
  const sum = (pick: (value: Range) => number) => feeders.reduce((total, { value }) => total + pick(value), 0);
  return {
    value: { lo: sum(({ lo }) => lo), best: sum(({ best }) => best), hi: sum(({ hi }) => hi) },
    unit: "MWh",
    over: spanOf(window),
    cited: [...loads, ...feeders.flatMap(({ seen }) => seen.cited)],
    coverage: feeders.length === 0 ? null : Math.min(...feeders.map(({ seen }) => seen.coverage)),
    countingRule: "for each feeder, its load × the union of its outages; feeders do not overlap",
    baseline: `${loads.length} readings of load before the window; best is each feeder's last one`,
    caveats: [...new Set([...caveats, ...feeders.flatMap(({ seen }) => seen.caveats)])].sort(),
    pricedOn: null,
    parts: feeders.map(({ name, value }) => ({ name, origin: "feeder", value })),
    negative: null,
    picture: null,
  };
}
