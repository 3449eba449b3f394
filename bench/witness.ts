import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diskFiles, nodeSignatureChecks, openKeys, openRoleKeys, sha256 } from "../src/ledger/io/index.ts";
import type { FilePort } from "../src/lib/index.ts";
import {
  consistencyProof,
  createSigner,
  Frontier,
  formatCheckpoint,
  leafHash,
  parseVkey,
  signNote,
  type Vkey,
} from "../src/merkle/index.ts";
import { createWitness, type KnownLog, type Witness } from "../src/witness/index.ts";
import { sqliteWitnessStore } from "../src/witness/io/index.ts";
import { formatAddCheckpoint } from "../src/witness/request.ts";
import type { BenchProgress, Metric, Metrics } from "./bench.ts";

export const title = "Cosigns checkpoints with both kinds of signature on a real disk";
export const name = "witness";

const ORIGIN = "log.example/bench";
const CHECKPOINTS = 600;
const WARM_UP = 60;

/** Requests of one log, one after the other: verify two signatures and a proof, sign twice, make durable, answer. */
export async function run(progress: BenchProgress): Promise<Metrics> {
  const directory = mkdtempSync(join(tmpdir(), "meridian-bench-witness-"));
  try {
    const files = diskFiles(directory);
    progress(`making ${CHECKPOINTS} requests, which is not measured`);
    const { log, requests } = await makeRequests(files);
    const { ed25519, mlDsa44 } = await openRoleKeys(files, { role: "witness", name: "witness.example/bench" });
    const store = sqliteWitnessStore(join(directory, "state.sqlite"));
    const options = { logs: () => [log], store, checks: nodeSignatureChecks, sha256, clock: Date.now };
    const witness = createWitness({ ...options, signers: [ed25519, mlDsa44] });
    progress(`the first ${WARM_UP} are not measured`);
    await answerAll(witness, requests.slice(0, WARM_UP));
    const cpuBefore = process.cpuUsage();
    const began = performance.now();
    const times = await answerAll(witness, requests.slice(WARM_UP));
    const seconds = (performance.now() - began) / 1000;
    const cpu = process.cpuUsage(cpuBefore);
    store.close();
    const sorted = times.toSorted((left, right) => left - right);
    return {
      cosigned_per_s: metric(times.length / seconds, "checkpoints/s", null, "higher"),
      answer_p99_ms: metric(sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN, "ms", null, "lower"),
      cpu_per_checkpoint: metric((cpu.user + cpu.system) / 1000 / times.length, "ms", null, "lower"),
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function answerAll(witness: Witness, requests: readonly Uint8Array[]): Promise<number[]> {
  const times: number[] = [];
  for (const request of requests) {
    const start = performance.now();
    const { status } = await witness.addCheckpoint(request);
    times.push(performance.now() - start);
    if (status !== 200) throw new Error(`the witness answered ${status}`);
  }
  return times;
}

/** A log that grows by one leaf a checkpoint, signed by both its keys. */
async function makeRequests(files: FilePort): Promise<{ readonly log: KnownLog; readonly requests: readonly Uint8Array[] }> {
  const { logEd25519, logMlDsa44 } = await openKeys(files, { origin: ORIGIN, create: true });
  const keys = [logEd25519, logMlDsa44].map(({ vkey, sign }) => ({ vkey: vkeyOf(vkey), sign }));
  const signers = keys.map(({ vkey, sign }) => createSigner(vkey, sign, Date.now));
  const leaves: Uint8Array[] = [];
  const frontier = new Frontier(sha256);
  const requests: Uint8Array[] = [];
  for (let size = 1; size <= CHECKPOINTS; size++) {
    const leaf = leafHash(sha256, Uint8Array.of(size >> 8, size & 255));
    leaves.push(leaf);
    frontier.append(leaf);
    const checkpoint = await signNote(formatCheckpoint({ origin: ORIGIN, size: BigInt(size), root: frontier.root() }), signers);
    const proof = size === 1 ? [] : consistencyProof(sha256, leaves, size - 1);
    requests.push(formatAddCheckpoint({ oldSize: BigInt(size - 1), proof, checkpoint }));
  }
  return { log: { origin: ORIGIN, vkeys: keys.map(({ vkey }) => vkey) }, requests };
}

function vkeyOf(text: string): Vkey {
  const vkey = parseVkey(text);
  if (!vkey.ok) throw new Error(`our own key cannot be read: ${text}`);
  return vkey.value;
}

function metric(value: number, unit: string, target: number | null, better: "higher" | "lower"): Metric {
  return { value, unit, target, better };
}
