import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEvtx } from "../src/evtx/index.ts";
import { readJsonLine, textOf } from "../src/lib/index.ts";
import { sharedData } from "../test/support/shared-data.ts";
import type { BenchProgress, Metrics } from "./bench.ts";
import { fullChunk, logOf, sampleChunks } from "./evtx/full-chunks.ts";

export const name = "evtx";
export const title = "records of .evtx files to JSON, beside parsing those lines, copying the bytes, and evtx_dump";

const FILE_BYTES = 40 * 1024 * 1024;
const ROUNDS = 5;

/** Measures our reader on one thread, by processor time where it is ours alone and by the wall beside another program. */
export async function run(progress: BenchProgress): Promise<Metrics> {
  const root = sharedData("sigma", "regression_data");
  if (root === undefined) throw new Error("needs ../shared/data/sigma, which a user's clone does not have");
  const chunks = sampleChunks(root).map(fullChunk);
  const file = logOf(chunks, FILE_BYTES);
  const lines = [...readEvtx(file)].map((found) => (found.kind === "record" ? (textOf(found.json) ?? "") : found.reason));
  progress(`${lines.length} records in ${Math.round(file.length / 2 ** 20)} MiB made of ${chunks.length} samples`);
  const rounds = { read: [] as number[], parse: [] as number[], copy: [] as number[] };
  for (let round = 0; round <= ROUNDS; round++) {
    const measured = {
      read: perSecond(() => readAll(file), lines.length),
      parse: perSecond(() => parseAll(lines), lines.length),
      copy: perSecond(() => void file.slice(), lines.length),
    };
    progress(round === 0 ? "first round, left out" : `round ${round} of ${ROUNDS}`);
    if (round > 0) for (const key of ["read", "parse", "copy"] as const) rounds[key].push(measured[key]);
  }
  const [read, parse, copy] = [median(rounds.read), median(rounds.parse), median(rounds.copy)];
  return {
    records_per_second: { value: read, unit: "records/s", target: 60_000, better: "higher" },
    mebibytes_per_second: {
      value: (read / lines.length) * (file.length / 2 ** 20),
      unit: "MiB/s",
      target: null,
      better: "higher",
    },
    parse_only_per_second: { value: parse, unit: "lines/s", target: null, better: "higher" },
    json_parse_ratio: { value: read / parse, unit: "ratio", target: null, better: "higher" },
    copy_ratio: { value: read / copy, unit: "ratio", target: null, better: "higher" },
    ...besideEvtxDump(file, lines.length, progress),
  };
}

function readAll(file: Uint8Array): void {
  for (const found of readEvtx(file)) if (found.kind === "fault") throw new Error(found.reason);
}

function parseAll(lines: readonly string[]): void {
  for (const line of lines) readJsonLine(line);
}

/** By processor time of this thread: a machine that others use does not count against it. */
function perSecond(work: () => void, count: number): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return count / ((user + system) / 1e6);
}

/**
 * Our rate by processor time ÷ that of evtx_dump on one thread, each reading the file and throwing away what it makes of it; nothing when it is
 * not on the PATH.
 */
function besideEvtxDump(file: Uint8Array, count: number, progress: BenchProgress): Metrics {
  if (spawnSync("evtx_dump", ["--version"]).error !== undefined) {
    progress("evtx_dump is not on the PATH (cargo install evtx): its ratio is left out");
    return {};
  }
  const folder = mkdtempSync(join(tmpdir(), "meridian-bench-evtx-"));
  try {
    const path = join(folder, "large.evtx");
    writeFileSync(path, file);
    const [theirs, ours]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      theirs.push(count / evtxDumpSeconds(path));
      ours.push(perSecond(() => readAll(readFileSync(path)), count));
    }
    return {
      evtx_dump_per_second: { value: median(theirs), unit: "records/s", target: null, better: "higher" },
      vs_evtx_dump: { value: median(ours) / median(theirs), unit: "ratio", target: null, better: "higher" },
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The shell's `times` (POSIX): its second line is the user and system time of what it ran. */
function evtxDumpSeconds(path: string): number {
  const { stdout } = spawnSync("sh", ["-c", 'evtx_dump -t 1 -o jsonl "$0" > /dev/null; times', path], { encoding: "utf8" });
  const spent = [...(stdout.trim().split("\n")[1] ?? "").matchAll(/([0-9]+)m([0-9.]+)s/g)];
  if (spent.length !== 2) throw new Error(`expected the times of evtx_dump, got ${stdout}`);
  return spent.reduce((seconds, [, minutes, rest]) => seconds + 60 * Number(minutes) + Number(rest), 0);
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}
