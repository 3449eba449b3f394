import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchProgress, Metric, Metrics } from "./bench.ts";
import { openEngine } from "./sigma/engine.ts";
import { type Lane, nestedLane, windowsLane } from "./sigma/lane.ts";
import { measured } from "./sigma/run-child.ts";
import { median } from "./sigma/throughput.ts";

export const name = "sigma";
export const title = "lines through every SigmaHQ rule, beside JSON.parse: warm, first, unique values; latency, start, memory";

const READY_RUNS = 3;
const WORKER_RUNS = 2;

type Numbers = Readonly<Record<string, number>>;

/** Measures the engine from bytes to hits, one thread, then threads. Nothing is sealed: that is `watch`. */
export async function run(progress: BenchProgress): Promise<Metrics> {
  const folder = await mkdtemp(join(tmpdir(), "meridian-bench-"));
  try {
    progress("unpacking recordings and making their values unique");
    const windows = windowsLane(folder);
    const engine = openEngine();
    const nested = nestedLane(folder, (line) => engine.run(Buffer.from(line)) > 0);
    return {
      ...(await rates(windows, "", progress)),
      ...(await rates(nested, "nested_", progress)),
      ...(await latencies(windows, progress)),
      ...(await start(windows, folder)),
      ...(await resident(windows, progress)),
      ...(await twoWorkers(windows, "", folder, progress)),
      ...(await twoWorkers(nested, "nested_", folder, progress)),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function rates(lane: Lane, prefix: string, progress: BenchProgress): Promise<Metrics> {
  const found = await measured("throughput", lane.recorded, ...lane.unique);
  progress(
    `${lane.name}: ${found["lines"]} lines, ${Math.round((found["bytes"] ?? 0) / 1e6)} MB, ${found["hits"]} hits; ` +
      `${found["uniqueLines"]} lines with unique values, ${found["uniqueHits"]} hits`,
  );
  return {
    [`${prefix}parse_only_per_s`]: metric(found, "parseOnly", "lines/s"),
    [`${prefix}warm_per_s`]: metric(found, "warm", "lines/s"),
    [`${prefix}first_per_s`]: metric(found, "first", "lines/s"),
    [`${prefix}unique_parse_only_per_s`]: metric(found, "uniqueParseOnly", "lines/s"),
    [`${prefix}unique_per_s`]: metric(found, "unique", "lines/s"),
    [`${prefix}parse_ratio_warm`]: metric(found, "warmRatio", "ratio", 2),
    [`${prefix}parse_ratio_first`]: metric(found, "firstRatio", "ratio", 1),
    [`${prefix}parse_ratio_unique`]: metric(found, "uniqueRatio", "ratio", 0.9),
  };
}

async function latencies(lane: Lane, progress: BenchProgress): Promise<Metrics> {
  const found = await measured("latency", lane.recorded);
  const share = Math.round(100 * (found["undisturbedShare"] ?? 0));
  progress(
    `${Math.round(found["load"] ?? 0)} lines/s arriving from many hosts; ${share} % of them while no other program took the core`,
  );
  return {
    latency_p50_us: lower(found, "p50", "µs"),
    latency_p99_us: lower(found, "p99", "µs", 100),
    latency_p99_even_bytes_us: lower(found, "p99Bytes", "µs", 100),
    latency_mixed_p50_us: lower(found, "p50Mixed", "µs"),
    latency_mixed_p99_us: lower(found, "p99Mixed", "µs", 100),
    ...(Number.isFinite(found["p99MixedUndisturbed"])
      ? { latency_mixed_p99_undisturbed_us: lower(found, "p99MixedUndisturbed", "µs", 100) }
      : {}),
  };
}

async function start(lane: Lane, folder: string): Promise<Metrics> {
  const cache = join(folder, "cache");
  const cold: number[] = [];
  const cached: number[] = [];
  await measured("ready", lane.recorded, cache); // fills the cache
  for (let round = 0; round < READY_RUNS; round++) {
    cold.push((await measured("ready", lane.recorded))["ms"] ?? Number.NaN);
    const found = await measured("ready", lane.recorded, cache);
    if (found["fromCache"] !== 1) throw new Error("the cache of rules was not used");
    cached.push(found["ms"] ?? Number.NaN);
  }
  return {
    ready_cold_ms: lower({ ms: median(cold) }, "ms", "ms", 1_000),
    ready_cached_ms: lower({ ms: median(cached) }, "ms", "ms", 100),
  };
}

async function resident(lane: Lane, progress: BenchProgress): Promise<Metrics> {
  progress("memory");
  return { rss_mb: lower(await measured("memory", lane.recorded), "rssMb", "MB", 400) };
}

/**
 * How many times as fast two threads are as one, by what the processor would need with nothing else to do, and by the wall, which on a busy
 * machine measures the others.
 */
async function twoWorkers(lane: Lane, prefix: string, folder: string, progress: BenchProgress): Promise<Metrics> {
  const cache = join(folder, "cache");
  const runs: { readonly one: Numbers; readonly two: Numbers }[] = [];
  while (runs.length < WORKER_RUNS) {
    const one = await measured("workers", lane.recorded, cache, "1");
    runs.push({ one, two: await measured("workers", lane.recorded, cache, "2") });
  }
  const ratio = (key: string) => median(runs.map(({ one, two }) => (one[key] ?? Number.NaN) / (two[key] ?? Number.NaN)));
  const hits = new Set(runs.flatMap(({ one, two }) => [one["hits"], two["hits"]]));
  if (hits.size !== 1) throw new Error("two threads found something else than one");
  const wall = ["warmWallMs", "coldWallMs"].map((key) => ratio(key).toFixed(2));
  progress(`${lane.name}: two threads against one on the wall of this machine: ${wall[0]} warm, ${wall[1]} cold`);
  return {
    [`${prefix}two_workers`]: metric({ ratio: ratio("warmIdleMs") }, "ratio", "ratio", 1.6),
    [`${prefix}two_workers_cold`]: metric({ ratio: ratio("coldIdleMs") }, "ratio", "ratio", 1.6),
  };
}

function metric(found: Numbers, key: string, unit: string, target: number | null = null): Metric {
  return { value: found[key] ?? Number.NaN, unit, target, better: "higher" };
}

function lower(found: Numbers, key: string, unit: string, target: number | null = null): Metric {
  return { ...metric(found, key, unit, target), better: "lower" };
}
