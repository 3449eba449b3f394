import { createDetector, type Detector } from "../src/detect/index.ts";
import { readJsonLine } from "../src/lib/index.ts";
import type { Event } from "../src/model/index.ts";
import { eventsOf, filesUnder, sigmaRules } from "../test/sigma/support.ts";
import { zipLines } from "../test/sigma/zip.ts";
import { sharedData } from "../test/support/shared-data.ts";
import type { BenchProgress, Metrics } from "./bench.ts";

export const name = "detect";
export const title = "events through every SigmaHQ rule in memory: first pass and warm, beside parsing the same lines";

const LINES_MAX = 60_000;
const WARM_PASSES = 3;

/** Measures the matcher alone, on events that are already read. The first pass learns every value anew and is reported for itself. */
export async function run(progress: BenchProgress): Promise<Metrics> {
  const lines = recordedLines();
  const started = performance.now();
  const { rules } = sigmaRules();
  const loadMs = performance.now() - started;
  progress(`${rules.length} rules loaded; reading ${lines.length} lines`);
  const events = eventsOf(lines);
  parsePass(lines); // warm-up, left out
  const detector = createDetector(rules, { utcOffsetMinutes: 0 });
  const first = pass(detector, events);
  const warm: number[] = [];
  const parse: number[] = [];
  for (let round = 0; round < WARM_PASSES; round++) {
    warm.push(pass(detector, events));
    parse.push(parsePass(lines));
    progress(`pass ${round + 1} of ${WARM_PASSES}`);
  }
  const [warmRate, parseRate] = [median(warm), median(parse)];
  return {
    first_pass_per_second: { value: first, unit: "events/s", target: null, better: "higher" },
    warm_per_second: { value: warmRate, unit: "events/s", target: 25_000, better: "higher" },
    parse_only_per_second: { value: parseRate, unit: "lines/s", target: null, better: "higher" },
    warm_parse_ratio: { value: warmRate / parseRate, unit: "ratio", target: null, better: "higher" },
    load_ms: { value: loadMs, unit: "ms", target: null, better: "lower" },
  };
}

function recordedLines(): string[] {
  const root = sharedData("otrf", "datasets", "atomic", "windows");
  if (root === undefined) throw new Error("needs ../shared/data/otrf, which a user's clone does not have");
  const lines: string[] = [];
  for (const path of filesUnder(root, ".zip")) {
    if (lines.length >= LINES_MAX) break;
    for (const line of zipLines(path)) lines.push(line);
  }
  return lines;
}

function pass(detector: Detector, events: readonly Event[]): number {
  const started = performance.now();
  for (const event of events) detector.observe(event);
  return (events.length / (performance.now() - started)) * 1000;
}

function parsePass(lines: readonly string[]): number {
  const started = performance.now();
  let read = 0;
  for (const line of lines) if (readJsonLine(line) !== undefined) read++;
  return (read / (performance.now() - started)) * 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}
