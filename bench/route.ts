import { createProvenance, type RouteProvenance } from "../src/case/index.ts";
import { readJsonLine } from "../src/lib/index.ts";
import { type Event, recordName } from "../src/model/index.ts";
import { bytesOf, inside, labelsOf, measure, type Outcome } from "../test/route/labelled.ts";
import { lineFrames, READ_AT_MS, sampleReader } from "../test/support/telemetry.ts";
import type { BenchProgress, Metrics } from "./bench.ts";

export const name = "route";
export const title = "provenance graph: ingest, backtracking at a million edges, labelled attacks found in both halves";

const LINES_MAX = 60_000;
const EDGES = 1_000_000;
const ASKED = 1000;
const ROUNDS = 5;
const HOUR_MS = 3_600_000;

/**
 * Rates and times are of processor time of this thread, as a machine shared with others says nothing by its clock on the wall. Beside the
 * ingest from bytes stands reading the same lines as JSON and doing nothing with them: what no program of this kind can be faster than.
 */
export async function run(progress: BenchProgress): Promise<Metrics> {
  const lines = recordedLines();
  progress(`${lines.length} lines of the open half; ingest, ${ROUNDS} rounds, the first left out`);
  const events = readEvents(lines);
  const rounds = Array.from({ length: ROUNDS }, () => [ingest(events), ingestBytes(lines), parse(lines)] as const).slice(1);
  const [ingestRate, bytesRate, parseRate] = [0, 1, 2].map((at) => median(rounds.map((round) => round[at] ?? 0)));
  progress(`copying them onto more hosts until there are ${EDGES} edges`);
  const { graph, asked } = grow(events);
  const backtrack = backtrackMs(graph, asked).sort((a, b) => a - b);
  progress("labelled attacks, open half, then held out");
  const open = labelsOf("open").map(measure);
  const heldOut = labelsOf("held-out").map(measure);
  const { columnBytes, events: kept } = graph.size();
  return {
    ...higher("ingest_per_s", ingestRate ?? 0, "events/s", 100_000),
    ...higher("ingest_from_bytes_per_s", bytesRate ?? 0, "lines/s", null),
    ...higher("parse_only_per_s", parseRate ?? 0, "lines/s", null),
    ...higher("ingest_parse_ratio", (bytesRate ?? 0) / (parseRate ?? 1), "ratio", null),
    backtrack_p95_ms: { value: at(backtrack, 0.95), unit: "ms", target: 5, better: "lower" },
    backtrack_p50_ms: { value: at(backtrack, 0.5), unit: "ms", target: null, better: "lower" },
    bytes_per_event: { value: columnBytes / kept, unit: "bytes", target: null, better: "lower" },
    ...higher("path_inside_open", inside(open), "share", 0.9),
    ...higher("path_inside_heldout", inside(heldOut), "share", 0.9),
    ...higher("path_inside_no_gap", inside([...open, ...heldOut].filter(({ gap }) => !gap)), "share", null),
    ...higher("path_inside_gap", inside([...open, ...heldOut].filter(({ gap }) => gap)), "share", null),
    median_edges: { value: medianEdges([...open, ...heldOut]), unit: "edges", target: 40, better: "lower" },
  };
}

function higher(metric: string, value: number, unit: string, target: number | null): Metrics {
  return { [metric]: { value, unit, target, better: "higher" } };
}

function recordedLines(): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (const { label } of labelsOf("open")) {
    if (lines.length >= LINES_MAX) break;
    for (const frame of lineFrames(bytesOf(label))) lines.push(frame.bytes);
  }
  return lines;
}

function readEvents(lines: readonly Uint8Array[]): Event[] {
  const reader = sampleReader();
  const events: Event[] = [];
  const end = { offset: 0, mode: "line" } as const;
  for (const bytes of lines)
    for (const unit of reader.read({ bytes, offset: 0, lines: 1, end }, READ_AT_MS)) events.push(...unit.events);
  return events;
}

function cpuMs(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

function ingest(events: readonly Event[]): number {
  const graph = createProvenance();
  return (events.length / cpuMs(() => events.forEach(graph.add))) * 1000;
}

function ingestBytes(lines: readonly Uint8Array[]): number {
  const graph = createProvenance();
  return (lines.length / cpuMs(() => readEvents(lines).forEach(graph.add))) * 1000;
}

function parse(lines: readonly Uint8Array[]): number {
  const decoder = new TextDecoder();
  let read = 0;
  const ms = cpuMs(() => {
    for (const line of lines) if (readJsonLine(decoder.decode(line)) !== undefined) read++;
  });
  return (read / ms) * 1000;
}

/** The recorded events again and again, each time on hosts of other names and an hour later, with addresses and accounts that stay. */
function grow(events: readonly Event[]): { graph: RouteProvenance; asked: readonly Event[] } {
  const graph = createProvenance();
  const asked: Event[] = [];
  for (let copy = 0; graph.size().edges < EDGES; copy++) {
    for (const event of events) {
      const moved = move(event, copy);
      graph.add(moved);
      if (copy % 3 === 1 && moved.records[0] !== undefined && graph.size().events % 97 === 0) asked.push(moved);
    }
  }
  return { graph, asked: asked.filter((_, nth) => nth % Math.max(1, Math.floor(asked.length / ASKED)) === 0).slice(0, ASKED) };
}

function move(event: Event, copy: number): Event {
  const host = `h${copy}-${String(event.fields["Computer"] ?? event.fields["Hostname"] ?? "x")}`;
  const records = event.records.map((record) => {
    const commitment = record.commitment.slice();
    new DataView(commitment.buffer).setUint32(4, copy);
    return { ...record, commitment };
  });
  const time = { fromMs: event.time.fromMs + copy * HOUR_MS, toMs: event.time.toMs + copy * HOUR_MS };
  return { ...event, time, records, fields: { ...event.fields, Computer: host, Hostname: host } };
}

/** For each question the best of several times on the wall: what else runs on the machine lengthens the others. */
function backtrackMs(graph: RouteProvenance, asked: readonly Event[]): number[] {
  const names = asked.map((event) => recordName(event.records[0]?.commitment ?? new Uint8Array(32)));
  const ask = (record: (typeof names)[number]): number => {
    const started = performance.now();
    graph.backward({ record });
    return performance.now() - started;
  };
  names.forEach(ask); // warm-up and the sorting of what was added, left out
  return names.map((record) => Math.min(...Array.from({ length: ROUNDS }, () => ask(record))));
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function median(values: readonly number[]): number {
  return at(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

function medianEdges(outcomes: readonly Outcome[]): number {
  return median(outcomes.map(({ edges }) => edges));
}
