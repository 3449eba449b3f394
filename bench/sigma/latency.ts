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

type Took = { readonly all: Float64Array; readonly undisturbed: Float64Array };
/** Lines that arrive in a tenth of a second: the first of them, and how many. */
type Window = { readonly first: number; readonly count: number };

/** `dueMs`: when the start of a line is due, so that a line has arrived when the next one's is. */
function measured(starts: Uint32Array, run: (from: number, to: number) => void, dueMs: (line: number) => number): Took {
  const windows = windowsOf(starts.length, dueMs);
  // All room is made before: what the measurement leaves to be collected would count against the engine.
  const due = new Float64Array(windows.reduce((most, { count }) => Math.max(most, count), 0) + 1);
  const all = new Float64Array(windows.reduce((sum, { count }) => sum + count, 0));
  const undisturbed = new Float64Array(all.length);
  let [put, kept] = [0, 0];
  for (const { first, count } of windows) {
    for (let line = 0; line <= count; line++) due[line] = dueMs(first + line) - dueMs(first);
    const took = all.subarray(put, put + count);
    const switches = switchesForced();
    observe(starts.subarray(first, first + count + 1), due, run, took);
    if (switchesForced() === switches) {
      undisturbed.set(took, kept);
      kept += count;
    }
    put += count;
  }
  return { all, undisturbed: undisturbed.subarray(0, kept) };
}

/** One after the other, from the first line again behind the last. */
function windowsOf(lines: number, dueMs: (line: number) => number): readonly Window[] {
  const windows: Window[] = [];
  let first = 0;
  while (windows.length < WINDOWS) {
    let count = 1;
    while (first + count < lines - 1 && dueMs(first + count) - dueMs(first) < WINDOW_MS) count++;
    windows.push({ first, count });
    first = first + count >= lines - 1 ? 0 : first + count;
  }
  return windows;
}

/** Whole lines from the start. */
function head(lane: Buffer): Buffer {
  return lane.length <= BYTES_MAX ? lane : lane.subarray(0, lane.lastIndexOf(10, BYTES_MAX) + 1);
}

/** Steps between two looks at the clock, each of which leaves a number to be collected. */
const SPINS = 100;
let spun = 0;

/** `edges` are where lines start, the last where they end; `due` when; `took` is filled with microseconds from arrival to verdict. */
function observe(edges: Uint32Array, due: Float64Array, judge: (from: number, to: number) => void, took: Float64Array): void {
  const count = took.length;
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
    for (; done < arrived; done++) took[done] = (endMs - (due[done + 1] as number)) * 1000;
  }
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

function quantile(values: Float64Array, share: number): number {
  const sorted = values.toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
