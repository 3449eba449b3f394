import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Addition, createSealer, openLedger, type Sealer } from "../src/ledger/index.ts";
import {
  after,
  compress,
  decompress,
  diskFiles,
  nodeSignatureChecks,
  openKeys,
  randomBytes,
  sha256,
} from "../src/ledger/io/index.ts";
import { utf8, within } from "../src/lib/index.ts";
import { type EvidenceRecord, recordCommitment } from "../src/model/index.ts";

import type { BenchProgress, Metric, Metrics } from "./bench.ts";

export const title = "Seals 2 kB records into segments on a real disk";
export const name = "seal";

const RECORDS = 200_000;
/** Records that are made before and come again and again; more than a zstd window of them, so that repeats gain nothing. */
const POOL_RECORDS = 10_000;
const UNIT_RECORDS = 20;
const RECORD_BYTES = 2048;

/** Records a second from `add` to durable, what `add` alone takes on the fast path, and its longest pause. */
export async function run(progress: BenchProgress): Promise<Metrics> {
  const directory = mkdtempSync(join(tmpdir(), "meridian-bench-seal-"));
  try {
    const root = diskFiles(directory);
    const signer = await openKeys(root, { origin: "log.example/bench", create: true });
    await root.makeDirectory("ledger");
    const party = { name: "Bench", kind: "test", jurisdiction: null, exercise: true };
    const options = { signer, checks: nodeSignatureChecks, clock: Date.now, sha256, randomBytes, party, compress, decompress };
    const ledger = await openLedger({ ...options, files: within(root, "ledger") });
    const sealer = createSealer(ledger, { clock: Date.now, sha256, after, compress, engine: "bench/1", ruleDocuments: () => [] });
    const pool = makePool();
    progress(`warming up with ${POOL_RECORDS} records, which are not measured`);
    await addAll(sealer, pool, POOL_RECORDS);
    const cpuBefore = process.cpuUsage();
    const began = performance.now();
    const { adding, longest } = await addAll(sealer, pool, RECORDS);
    const seconds = (performance.now() - began) / 1000;
    const cpu = process.cpuUsage(cpuBefore);
    await ledger.close();
    return {
      seal_rate: metric(RECORDS / seconds, "records/s", 60_000, "higher"),
      add_rate: metric((RECORDS / adding) * 1000, "records/s", null, "higher"),
      cpu_per_record: metric((cpu.user + cpu.system) / RECORDS, "µs", null, "lower"),
      add_max: metric(longest, "ms", 50, "lower"),
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const SOURCE = "file:/var/log/example/bench.json";

async function addAll(
  sealer: Sealer,
  pool: readonly EvidenceRecord[],
  count: number,
): Promise<{ adding: number; longest: number }> {
  let [longest, adding] = [0, 0];
  for (let from = 0; from < count; from += UNIT_RECORDS) {
    const unit = unitOf(pool, from % POOL_RECORDS);
    const start = performance.now();
    sealer.add(unit);
    const took = performance.now() - start;
    adding += took;
    longest = Math.max(longest, took);
    if (from % 400 === 0) await sealer.ready();
  }
  await sealer.seal();
  return { adding, longest };
}

function unitOf(pool: readonly EvidenceRecord[], from: number): Addition {
  const records = pool.slice(from, from + UNIT_RECORDS);
  const accounting = { linesIn: UNIT_RECORDS, evaluated: UNIT_RECORDS, rejected: 0, dropped: 0 };
  const events = records.map((record) => ({ time: { fromMs: 0, toMs: 0 }, logsource: {}, fields: {}, records: [record] }));
  const fileId = { device: "1", inode: "1", headBytes: 0, headSha256: "" };
  const offset = (from + UNIT_RECORDS) * (RECORD_BYTES + 1);
  const position = { kind: "file" as const, fileId, offset, mode: "line" as const, cursor: null };
  return { source: SOURCE, name: SOURCE, unit: { records, events, accounting }, position, detections: [] };
}

/** Lines that compress about as telemetry does. Salts and commitments are the reader's work. */
function makePool(): readonly EvidenceRecord[] {
  return Array.from({ length: POOL_RECORDS }, (_, index) => {
    const salt = randomBytes(32);
    const fields = Array.from(
      { length: 28 },
      (_, at) => `"field_${at}":"value ${(index * 2_654_435_761 + at * 97) % 10_007} of C:\\\\Windows\\\\System32"`,
    );
    const bytes = utf8(
      `{"event":${index},${fields.join(",")}`
        .padEnd(RECORD_BYTES - 1, " ")
        .slice(0, RECORD_BYTES - 1)
        .concat("}"),
    );
    return {
      commitment: recordCommitment(sha256, salt, bytes),
      salt,
      bytes,
      origin: { source: SOURCE, offset: index * (RECORD_BYTES + 1), lines: 1 },
      reading: { format: "json", readAtMs: 1_795_343_175_000, utcOffsetMinutes: 0, host: null, context: [] },
      rejected: null,
    };
  });
}

function metric(value: number, unit: string, target: number | null, better: "higher" | "lower"): Metric {
  return { value, unit, target, better };
}
