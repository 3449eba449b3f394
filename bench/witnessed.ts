import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultConfig, fetchAbout, type Node, openNode, openPeerBook, readTimeSettings } from "../src/app/index.ts";
import { type PublicNode, startPublicNode } from "../src/cli/public-node.ts";
import { parseNote } from "../src/merkle/index.ts";
import type { BenchProgress, Metric, Metrics } from "./bench.ts";

export const title = "Appends entries until 2 of 3 witnesses 50 ms away have cosigned";
export const name = "witnessed";

/** Half a round trip each way. */
const ONE_WAY_MS = 25;
const WITNESSES = ["b", "c", "d"];
const WARM_UP = 10;
const APPENDS = 200;
/** Of a busy ledger: appends that do not wait for each other. */
const BUSY_MS = 5000;

/** Milliseconds from the call of `append` to the cosigned checkpoint that covers it and is durable. */
export async function run(progress: BenchProgress): Promise<Metrics> {
  const folder = mkdtempSync(join(tmpdir(), "meridian-bench-witnessed-"));
  const ends: (() => Promise<void>)[] = [];
  try {
    const log = await start(folder, "a", 2, ends);
    for (const letter of WITNESSES) await introduce(log, await start(folder, letter, null, ends), ends);
    await log.open.service.watchNow();
    progress(`${WARM_UP} appends to warm up, not measured; each way takes ${ONE_WAY_MS} ms by a delaying proxy on loopback`);
    await oneByOne(log, WARM_UP);
    progress(`${APPENDS} appends, one after the other`);
    const single = (await oneByOne(log, APPENDS)).toSorted((left, right) => left - right);
    progress(`appends for ${BUSY_MS / 1000} s without waiting for witnesses`);
    const busy = await busyFor(log, BUSY_MS);
    const sorted = busy.times.toSorted((left, right) => left - right);
    return {
      witnessed_p50_ms: metric(quantile(single, 0.5), "ms", null, "lower"),
      witnessed_p99_ms: metric(quantile(single, 0.99), "ms", 1000, "lower"),
      witnessed_busy_p99_ms: metric(quantile(sorted, 0.99), "ms", 1000, "lower"),
      witnessed_busy_per_s: metric((busy.times.length / busy.ms) * 1000, "entries/s", null, "higher"),
      round_trip_ms: metric(2 * ONE_WAY_MS, "ms", null, "lower"),
      cosigners_min: metric(await cosignersOf(log), "parties", 2, "higher"),
    };
  } finally {
    for (const end of ends.toReversed()) await end();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Running = { readonly letter: string; readonly data: string; readonly node: Node; readonly open: PublicNode };

async function start(folder: string, letter: string, quorum: number | null, ends: (() => Promise<void>)[]): Promise<Running> {
  const party = { name: `Party ${letter}`, kind: "test", jurisdiction: null, exercise: true };
  const node = await openNode({ dataDirectory: join(folder, letter), party, origin: `log.example/${letter}` });
  ends.push(() => node.close());
  const settings = {
    host: "127.0.0.1",
    port: 0,
    quorum,
    watchSeconds: 3600,
    time: readTimeSettings(defaultConfig("/")),
    say: () => undefined,
  };
  const open = await startPublicNode(node, settings);
  ends.push(() => open.close());
  return { letter, data: node.dataDirectory, node, open };
}

/** `witness` follows the log, and the log asks it through a proxy that takes its time. */
async function introduce(log: Running, witness: Running, ends: (() => Promise<void>)[]): Promise<void> {
  const { origin, log: vkeys } = await fetchAbout(log.open.serving.url);
  const followed = { origin, party: `Party ${log.letter}`, url: null, vkeys };
  await (await openPeerBook(witness.data)).change([{ kind: "log", log: followed }]);
  await witness.open.service.watchNow();
  const proxy = await delayed(witness.open.serving.port);
  ends.push(() => proxy.close());
  const about = await fetchAbout(witness.open.serving.url);
  const peer = {
    party: `Party ${witness.letter}`,
    url: `http://127.0.0.1:${proxy.port}/witness`,
    vkeys: about.witness,
    mirror: null,
  };
  await (await openPeerBook(log.data)).change([{ kind: "witness", witness: peer }]);
}

/** A TCP proxy on loopback that hands every piece on after ONE_WAY_MS, in order, each way. */
async function delayed(port: number): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      from.on("data", (piece) => void setTimeout(() => to.write(piece), ONE_WAY_MS));
      from.on("end", () => void setTimeout(() => to.end(), ONE_WAY_MS));
      from.on("error", () => to.destroy());
      from.on("close", () => sockets.delete(from));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  return { port: (server.address() as AddressInfo).port, close };
}

const SCHEDULE = { schedule: "bench", keepDays: 30, authority: "Party a", basis: "bench" };

async function append({ node, open }: Running): Promise<number> {
  const began = performance.now();
  const { size } = await node.ledger.retain(SCHEDULE);
  const note = await open.service.witnessed(size);
  if (note === undefined) throw new Error("the service ended");
  return performance.now() - began;
}

async function oneByOne(log: Running, count: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let at = 0; at < count; at++) times.push(await append(log));
  return times;
}

/** As fast as the ledger takes single entries one after the other, while their cosignatures are under way. */
async function busyFor(log: Running, ms: number): Promise<{ readonly times: readonly number[]; readonly ms: number }> {
  const began = performance.now();
  const waiting: Promise<number>[] = [];
  while (performance.now() - began < ms) {
    const started = performance.now();
    const { size } = await log.node.ledger.retain(SCHEDULE);
    waiting.push(log.open.service.witnessed(size).then(() => performance.now() - started));
  }
  const times = await Promise.all(waiting);
  return { times, ms: performance.now() - began };
}

/** Cosignature lines on the published checkpoint beside the log's own two: each witness signs with two keys. */
async function cosignersOf({ open }: Running): Promise<number> {
  const note = parseNote((await open.service.readLog("checkpoint")) ?? new Uint8Array());
  if (!note.ok) throw new Error("the published checkpoint is no note");
  return new Set(note.value.signatures.slice(2).map((line) => line.name)).size;
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

function metric(value: number, unit: string, target: number | null, better: "higher" | "lower"): Metric {
  return { value, unit, target, better };
}
