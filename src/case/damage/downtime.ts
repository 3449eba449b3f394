import { isoTime } from "../../lib/index.ts";
import type { ClockedSpan, Event, Range } from "../../model/index.ts";
import { type Answer, type Arguments, intervalsShape, type OutagePicture, type QueryDefinition } from "./ask.ts";
import { type Interval, inAtLeast, isInside, lengthMs, union } from "./intervals.ts";
import { countedOutages, longestSeconds, type OutageSets, outageSeconds, unionOutages } from "./outage.ts";
import type { Records } from "./select.ts";
import { coverageOf, look, type Sensor, type Sight, sensorsShape } from "./sensors.ts";

/** What all sensors of one service saw, with what was planned taken out. */
export type ServiceSight = {
  readonly union: OutageSets;
  readonly sights: readonly { readonly sensor: Sensor; readonly sight: Sight; readonly outages: OutageSets }[];
  readonly coverage: number;
  /** Seconds that at least two origins hold for an outage, as best they know. */
  readonly agreedS: number;
  readonly cited: readonly Event[];
  readonly caveats: readonly string[];
};

/** Looks at a service through its sensors. */
export function lookAtService(
  sensors: readonly Sensor[],
  records: Records,
  window: Interval,
  planned: readonly Interval[],
): ServiceSight {
  const sights = sensors.map((sensor) => {
    const sight = look(sensor, records, window);
    return { sensor, sight, outages: countedOutages(sight.outages, window, planned) };
  });
  const all = unionOutages(sights.map(({ outages }) => outages));
  const agreed = inAtLeast(
    2,
    independent(sights).map((group) => union(...group.map(({ outages }) => outages.best))),
  );
  const origins = new Set(sights.filter(({ outages }) => outages.hi.length > 0).flatMap(({ sight }) => sight.origins));
  const caveats = [...sights.flatMap(({ sight }) => sight.caveats), ...contradictions(sights, all)];
  if (all.hi.length > 0 && origins.size < 2) caveats.push("the records of one origin only say so");
  return {
    union: all,
    sights,
    coverage: coverageOf(
      sights.map(({ sight }) => sight),
      window,
    ),
    agreedS: lengthMs(agreed) / 1000,
    cited: sights.flatMap(({ sight }) => sight.cited),
    caveats: [...new Set(caveats)].sort(),
  };
}

/** Groups that share no origin: sensors that do are one witness. */
function independent(sights: ServiceSight["sights"]): readonly ServiceSight["sights"][] {
  let groups: { origins: readonly string[]; members: ServiceSight["sights"] }[] = [];
  for (const seen of sights) {
    const joined = groups.filter(({ origins }) => origins.some((origin) => seen.sight.origins.includes(origin)));
    const apart = groups.filter((group) => !joined.includes(group));
    const origins = [...joined.flatMap((group) => group.origins), ...seen.sight.origins];
    groups = [...apart, { origins, members: [...joined.flatMap(({ members }) => members), seen] }];
  }
  return groups.map(({ members }) => members);
}

/** Good looks of one sensor in the middle of what others are sure was an outage. */
function contradictions(sights: ServiceSight["sights"], all: OutageSets): readonly string[] {
  return sights.flatMap(({ sensor, sight }) => {
    const against = sight.samples.filter((sample) => sample.good && isInside(all.lo, sample));
    return against.length === 0
      ? []
      : [`${sensor.name} saw the service ${against.length} times while other sensors say it was out`];
  });
}

/** Both ends of a window as a quantity says them. */
export function spanOf({ fromMs, toMs }: Interval): ClockedSpan {
  return { from: isoTime(fromMs), to: isoTime(toMs), clock: null };
}

const RULE = "union of the outages that any sensor saw, each instant once, without planned maintenance";

function answer(args: Arguments, records: Records, measure: (sets: OutageSets) => Range, rule: string): Answer {
  const window = args.window();
  const sensors = args.json("sensors", sensorsShape);
  const planned = args.jsonOr("planned", intervalsShape, []);
  const seen = lookAtService(sensors, records, window, planned);
  const value = measure(seen.union);
  const service = args.text("service");
  return {
    value,
    unit: "s",
    over: spanOf(window),
    cited: seen.cited,
    coverage: seen.coverage,
    countingRule: rule,
    baseline: baselineOf(args, records, measure),
    caveats: [...seen.caveats, `at least two origins agree on ${seen.agreedS.toFixed(3)} s`],
    pricedOn: null,
    parts: seen.sights.map(({ sensor, sight, outages }) => ({
      name: sensor.name,
      origin: sight.origins.join(", ") || "nobody",
      value: measure(outages),
    })),
    negative: value.hi > 0 ? null : `no outage of ${service} seen from ${isoTime(window.fromMs)} to ${isoTime(window.toMs)}`,
    picture: pictureOf(seen, window, planned),
  };
}

function pictureOf(seen: ServiceSight, window: Interval, planned: readonly Interval[]): OutagePicture {
  const sensors = seen.sights.map(({ sensor, sight, outages }) => ({
    name: sensor.name,
    origin: sight.origins.join(", "),
    outages,
  }));
  return { window, planned, sensors, union: seen.union };
}

function baselineOf(args: Arguments, records: Records, measure: (sets: OutageSets) => Range): string | null {
  const window = args.before();
  if (window === null) return null;
  const seen = lookAtService(args.json("sensors", sensorsShape), records, window, args.jsonOr("planned", intervalsShape, []));
  if (seen.cited.length === 0) return "no record of these sensors before the window";
  const { lo, best, hi } = measure(seen.union);
  const length = (window.toMs - window.fromMs) / 1000;
  return `in the ${length.toFixed(3)} s before, with the same sensors: ${best.toFixed(3)} s (${lo.toFixed(3)} to ${hi.toFixed(3)})`;
}

const NEEDS = ["service", "from", "to", "sensors"];
const TAKES = ["planned", "baselineFrom"];

/** Seconds that a service was out. docs/damage.md §Quantities. */
export const DOWNTIME: QueryDefinition = {
  name: "downtime.union",
  version: "1",
  quantity: "downtime",
  needs: NEEDS,
  takes: TAKES,
  run: (args, records) => answer(args, records, outageSeconds, RULE),
};

/** Seconds of the longest single outage: what thresholds on one interruption ask for. */
export const LONGEST: QueryDefinition = {
  name: "downtime.longest",
  version: "1",
  quantity: "downtime",
  needs: NEEDS,
  takes: TAKES,
  run: (args, records) => answer(args, records, longestSeconds, "longest single outage in the union of what any sensor saw"),
};
