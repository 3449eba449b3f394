import { createReadStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openNode, runSession } from "../src/app/index.ts";
import { readJsonLine } from "../src/lib/index.ts";
import { filesUnder } from "../test/sigma/support.ts";
import { zipLines } from "../test/sigma/zip.ts";
import { sharedData } from "../test/support/shared-data.ts";
import type { BenchProgress, Metrics } from "./bench.ts";

export const name = "watch";
export const title = "lines to sealed detections: recorded Windows telemetry with every SigmaHQ rule, beside parsing alone";

/** Enough to leave warm-up behind, little enough to end within minutes. */
const BYTES_MAX = 400_000_000;
const RULES = ["rules", "rules-emerging-threats", "rules-threat-hunting", "rules-compliance", "rules-placeholder"];

type Watched = { readonly seconds: number; readonly lines: number; readonly latenciesMs: readonly number[] };

/** Measures the program's own session (sources, readers, rules, ledger on disk) and, in the same process, JSON.parse of the same lines. */
export async function run(progress: BenchProgress): Promise<Metrics> {
  const folder = await mkdtemp(join(tmpdir(), "meridian-bench-"));
  try {
    const file = join(folder, "otrf.ndjson");
    const bytes = await unpack(file);
    progress(`${Math.round(bytes / 1e6)} MB of telemetry; parsing alone`);
    await parseOnly(file); // warm-up, left out
    const parsed = await parseOnly(file);
    progress(`parse-only ${Math.round(parsed.lines / parsed.seconds)} lines/s; watching`);
    const watched = await watch(file, join(folder, "data"));
    progress(`${watched.latenciesMs.length} detections`);
    const perSecond = watched.lines / watched.seconds;
    return {
      events_per_second: { value: perSecond, unit: "events/s", target: null, better: "higher" },
      parse_only_per_second: { value: parsed.lines / parsed.seconds, unit: "lines/s", target: null, better: "higher" },
      parse_ratio: { value: perSecond / (parsed.lines / parsed.seconds), unit: "ratio", target: null, better: "higher" },
      rss_mb: { value: process.resourceUsage().maxRSS / 1024, unit: "MB", target: null, better: "lower" },
      latency_p50_ms: { value: quantile(watched.latenciesMs, 0.5), unit: "ms", target: null, better: "lower" },
      latency_p99_ms: { value: quantile(watched.latenciesMs, 0.99), unit: "ms", target: null, better: "lower" },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function unpack(file: string): Promise<number> {
  const root = sharedData("otrf", "datasets", "atomic", "windows");
  if (root === undefined) throw new Error("needs ../shared/data/otrf, which a user's clone does not have");
  let bytes = 0;
  for (const path of filesUnder(root, ".zip")) {
    const text = [...zipLines(path)].map((line) => `${line}\n`).join("");
    if (bytes + text.length > BYTES_MAX) break;
    bytes += text.length;
    await writeFile(file, text, { flag: "a" });
  }
  return bytes;
}

async function parseOnly(file: string): Promise<{ seconds: number; lines: number }> {
  let lines = 0;
  const start = performance.now();
  for await (const line of createInterface(createReadStream(file))) if (readJsonLine(line) !== undefined) lines++;
  return { lines, seconds: (performance.now() - start) / 1000 };
}

async function watch(file: string, dataDirectory: string): Promise<Watched> {
  const root = sharedData("sigma");
  if (root === undefined) throw new Error("needs ../shared/data/sigma, which a user's clone does not have");
  const party = { name: "Bench", kind: "benchmark", jurisdiction: null, exercise: true };
  const node = await openNode({ dataDirectory, party, origin: "bench.example/watch" });
  const latenciesMs: number[] = [];
  let startMs = 0;
  try {
    const { coverage } = await runSession({
      node,
      sources: [file],
      root: null,
      rules: RULES.map((folder) => join(root, folder)),
      utcOffsetMinutes: 0,
      hostOf: () => null,
      sinceMs: null,
      follow: false,
      signal: new AbortController().signal,
      onReady: () => (startMs = performance.now()), // loading the rules is left out
      onDetection: (_, readAtMs) => latenciesMs.push(Date.now() - readAtMs),
      onProblem: () => undefined,
      onProgress: () => undefined,
    });
    return { lines: coverage.accounting.linesIn, seconds: (performance.now() - startMs) / 1000, latenciesMs };
  } finally {
    await node.close();
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
