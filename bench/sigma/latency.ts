import { readFileSync } from "node:fs";
import { openEngine } from "./engine.ts";

const WINDOWS = 40;
const WINDOW_MS = 100;
const BYTES_MAX = 200_000_000;

/**
 * Microseconds from the arrival of a line to the verdict on it, on the wall, while lines arrive evenly at half the rate that the engine can
 * do; arrival is when a line was due, so that waiting counts. What has arrived is judged at once, as a service would.
 * Windows in which another program took the thread's core are told apart: they measure the machine.
 */
export function latency(laneFile = ""): Record<string, number> {
  const engine = openEngine();
  const lane = head(readFileSync(laneFile));
  engine.run(lane);
  const started = performance.now();
  engine.run(lane);
  const starts = lineStarts(lane);
  const gapMs = (2 * (performance.now() - started)) / starts.length;
  const all: number[] = [];
  const undisturbed: number[] = [];
  let at = 0;
  for (let window = 0; window < WINDOWS; window++) {
    const count = Math.min(Math.max(1, Math.floor(WINDOW_MS / gapMs)), starts.length - 1);
    if (at + count >= starts.length) at = 0;
    const switches = switchesForced();
    const took = observed(starts.subarray(at, at + count + 1), gapMs, (from, to) => engine.run(lane.subarray(from, to)));
    if (switchesForced() === switches) undisturbed.push(...took);
    all.push(...took);
    at += count;
  }
  return {
    p50: quantile(all, 0.5),
    p99: quantile(all, 0.99),
    p99Undisturbed: undisturbed.length === 0 ? Number.NaN : quantile(undisturbed, 0.99),
    undisturbedShare: undisturbed.length / all.length,
    load: 1000 / gapMs,
  };
}

/** Whole lines from the start. */
function head(lane: Buffer): Buffer {
  return lane.length <= BYTES_MAX ? lane : lane.subarray(0, lane.lastIndexOf(10, BYTES_MAX) + 1);
}

/** `edges` are where lines start, the last where they end. */
function observed(edges: Uint32Array, gapMs: number, judge: (from: number, to: number) => void): number[] {
  const count = edges.length - 1;
  const took: number[] = [];
  const startMs = performance.now();
  for (let done = 0; done < count; ) {
    const arrived = Math.min(count, Math.floor((performance.now() - startMs) / gapMs));
    if (arrived === done) continue;
    judge(edges[done] as number, edges[arrived] as number);
    const endMs = performance.now() - startMs;
    for (; done < arrived; done++) took.push((endMs - (done + 1) * gapMs) * 1000);
  }
  return took;
}

function lineStarts(lane: Buffer): Uint32Array {
  const starts = [0];
  for (let at = lane.indexOf(10); at >= 0; at = lane.indexOf(10, at + 1)) starts.push(at + 1);
  return Uint32Array.from(starts);
}

/** How often the kernel took the core away from the main thread (proc(5), its task is the process's own number). */
function switchesForced(): number {
  const status = readFileSync(`/proc/self/task/${process.pid}/status`, "utf8");
  return Number(/^nonvoluntary_ctxt_switches:\s*(\d+)/m.exec(status)?.[1]);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
