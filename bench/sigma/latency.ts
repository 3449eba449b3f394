import { readFileSync } from "node:fs";
import { openEngine } from "./engine.ts";

const WINDOWS = 40;
const WINDOW_MS = 100;
const BYTES_MAX = 200_000_000;

/**
 * Microseconds from the arrival of a line to the verdict on it, on the wall, while half as much arrives as the engine can do: once as many lines
 * each second, once as many bytes, as a network does it, since of these lines some are a hundred times as long as others. Arrival is when a
 * line was due, so that waiting counts. What has arrived is judged at once, as a service would. Windows in which another program took the
 * thread's core are told apart: they measure the machine.
 */
export function latency(laneFile = ""): Record<string, number> {
  const engine = openEngine();
  const lane = head(readFileSync(laneFile));
  engine.run(lane);
  const started = performance.now();
  engine.run(lane);
  const starts = lineStarts(lane);
  const wholeMs = 2 * (performance.now() - started);
  const run = (from: number, to: number): void => void engine.run(lane.subarray(from, to));
  const byLines = measured(starts, run, (line) => (line * wholeMs) / starts.length);
  const byBytes = measured(starts, run, (line) => ((starts[line] as number) * wholeMs) / lane.length);
  return {
    p50: quantile(byLines.all, 0.5),
    p99: quantile(byLines.all, 0.99),
    p99Bytes: quantile(byBytes.all, 0.99),
    p99Undisturbed: byLines.undisturbed.length === 0 ? Number.NaN : quantile(byLines.undisturbed, 0.99),
    undisturbedShare: byLines.undisturbed.length / byLines.all.length,
    load: (1000 * starts.length) / wholeMs,
  };
}

type Took = { readonly all: readonly number[]; readonly undisturbed: readonly number[] };

/** `dueMs`: when the start of a line is due, so that a line has arrived when the next one's is. */
function measured(starts: Uint32Array, run: (from: number, to: number) => void, dueMs: (line: number) => number): Took {
  const all: number[] = [];
  const undisturbed: number[] = [];
  let at = 0;
  for (let window = 0; window < WINDOWS; window++) {
    let count = 1;
    while (at + count < starts.length - 1 && dueMs(at + count) - dueMs(at) < WINDOW_MS) count++;
    const edges = starts.subarray(at, at + count + 1);
    const due = Float64Array.from(edges, (_, line) => dueMs(at + line) - dueMs(at));
    const switches = switchesForced();
    const took = observed(edges, due, run);
    if (switchesForced() === switches) undisturbed.push(...took);
    all.push(...took);
    at = at + count >= starts.length - 1 ? 0 : at + count;
  }
  return { all, undisturbed };
}

/** Whole lines from the start. */
function head(lane: Buffer): Buffer {
  return lane.length <= BYTES_MAX ? lane : lane.subarray(0, lane.lastIndexOf(10, BYTES_MAX) + 1);
}

/** Steps between two looks at the clock, each of which leaves a number to be collected. */
const SPINS = 100;
let spun = 0;

/** `edges` are where lines start, the last where they end; `due` when. */
function observed(edges: Uint32Array, due: Float64Array, judge: (from: number, to: number) => void): number[] {
  const count = edges.length - 1;
  const took: number[] = [];
  const startMs = performance.now();
  for (let done = 0; done < count; ) {
    const nowMs = performance.now() - startMs;
    let arrived = done;
    while (arrived < count && (due[arrived + 1] as number) <= nowMs) arrived++;
    if (arrived === done) {
      for (let step = 0; step < SPINS; step++) spun = (spun * 33 + step) | 0;
      continue;
    }
    judge(edges[done] as number, edges[arrived] as number);
    const endMs = performance.now() - startMs;
    for (; done < arrived; done++) took.push((endMs - (due[done + 1] as number)) * 1000);
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
