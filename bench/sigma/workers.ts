import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { loadRulesQuickly } from "../../src/app/rule-cache.ts";
import { readRuleFiles } from "../../src/app/rule-files.ts";
import { type Lane, laneFormat, openLane, type Stretch } from "../../src/app/scan/lane.ts";
import { numberingOf } from "../../src/app/scan/same-rules.ts";
import { createDetector, type Detector } from "../../src/detect/index.ts";
import { randomBytes, sha256 } from "../../src/ledger/io/index.ts";
import { createReader } from "../../src/telemetry/index.ts";
import { rulePaths } from "./engine.ts";
import { median } from "./throughput.ts";

const CORES = 2;
/** Passes until every thread has met nearly every value: with two, each meets half of the lane in a pass. */
const WARM_UP_PASSES = 6;
const WARM_PASSES = 3;
/** As much as threads take at a time. */
const CHUNK_BYTES = 4 * 1024 * 1024;

type Pass = { readonly hits: number; readonly wallMs: number; readonly idleMs: number };

/**
 * Milliseconds of a pass over a lane by so many threads, through the door that `watch` uses and with the main thread's work: on the wall; and
 * on two cores with nothing else to do (`idle`), which is the processor time of the busiest thread, or half of all if that is more. Cold: the
 * threads have loaded the rules and seen nothing. The cache of rules in `folder` is used.
 */
export async function workers(laneFile = "", folder = "", threads = "1"): Promise<Record<string, number>> {
  const cache = { folder, engine: "bench" };
  const { loaded, kept } = await loadRulesQuickly((await readRuleFiles(rulePaths())).files, {}, cache);
  await kept;
  const format = await formatOf(laneFile);
  const work = { rules: rulePaths(), numbering: numberingOf(loaded.rules), load: {}, cache, utcOffsetMinutes: 0, format };
  const lane = openLane(work, { threads: Number(threads), chunkBytes: CHUNK_BYTES, onDefect: broke });
  const detector = createDetector(loaded.rules, { utcOffsetMinutes: 0 });
  await start(lane, `${folder}/start.ndjson`, Number(threads));
  const cold = await pass(lane, laneFile, detector);
  for (let done = 0; done < WARM_UP_PASSES; done++) await pass(lane, laneFile, detector);
  const warm: Pass[] = [];
  while (warm.length < WARM_PASSES) warm.push(await pass(lane, laneFile, detector));
  await lane.close();
  if (warm.some(({ hits }) => hits !== cold.hits)) throw new Error("another number of hits in a later pass");
  return {
    hits: cold.hits,
    coldWallMs: cold.wallMs,
    coldIdleMs: cold.idleMs,
    warmWallMs: median(warm.map(({ wallMs }) => wallMs)),
    warmIdleMs: median(warm.map(({ idleMs }) => idleMs)),
  };
}

function broke(path: string, error: string): never {
  throw new Error(`a thread broke on ${path}: ${error}`);
}

async function formatOf(path: string): Promise<string> {
  const fileId = { device: "0", inode: "0", headBytes: 0, headSha256: "" };
  const file = {
    kind: "file",
    id: `file:${path}`,
    path,
    compression: "none",
    mtimeMs: 0,
    sizeBytes: 1,
    fileId,
    position: null,
  } as const;
  const format = await laneFormat(file, 0, 0);
  if (format === undefined) throw new Error("threads do not look at this lane");
  return format;
}

/** Lets every thread load the rules: each gets a line that is too long to be looked at. */
async function start(lane: Lane, path: string, threads: number): Promise<void> {
  const line = `{"x":"${"x".repeat(CHUNK_BYTES - 16)}"}\n`;
  writeFileSync(path, line.repeat(threads));
  for await (const stretch of stretches(lane, path)) if (stretch.frames.length !== 1) throw new Error("the start was looked at");
}

function stretches(lane: Lane, path: string): AsyncGenerator<Stretch> {
  return lane.read(path, new AbortController().signal);
}

async function pass(lane: Lane, path: string, detector: Detector): Promise<Pass> {
  const reader = createReader({ source: "file:lane", utcOffsetMinutes: 0, sha256, randomBytes });
  const startedAt = performance.now();
  const before = threadTimes();
  let hits = 0;
  for await (const { frames } of stretches(lane, path))
    for (const { frame, known } of frames)
      for (const { events } of reader.read(frame, 0)) for (const event of events) hits += detector.observe(event, known).length;
  const times = [...threadTimes()].map(([thread, ms]) => ms - (before.get(thread) ?? 0));
  const all = times.reduce((sum, ms) => sum + ms, 0);
  return { hits, wallMs: performance.now() - startedAt, idleMs: Math.max(all / CORES, ...times) };
}

/** Milliseconds of processor time by thread of this process (proc(5), schedstat). */
function threadTimes(): ReadonlyMap<string, number> {
  const tasks = "/proc/self/task";
  const nsOf = (thread: string): number => Number(readFileSync(`${tasks}/${thread}/schedstat`, "utf8").split(" ")[0]);
  return new Map(readdirSync(tasks).map((thread) => [thread, nsOf(thread) / 1e6]));
}
