import { readFileSync } from "node:fs";
import { type Engine, openEngine } from "./engine.ts";

const WINDOWS = 40;
const WINDOW_MS = 100;
const BYTES_MAX = 200_000_000;
const HOSTS = 100;
/** What `watch` reads at a time. Judged in one piece, the warm-up would keep all its hits alive, and the host would place young objects among the old. */
const BLOCK_BYTES = 262_144;

/**
 * Microseconds from the arrival of a line to the verdict on it, on the wall, while half as much arrives as the engine can do. Arrival is when a
 * line was due, so that waiting counts. What has arrived is judged at once, as a service would. Windows in which another program took the
 * thread's core are told apart: they measure the machine.
 *
 * Three ways to arrive. `p99`: one recording after the other, once as many lines each second and once as many bytes; half of the mean is more than
 * the engine can do where a recording is all long lines, so this measures how long such a stretch is. `mixed`: from a hundred places of the lane in
 * turn, as hosts of a network send, so that it is half load all the time.
 */
export function latency(laneFile = ""): Record<string, number> {
  const engine = openEngine();
  const inOrder = head(readFileSync(laneFile));
  const recorded = feed(engine, inOrder);
  const mixed = feed(engine, fromManyHosts(inOrder, recorded.starts));
  const byLines = measured(engine, recorded, (line) => (line * recorded.wholeMs) / recorded.starts.length);
  const byBytes = measured(
    engine,
    recorded,
    (line) => ((recorded.starts[line] as number) * recorded.wholeMs) / recorded.lane.length,
  );
  const fromMany = measured(engine, mixed, (line) => (line * mixed.wholeMs) / mixed.starts.length);
  return {
    p50: quantile(byLines.all, 0.5),
    p99: quantile(byLines.all, 0.99),
    p99Bytes: quantile(byBytes.all, 0.99),
    p50Mixed: quantile(fromMany.all, 0.5),
    p99Mixed: quantile(fromMany.all, 0.99),
    p99MixedUndisturbed: fromMany.undisturbed.length === 0 ? Number.NaN : quantile(fromMany.undisturbed, 0.99),
    undisturbedShare: fromMany.undisturbed.length / fromMany.all.length,
    load: (1000 * mixed.starts.length) / mixed.wholeMs,
  };
}

/** Lines, where each starts, and the milliseconds in which they come at half load. */
type Feed = { readonly lane: Buffer; readonly starts: Uint32Array; readonly wholeMs: number };

/** After one pass that warms up. */
function feed(engine: Engine, lane: Buffer): Feed {
  judgeAll(engine, lane);
  const started = performance.now();
  judgeAll(engine, lane);
  return { lane, starts: lineStarts(lane), wholeMs: 2 * (performance.now() - started) };
}

function judgeAll(engine: Engine, lane: Buffer): void {
  for (let from = 0; from < lane.length; ) {
    const end = lane.indexOf(10, from + BLOCK_BYTES) + 1 || lane.length;
    engine.run(lane.subarray(from, end));
    from = end;
  }
}

function fromManyHosts(lane: Buffer, starts: Uint32Array): Buffer {
  const each = Math.floor((starts.length - 1) / HOSTS);
  const lines: Buffer[] = [];
  for (let turn = 0; turn < each; turn++)
    for (let host = 0; host < HOSTS; host++)
      lines.push(lane.subarray(starts[host * each + turn], starts[host * each + turn + 1]));
  return Buffer.concat(lines);
}

type Took = { readonly all: Float64Array; readonly undisturbed: Float64Array };
/** Lines that arrive in a tenth of a second: the first of them, and how many. */
type Window = { readonly first: number; readonly count: number };

/** `dueMs`: when the start of a line is due, so that a line has arrived when the next one's is. */
function measured(engine: Engine, { lane, starts }: Feed, dueMs: (line: number) => number): Took {
  const run = (from: number, to: number): void => void engine.run(lane.subarray(from, to));
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
