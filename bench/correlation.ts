import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseJson } from "../src/lib/index.ts";
import type { Event } from "../src/model/index.ts";
import type { BenchProgress, Metrics } from "./bench.ts";
import { detectorOf, EVENT_COUNT, plainEvent, VALUE_COUNT, VALUE_MEDIAN, VALUE_SUM } from "./correlation/load.ts";

export const name = "correlation";
export const title = "correlations over events in memory, beside looking up a Map of the same keys; memory of a million groups";

const EVENTS = 300_000;
const GROUPS = 1_000_000;
/** One fewer than the most that a condition may ask for, so that none is reached. */
const VALUES = 9_999;
const USERS = 1_000;
const ROUNDS = 5;
const MEGABYTE = 1_000_000;

/** Measures whole detectors: matching the base rule, finding the group, counting, deciding. */
export async function run(progress: BenchProgress): Promise<Metrics> {
  const byUser = eventsOf(USERS);
  const byValue = eventsOf(VALUES);
  const lookups = best(() => lookupRate(byUser));
  progress(`${Math.round(lookups)} look-ups a second`);
  const rates = new Map<string, number>();
  const cases: readonly (readonly [name: string, bodies: readonly string[], events: readonly Event[]])[] = [
    ["event_count", [EVENT_COUNT], byUser],
    ["value_count", [VALUE_COUNT], byValue],
    ["value_sum", [VALUE_SUM], byValue],
    ["value_median", [VALUE_MEDIAN], byValue],
    ["mixed", [EVENT_COUNT, VALUE_COUNT, VALUE_SUM], byValue],
  ];
  for (const [type, bodies, events] of cases) {
    rates.set(
      type,
      best(() => observeRate(bodies, events)),
    );
    progress(`${type}: ${Math.round(rates.get(type) ?? 0)} events a second`);
  }
  const [plain, whole] = [memoryOf("plain"), memoryOf("whole")];
  const rate = (type: string, target: number | null) =>
    ({ value: rates.get(type) ?? 0, unit: "events/s", target, better: "higher" }) as const;
  const ratio = (type: string) =>
    ({ value: (rates.get(type) ?? 0) / lookups, unit: "ratio", target: null, better: "higher" }) as const;
  return {
    lookup_only_per_second: { value: lookups, unit: "events/s", target: null, better: "higher" },
    event_count_per_second: rate("event_count", 500_000),
    event_count_ratio: ratio("event_count"),
    value_count_per_second: rate("value_count", 500_000),
    value_count_ratio: ratio("value_count"),
    value_sum_per_second: rate("value_sum", null),
    value_median_per_second: rate("value_median", null),
    mixed_per_second: rate("mixed", null),
    million_groups_rss: { value: plain / MEGABYTE, unit: "MB", target: 400, better: "lower" },
    million_groups_whole_rss: { value: whole / MEGABYTE, unit: "MB", target: null, better: "lower" },
  };
}

/** Events a millisecond apart whose users take turns. */
function eventsOf(users: number): readonly Event[] {
  return Array.from({ length: EVENTS }, (_, index) => plainEvent(`user${(index * 7) % users}`, index));
}

function observeRate(bodies: readonly string[], events: readonly Event[]): number {
  const detector = detectorOf(bodies);
  return rateOf(events, (event) => detector.observe(event));
}

/** The least that counting by a field can cost. */
function lookupRate(events: readonly Event[]): number {
  const counts = new Map<unknown, number>();
  return rateOf(events, ({ fields }) => counts.set(fields["user"], (counts.get(fields["user"]) ?? 0) + 1));
}

/** Events a second of this process's own time, all its threads together: the machine may be shared. */
function rateOf(events: readonly Event[], work: (event: Event) => unknown): number {
  const before = process.cpuUsage();
  for (const event of events) work(event);
  const { user, system } = process.cpuUsage(before);
  return (events.length / (user + system)) * 1_000_000;
}

/** The best of some rounds: other work on the machine only ever takes away. */
function best(measure: () => number): number {
  return Math.max(...Array.from({ length: ROUNDS }, measure));
}

function memoryOf(kind: string): number {
  const script = join(import.meta.dirname, "correlation", "groups-child.ts");
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, String(GROUPS), kind], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  const told = parseJson(stdout.trim());
  if (!told.ok) throw new Error(`not JSON: ${stdout}`);
  const { rss, evictions } = told.value as { rss: number; evictions: number };
  if (evictions > 0) throw new Error("groups were given up");
  return rss;
}
