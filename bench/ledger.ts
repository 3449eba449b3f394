import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ledger } from "../src/ledger/index.ts";
import type { BenchProgress, Metric, Metrics } from "./bench.ts";
import { submitOverHttp } from "./ledger-http.ts";
import { openBenchLedger, othersEnvelopes, statements } from "./ledger-node.ts";
import { timeProofChecks } from "./ledger-proof.ts";

export const title = "Appends 1 KiB entries durably: in batches, over HTTP, and beside plain write and fsync";
export const name = "ledger";

/** MERIDIAN_BENCH_ENTRIES: 10000000 for the long run, which takes 15 GB of disk. */
const ENTRIES = Number(process.env["MERIDIAN_BENCH_ENTRIES"] ?? 600_000);
const POOL = 8192;
const CALL_ENTRIES = 1024;
const CALLERS = 16;
const WARM_UP = 10 * POOL;
const VERIFIED = 4 * POOL;
const HTTP_REQUESTS = 20_000;
const CONNECTIONS = 64;
const PROOFS = 500;
const PLAIN_FILES = 5000;
const MEGABYTE = 1_000_000;

/**
 * Inside the measured time of `batched_per_s`: salts, commitments, the envelope batch, bundles and tiles, reading all of it back and reckoning
 * the root a second time, both signatures of the checkpoint, every fsync. Outside: signing the statements and, as they come from
 * this process, verifying those signatures; `signed_per_s` and `batched_verified_per_s` have them inside.
 */
export async function run(progress: BenchProgress): Promise<Metrics> {
  const directory = mkdtempSync(join(tmpdir(), "meridian-bench-ledger-"));
  try {
    const files: number[] = [];
    const ledger = await openBenchLedger(directory, (bytes) => files.push(bytes));
    const own = await ledger.signOwn(statements(POOL));
    const envelopes = await othersEnvelopes(ledger, directory, POOL);
    progress(
      `entries are envelopes of ${own[0]?.envelope.length} bytes, those of others of ${envelopes[0]?.length}; warming up with ${WARM_UP}, which are not measured`,
    );
    const appendOwn = (from: number) => ledger.appendOwn(own.slice(from, from + CALL_ENTRIES));
    await appendAll(WARM_UP, appendOwn);
    files.length = 0;
    const batched = await appendAll(ENTRIES, appendOwn, memoryWatch(progress));
    progress(`${sum(files) / MEGABYTE} MB in ${files.length} files; writing the same plainly`);
    const plain = await writePlainly(directory, files);
    const verified = await appendAll(VERIFIED, (from) => admitted(ledger, envelopes.slice(from, from + CALL_ENTRIES)));
    const unsigned = statements(POOL);
    const signed = await appendAll(VERIFIED, (from) => ledger.append(unsigned.slice(from, from + CALL_ENTRIES)));
    progress(`${HTTP_REQUESTS} requests of one entry over ${CONNECTIONS} connections`);
    await submitOverHttp(ledger, envelopes, { count: HTTP_REQUESTS / 10, connections: CONNECTIONS });
    const http = await submitOverHttp(ledger, envelopes, { count: HTTP_REQUESTS, connections: CONNECTIONS });
    const proofs = await timeProofChecks(ledger, directory, PROOFS);
    const restarts = await timeRestarts(ledger, directory);
    return {
      batched_per_s: metric(ENTRIES / batched.seconds, "entries/s", 50_000, "higher"),
      batched_p50_ms: metric(quantile(batched.latenciesMs, 0.5), "ms", null, "lower"),
      batched_p99_ms: metric(quantile(batched.latenciesMs, 0.99), "ms", null, "lower"),
      cpu_per_entry: metric(batched.cpuMicroseconds / ENTRIES, "µs", null, "lower"),
      fsync_ratio: metric(plain / batched.seconds, "of plain", 0.25, "higher"),
      batched_verified_per_s: metric(VERIFIED / verified.seconds, "entries/s", null, "higher"),
      signed_per_s: metric(VERIFIED / signed.seconds, "entries/s", null, "higher"),
      http_single_per_s: metric(HTTP_REQUESTS / http.seconds, "requests/s", 5000, "higher"),
      http_p50_ms: metric(quantile(http.latenciesMs, 0.5), "ms", null, "lower"),
      http_p99_ms: metric(quantile(http.latenciesMs, 0.99), "ms", 250, "lower"),
      proof_check_p50_ms: metric(quantile(proofs, 0.5), "ms", null, "lower"),
      proof_check_p99_ms: metric(quantile(proofs, 0.99), "ms", 5, "lower"),
      ...restarts,
      ...batched.memory,
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

type Appended = {
  readonly seconds: number;
  readonly cpuMicroseconds: number;
  /** Of every call: until its entries are durable. */
  readonly latenciesMs: readonly number[];
  readonly memory: Metrics;
};

/** `count` entries by CALLERS at once, each call CALL_ENTRIES of the pool. */
async function appendAll(
  count: number,
  append: (from: number) => Promise<unknown>,
  memory: MemoryWatch = { sample: () => undefined, metrics: () => ({}) },
): Promise<Appended> {
  const latenciesMs: number[] = [];
  let begun = 0;
  const cpu = process.cpuUsage();
  const start = performance.now();
  const call = async (caller: number) => {
    for (let round = caller; begun < count; round++) {
      begun += CALL_ENTRIES;
      const began = performance.now();
      await append((round * CALL_ENTRIES) % POOL);
      latenciesMs.push(performance.now() - began);
      memory.sample(latenciesMs.length * CALL_ENTRIES);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, caller) => call(caller)));
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  // Every caller may have begun one call more than `count` asks for.
  return {
    seconds: seconds * (count / (latenciesMs.length * CALL_ENTRIES)),
    cpuMicroseconds: user + system,
    latenciesMs,
    memory: memory.metrics(),
  };
}

async function admitted(ledger: Ledger, envelopes: readonly Uint8Array[]): Promise<void> {
  const outcome = await ledger.appendSigned(envelopes);
  if (!outcome.ok) throw new Error(outcome.fault.reason);
}

type MemoryWatch = { sample(entries: number): void; metrics(): Metrics };

/** Resident memory when a tenth is done, at the end, and the most in between. */
function memoryWatch(progress: BenchProgress): MemoryWatch {
  const samples: number[] = [];
  const every = ENTRIES / 20;
  return {
    sample: (entries) => {
      if (entries < every * (samples.length + 1)) return;
      samples.push(process.memoryUsage.rss() / MEGABYTE);
      progress(`${entries} entries, ${Math.round(samples.at(-1) ?? 0)} MB resident`);
    },
    metrics: () => ({
      rss_first: metric(samples[1] ?? 0, "MB", null, "lower"),
      rss_last: metric(samples.at(-1) ?? 0, "MB", null, "lower"),
      rss_max: metric(Math.max(...samples), "MB", 1000, "lower"),
    }),
  };
}

/** Seconds to write files of these sizes one after the other, each synced; of many the first PLAIN_FILES, scaled by their bytes. */
async function writePlainly(directory: string, all: readonly number[]): Promise<number> {
  const sizes = all.slice(0, PLAIN_FILES);
  const bytes = new Uint8Array(Math.max(...sizes)).fill(0x61);
  const start = performance.now();
  for (const [at, size] of sizes.entries()) {
    // Few are kept, so that the disk does not fill.
    const file = await open(join(directory, `plain-${at % 64}`), "w");
    await file.write(bytes, 0, size);
    await file.sync();
    await file.close();
  }
  return ((performance.now() - start) / 1000) * (sum(all) / sum(sizes));
}

/** Milliseconds from opening to the first acknowledgement: after a clean end, and with the view that a kill would have left. */
async function timeRestarts(ledger: Ledger, directory: string): Promise<Metrics> {
  const views = join(directory, "ledger/views");
  const kept = join(directory, "kept-views");
  cpSync(views, kept, { recursive: true });
  await ledger.close();
  const clean = await timeRestart(directory);
  rmSync(views, { recursive: true });
  cpSync(kept, views, { recursive: true });
  if (readdirSync(views).length === 0) throw new Error("a running ledger wrote no view");
  const killed = await timeRestart(directory);
  return {
    restart_s: metric(clean / 1000, "s", 5, "lower"),
    restart_killed_s: metric(killed / 1000, "s", 5, "lower"),
  };
}

async function timeRestart(directory: string): Promise<number> {
  const start = performance.now();
  const ledger = await openBenchLedger(directory);
  await ledger.append(statements(1));
  const took = performance.now() - start;
  await ledger.close();
  return took;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function metric(value: number, unit: string, target: number | null, better: "higher" | "lower"): Metric {
  return { value, unit, target, better };
}
